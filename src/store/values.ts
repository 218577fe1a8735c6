// What adapters keep: durable values, some of them until a time, some taken once.
import type { Kysely } from 'kysely'
import type { ValueStore } from './store.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

export function valueStore(database: Database): ValueStore {
  const alive = (row: { value: string; expires_at: number | null } | undefined, now: number): unknown =>
    row && (row.expires_at === null || row.expires_at > now) ? JSON.parse(row.value) : null
  return {
    async get(channel, key, now) {
      const row = await database
        .selectFrom('channel_values')
        .select(['value', 'expires_at'])
        .where('channel', '=', channel)
        .where('key', '=', key)
        .executeTakeFirst()
      return alive(row, now)
    },
    async set(channel, key, value, expiresAt) {
      await database
        .insertInto('channel_values')
        .values({ channel, key, value: JSON.stringify(value), expires_at: expiresAt })
        .onConflict((on) =>
          on.columns(['channel', 'key']).doUpdateSet({ value: JSON.stringify(value), expires_at: expiresAt }),
        )
        .execute()
    },
    async setIfAbsent(channel, key, value, expiresAt, now) {
      const fresh = { value: JSON.stringify(value), expires_at: expiresAt }
      const result = await database
        .insertInto('channel_values')
        .values({ channel, key, ...fresh })
        .onConflict((on) =>
          on
            .columns(['channel', 'key'])
            .doUpdateSet(fresh)
            .where('channel_values.expires_at', 'is not', null)
            .where('channel_values.expires_at', '<=', now),
        )
        .executeTakeFirst()
      return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
    },
    async take(channel, key, now) {
      const row = await database
        .deleteFrom('channel_values')
        .where('channel', '=', channel)
        .where('key', '=', key)
        .returning(['value', 'expires_at'])
        .executeTakeFirst()
      return alive(row, now)
    },
    async delete(channel, key) {
      await database
        .deleteFrom('channel_values')
        .where('channel', '=', channel)
        .where('key', '=', key)
        .execute()
    },
    async list(channel, prefix, now, limit) {
      const rows = await database
        .selectFrom('channel_values')
        .select(['key', 'value', 'expires_at'])
        .where('channel', '=', channel)
        // A range of the primary key, where LIKE would read every row. U+FFFF ends no key of ours.
        .where('key', '>=', prefix)
        .where('key', '<', `${prefix}\uffff`)
        .where((on) => on.or([on('expires_at', 'is', null), on('expires_at', '>', now)]))
        .orderBy('key')
        .limit(limit)
        .execute()
      return rows.map(({ key, value }) => ({ key, value: JSON.parse(value) }))
    },
    async sweep(now) {
      const result = await database
        .deleteFrom('channel_values')
        .where('expires_at', 'is not', null)
        .where('expires_at', '<=', now)
        .executeTakeFirst()
      return Number(result.numDeletedRows)
    },
  }
}
