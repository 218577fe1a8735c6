// Conversations by their channel and address, and the wishes for a person that came out of them.
import type { Kysely } from 'kysely'
import type { State } from '../engine/state.ts'
import type { ConversationStore, EscalationStore } from './store.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

export async function ensureConversation(
  database: Database,
  channel: string,
  address: string,
  now: number,
): Promise<number> {
  // The no-op update makes the row come back whether it was new or not.
  const row = await database
    .insertInto('conversations')
    .values({ channel, address, turns: 0, activity_count: 0, created_at: now, updated_at: now })
    .onConflict((on) => on.columns(['channel', 'address']).doUpdateSet({ updated_at: now }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export function conversationStore(database: Database): ConversationStore {
  return {
    async find(channel, conversation) {
      const row = await database
        .selectFrom('conversations')
        .select(['id', 'state'])
        .where('channel', '=', channel)
        .where('address', '=', conversation)
        .executeTakeFirst()
      return row ? { id: row.id, state: row.state === null ? null : (JSON.parse(row.state) as State) } : null
    },
    async count() {
      const row = await database
        .selectFrom('conversations')
        .select((on) => on.fn.countAll<number>().as('count'))
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },
  }
}

export function escalationStore(database: Database): EscalationStore {
  return {
    async open(limit) {
      const rows = await database
        .selectFrom('escalations')
        .selectAll()
        .where('state', '<>', 'closed')
        .orderBy('opened_at')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        reason: row.reason,
        conversationId: row.conversation_id,
        openedAt: row.opened_at,
      }))
    },
  }
}
