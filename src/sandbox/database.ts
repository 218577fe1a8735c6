// The sandbox's own SQLite file. What was answered 200 is on disk: FULL syncs each commit before it returns.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Database = DatabaseSync

export function openDatabase(directory: string): Database {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(join(directory, 'sandbox.db'), { timeout: 5_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;')
  requireSetting(database, 'journal_mode', 'wal')
  // Some builds open WAL files at NORMAL, which may forget the last commits.
  requireSetting(database, 'synchronous', 2)
  database.exec(schema)
  addMissingColumns(database)
  return database
}

/** Runs the work as one change: all of it is on disk, or none of it happened. */
export function inTransaction<T>(database: Database, work: () => T): T {
  // Already inside one: the outer decides.
  if (database.isTransaction) return work()
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function requireSetting(database: Database, name: string, wanted: string | number): void {
  const actual = Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  if (actual !== wanted) throw new Error(`[sandbox] SQLite ${name} is ${actual}, needs ${wanted}`)
}

// Files of an earlier version keep working: what a demo has filed should still be there after an update.
function addMissingColumns(database: Database): void {
  const names = database
    .prepare('PRAGMA table_info(payment)')
    .all()
    .map(({ name }) => name)
  if (names.includes('token')) return
  database.exec(`ALTER TABLE payment ADD COLUMN token TEXT NOT NULL DEFAULT '';
    ALTER TABLE payment ADD COLUMN receipt BLOB;
    UPDATE payment SET token = lower(hex(randomblob(16)));`)
}

// Dates are epoch milliseconds. No unique key on reference_uid: the real portal has none either.
const schema = `
CREATE TABLE IF NOT EXISTS dossier (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  reference_uid TEXT NOT NULL,
  group_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  service_code TEXT NOT NULL,
  originality INTEGER NOT NULL,
  step_code TEXT NOT NULL DEFAULT '',
  dossier_no TEXT UNIQUE,
  password TEXT NOT NULL DEFAULT '',
  fields TEXT NOT NULL,
  submitting INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  submitted_at INTEGER,
  received_at INTEGER,
  due_at INTEGER,
  released_at INTEGER,
  finished_at INTEGER,
  cancelling_at INTEGER,
  correcting_at INTEGER,
  applicant_id_at INTEGER,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS dossier_reference ON dossier (reference_uid);
CREATE TABLE IF NOT EXISTS dossier_action (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  from_step TEXT NOT NULL,
  to_step TEXT NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS action_dossier ON dossier_action (dossier_id);
CREATE TABLE IF NOT EXISTS dossier_file (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  reference_uid TEXT NOT NULL,
  part_no TEXT NOT NULL,
  display_name TEXT NOT NULL,
  file_type TEXT NOT NULL,
  eform INTEGER NOT NULL,
  form_data TEXT,
  removed INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  content BLOB,
  UNIQUE (dossier_id, reference_uid)
) STRICT;
CREATE TABLE IF NOT EXISTS mark (
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  part_no TEXT NOT NULL,
  file_check INTEGER NOT NULL,
  comment TEXT NOT NULL,
  PRIMARY KEY (dossier_id, part_no)
) STRICT;
CREATE TABLE IF NOT EXISTS payment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dossier_id INTEGER NOT NULL UNIQUE REFERENCES dossier (id),
  amount INTEGER NOT NULL,
  note TEXT NOT NULL,
  status INTEGER NOT NULL,
  token TEXT NOT NULL UNIQUE,
  receipt BLOB,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS counter (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;
`
