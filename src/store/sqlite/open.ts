// Opens the one SQLite file, checks that it really is as durable as we promise, and gives Kysely its driver.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import { migrate } from '../migrations/migrate.ts'
import type { Tables } from '../tables.ts'

/** Before 3.51.3 SQLite could reset a WAL that a reader still needed. */
const leastVersion = [3, 51, 3] as const

export interface OpenSqlite {
  readonly raw: DatabaseSync
  readonly kysely: Kysely<Tables>
}

export async function openSqlite(file: string): Promise<OpenSqlite> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const raw = new DatabaseSync(file, { timeout: 5_000 })
  raw.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000',
  )
  // 32 MB for pages of indexes that are written all over, and the log copied back every 16 MB and not every 4: a page
  // changed by many commits is then copied once. What a commit promises stays the same; it syncs the log itself.
  raw.exec('pragma cache_size = -32768; pragma wal_autocheckpoint = 4000')
  checkDurability(raw)
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: wrap(raw) }) })
  await migrate(kysely as unknown as Kysely<unknown>, 'sqlite')
  return { raw, kysely }
}

// Some builds open WAL files at NORMAL, which may forget the last commits at power loss: read both settings back.
function checkDurability(raw: DatabaseSync): void {
  const journal = raw.prepare('pragma journal_mode').get()?.journal_mode
  const synchronous = raw.prepare('pragma synchronous').get()?.synchronous
  const version = String(raw.prepare('select sqlite_version() as version').get()?.version)
  if (journal !== 'wal' || synchronous !== 2) {
    throw new Error(`[store] SQLite mở ở chế độ ${journal}/${synchronous}, cần wal/2 (FULL)`)
  }
  const parts = version.split('.').map(Number)
  const older = leastVersion.findIndex((least, at) => (parts[at] ?? 0) !== least)
  if (older >= 0 && (parts[older] ?? 0) < (leastVersion[older] ?? 0)) {
    throw new Error(`[store] SQLite ${version} quá cũ, cần ${leastVersion.join('.')} trở lên`)
  }
}

/** Statements kept prepared; the program has far fewer, so this only guards against one built from data. */
const mostStatements = 500

// Kysely expects the shape of better-sqlite3; node:sqlite is close enough for fifteen lines.
function wrap(raw: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, StatementSync>()
  return {
    close: () => raw.close(),
    prepare(sql) {
      let statement = cache.get(sql)
      if (!statement) {
        statement = raw.prepare(sql)
        if (cache.size >= mostStatements) cache.clear()
        cache.set(sql, statement)
      }
      const prepared = statement
      const values = (parameters: ReadonlyArray<unknown>) => parameters as SQLInputValue[]
      return {
        reader: prepared.columns().length > 0,
        all: (parameters) => prepared.all(...values(parameters)),
        run: (parameters) => prepared.run(...values(parameters)),
        iterate: (parameters) => prepared.iterate(...values(parameters)),
      }
    },
  }
}
