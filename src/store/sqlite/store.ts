// The embedded store: everything in one SQLite file at full sync.
import { randomUUID } from 'node:crypto'
import { activityStore } from '../activities.ts'
import { catalogueStore } from '../catalogue.ts'
import { conversationStore, escalationStore } from '../conversations.ts'
import { fileStore } from '../files.ts'
import { guideStore } from '../guides.ts'
import { jobStore } from '../jobs.ts'
import { outboxStore } from '../outbox.ts'
import type { Store } from '../store.ts'
import { submissionStore } from '../submissions.ts'
import { valueStore } from '../values.ts'
import { createSqliteHotPath } from './commit.ts'
import { type ServerLock, takeServerLock } from './lock.ts'
import { openSqlite } from './open.ts'

// A few pages really written: a lock alone, or a change of a row that is there, succeeds on a full disk.
const takeRoom = `insert or replace into channel_values (channel, key, value, expires_at)
  values ('motcua', 'probe', hex(zeroblob(16384)), 0)`
const giveBack = `delete from channel_values where channel = 'motcua' and key = 'probe'`

/**
 * Opens the file. With `serve` this process becomes the one that serves it, and rows a dead predecessor had claimed are free
 * again at once; throws AlreadyServedError while another one lives. Without it the file is only read and written safely.
 */
export async function createSqliteStore(
  file: string,
  options: { serve: boolean; now?: () => number },
): Promise<Store> {
  const { raw, kysely } = await openSqlite(file)
  let lock: ServerLock | null = null
  const outbox = outboxStore(kysely, 'sqlite')
  const jobs = jobStore(kysely, 'sqlite')
  if (options.serve) {
    try {
      lock = takeServerLock(raw, randomUUID(), options.now ?? Date.now)
    } catch (error) {
      raw.close()
      throw error
    }
    await outbox.releaseAll()
    await jobs.releaseAll()
  }
  return {
    hot: createSqliteHotPath(raw),
    outbox,
    jobs,
    submissions: submissionStore(kysely),
    files: fileStore(kysely),
    guides: guideStore(kysely),
    catalogue: catalogueStore(kysely),
    activities: activityStore(kysely),
    values: valueStore(kysely),
    conversations: conversationStore(kysely),
    escalations: escalationStore(kysely),
    async probe() {
      try {
        raw.prepare(takeRoom).run()
        raw.prepare(giveBack).run()
        return true
      } catch {
        return false
      }
    },
    async close() {
      try {
        lock?.release()
      } finally {
        raw.close()
      }
    },
  }
}
