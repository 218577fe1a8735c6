// Replies and orders on their way: claimed by lease, oldest first within a conversation.
import { type Kysely, sql } from 'kysely'
import { leaseMs } from './bounds.ts'
import type { Dialect } from './migrations/migrate.ts'
import type { OutboxRow, OutboxStore } from './store.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

export function outboxStore(database: Database, dialect: Dialect): OutboxStore {
  return {
    async claim(now, owner, limit) {
      const skipLocked = sql.raw(dialect === 'postgres' ? 'for update of o skip locked' : '')
      const { rows } = await sql<{ id: number }>`
        update outbox set status = 1, owner = ${owner}, lease_until = ${now + leaseMs}
        where id in (
          select o.id from outbox o
          where ((o.status = 0 and o.next_at <= ${now}) or (o.status = 1 and o.lease_until <= ${now}))
            and (o.lane = 'effect' or o.id = (
              select min(f.id) from outbox f
              where f.conversation_id = o.conversation_id and f.lane = 'reply' and f.status < 2))
          order by o.id limit ${limit} ${skipLocked})
        returning id`.execute(database)
      if (rows.length === 0) return []
      return readRows(
        database,
        rows.map((row) => row.id),
      )
    },
    async releaseAll() {
      const result = await database
        .updateTable('outbox')
        .set({ status: 0, owner: null })
        .where('status', '=', 1)
        .executeTakeFirst()
      return Number(result.numUpdatedRows)
    },
    async nextDue() {
      const { rows } = await sql<{ due: number }>`
        select o.next_at as due from outbox o
        where o.status = 0 and (o.lane = 'effect' or not exists (
          select 1 from outbox f
          where f.conversation_id = o.conversation_id and f.lane = 'reply' and f.status < 2 and f.id < o.id))
        order by o.next_at limit 1`.execute(database)
      return rows[0]?.due ?? null
    },
    async parked(limit) {
      const ids = await database
        .selectFrom('outbox')
        .select(['id', 'error'])
        .where('status', '=', 3)
        .orderBy('id')
        .limit(limit)
        .execute()
      const errors = new Map(ids.map((row) => [row.id, row.error ?? '']))
      const rows = await readRows(database, [...errors.keys()])
      return rows.map((row) => ({ ...row, error: errors.get(row.id) ?? '' }))
    },
  }
}

async function readRows(database: Database, ids: readonly number[]): Promise<OutboxRow[]> {
  if (ids.length === 0) return []
  const rows = await database
    .selectFrom('outbox')
    .innerJoin('conversations', 'conversations.id', 'outbox.conversation_id')
    .select([
      'outbox.id',
      'outbox.conversation_id',
      'outbox.lane',
      'outbox.key',
      'outbox.payload',
      'outbox.attempts',
      'outbox.created_at',
      'conversations.channel',
      'conversations.address',
    ])
    .where('outbox.id', 'in', ids)
    .orderBy('outbox.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    channel: row.channel,
    conversation: row.address,
    lane: row.lane,
    key: row.key,
    payload: JSON.parse(row.payload),
    attempts: row.attempts,
    createdAt: row.created_at,
  }))
}
