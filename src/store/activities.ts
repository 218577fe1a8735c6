// What was said on a channel that keeps it with us, by watermark.
import type { Kysely } from 'kysely'
import type { ActivityStore } from './store.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

export function activityStore(database: Database): ActivityStore {
  return {
    async after(channel, conversation, watermark, limit) {
      const rows = await database
        .selectFrom('activities')
        .innerJoin('conversations', 'conversations.id', 'activities.conversation_id')
        .select(['activities.sequence', 'activities.activity'])
        .where('conversations.channel', '=', channel)
        .where('conversations.address', '=', conversation)
        .where('activities.sequence', '>', watermark)
        .orderBy('activities.sequence')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ sequence: row.sequence, activity: JSON.parse(row.activity) }))
    },
  }
}
