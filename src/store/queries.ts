// The calls around the hot path, written once with Kysely for both databases. Each is one statement and so durable by itself.
import { type Kysely, sql } from 'kysely'
import type { State } from '../engine/state.ts'
import { leaseMs } from './bounds.ts'
import type { Dialect } from './migrations/migrate.ts'
import type {
  ActivityStore,
  ConversationStore,
  EscalationStore,
  FileStore,
  GuideStore,
  JobStore,
  OutboxRow,
  OutboxStore,
  StoredFile,
  ValueStore,
} from './store.ts'
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

export function fileStore(database: Database): FileStore {
  const read = () =>
    database
      .selectFrom('files')
      .innerJoin('conversations', 'conversations.id', 'files.conversation_id')
      .selectAll('files')
      .select(['conversations.channel', 'conversations.address'])
  type Row = Awaited<ReturnType<ReturnType<typeof read>['execute']>>[number]
  const present = (row: Row): StoredFile => ({
    id: row.id,
    channel: row.channel,
    conversation: row.address,
    name: row.name,
    sizeBytes: row.size_bytes,
    receivedBytes: row.received_bytes,
    wrappedKey: row.wrapped_key,
    state: row.state as StoredFile['state'],
    attachmentId: row.attachment_id,
    mediaType: row.media_type,
    digest: row.digest,
    createdAt: row.created_at,
  })
  return {
    async create(file) {
      const conversation = await ensureConversation(database, file.channel, file.conversation, file.createdAt)
      await database
        .insertInto('files')
        .values({
          id: file.id,
          conversation_id: conversation,
          name: file.name,
          size_bytes: file.sizeBytes,
          received_bytes: 0,
          wrapped_key: file.wrappedKey,
          state: 'receiving',
          media_type: '',
          digest: '',
          created_at: file.createdAt,
        })
        .execute()
    },
    async received(id, receivedBytes, complete) {
      await database
        .updateTable('files')
        .set({ received_bytes: receivedBytes, ...(complete ? { state: 'complete' } : {}) })
        .where('id', '=', id)
        .where('state', '=', 'receiving')
        .execute()
    },
    async keep(id, found) {
      await database
        .updateTable('files')
        .set({
          state: 'kept',
          attachment_id: found.attachmentId,
          media_type: found.mediaType,
          digest: found.digest,
        })
        .where('id', '=', id)
        .where('state', 'in', ['complete', 'kept'])
        .execute()
    },
    async destroy(id) {
      const result = await database
        .updateTable('files')
        .set({ state: 'destroyed', wrapped_key: null, name: '', digest: '' })
        .where('id', '=', id)
        .where('state', '<>', 'destroyed')
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },
    async find(id) {
      const row = await read().where('files.id', '=', id).executeTakeFirst()
      return row ? present(row) : null
    },
    async byAttachment(attachmentId) {
      const row = await read().where('files.attachment_id', '=', attachmentId).executeTakeFirst()
      return row ? present(row) : null
    },
    async abandoned(before, limit) {
      const rows = await read()
        .where('files.state', 'in', ['receiving', 'complete'])
        .where('files.created_at', '<', before)
        .limit(limit)
        .execute()
      return rows.map(present)
    },
    async pendingCount(channel, conversation) {
      const row = await database
        .selectFrom('files')
        .innerJoin('conversations', 'conversations.id', 'files.conversation_id')
        .select((on) => on.fn.countAll<number>().as('count'))
        .where('conversations.channel', '=', channel)
        .where('conversations.address', '=', conversation)
        .where('files.state', 'in', ['receiving', 'complete'])
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },
  }
}

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

export function guideStore(database: Database): GuideStore {
  return {
    async all() {
      const rows = await database
        .selectFrom('guides')
        .selectAll()
        .orderBy('slug')
        .orderBy('revision')
        .execute()
      return rows.map((row) => ({
        slug: row.slug,
        revision: row.revision,
        guide: JSON.parse(row.guide),
        sourceHash: row.source_hash,
        status: row.status as 'published' | 'draft',
      }))
    },
    async add(guide) {
      await database
        .insertInto('guides')
        .values({
          slug: guide.slug,
          revision: guide.revision,
          guide: JSON.stringify(guide.guide),
          source_hash: guide.sourceHash,
          status: guide.status,
          created_at: guide.at,
        })
        .execute()
    },
  }
}

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
