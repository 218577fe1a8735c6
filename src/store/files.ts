// What is known of each sealed file; its bytes are on disk.
import type { Kysely } from 'kysely'
import { ensureConversation } from './conversations.ts'
import type { FileStore, StoredFile } from './store.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

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
    async abandoned(before, documentsBefore, limit) {
      const rows = await read()
        .where((on) =>
          on.or([
            on.and([on('files.state', 'in', ['receiving', 'complete']), on('files.created_at', '<', before)]),
            on.and([
              on('files.state', '=', 'kept'),
              on('files.attachment_id', 'like', 'document:%'),
              on('files.created_at', '<', documentsBefore),
            ]),
          ]),
        )
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
