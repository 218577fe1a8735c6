// Rows that wake at a time.
import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrations/migrate.ts'
import type { JobStore } from './store.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

export function jobStore(database: Database, dialect: Dialect): JobStore {
  return {
    async claim(now, owner, jobLeaseMs, limit) {
      const skipLocked = sql.raw(dialect === 'postgres' ? 'for update skip locked' : '')
      const { rows } = await sql<{
        key: string
        kind: string
        payload: string
        wake_at: number
        attempts: number
        conversation_id: number
      }>`
        update jobs set lease_until = ${now + jobLeaseMs}, owner = ${owner}
        where key in (select key from jobs where wake_at <= ${now} and lease_until <= ${now}
                      order by wake_at limit ${limit} ${skipLocked})
        returning key, kind, payload, wake_at, attempts, conversation_id`.execute(database)
      if (rows.length === 0) return []
      const conversations = await database
        .selectFrom('conversations')
        .select(['id', 'channel', 'address'])
        .where(
          'id',
          'in',
          rows.map((row) => row.conversation_id),
        )
        .execute()
      const addresses = new Map(conversations.map((row) => [row.id, row]))
      return rows.map((row) => ({
        key: row.key,
        kind: row.kind,
        payload: JSON.parse(row.payload),
        wakeAt: row.wake_at,
        attempts: row.attempts,
        channel: addresses.get(row.conversation_id)?.channel ?? '',
        conversation: addresses.get(row.conversation_id)?.address ?? '',
      }))
    },
    async reschedule(key, owner, wakeAt, payload, failed = false) {
      await database
        .updateTable('jobs')
        .set((on) => ({
          wake_at: wakeAt,
          lease_until: 0,
          owner: null,
          attempts: failed ? on('attempts', '+', 1) : 0,
          ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
        }))
        .where('key', '=', key)
        .where('owner', '=', owner)
        .execute()
    },
    async remove(key, owner) {
      await database.deleteFrom('jobs').where('key', '=', key).where('owner', '=', owner).execute()
    },
    async releaseAll() {
      await database
        .updateTable('jobs')
        .set({ lease_until: 0, owner: null })
        .where('lease_until', '>', 0)
        .execute()
    },
  }
}
