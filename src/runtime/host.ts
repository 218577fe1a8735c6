// What the program lends one channel: durable arrival, values, activities, uploads and the way out.
import { randomBytes, randomUUID } from 'node:crypto'
import type { Update } from '../channel/channel.ts'
import type { ChannelHost, ChannelLog } from '../channel/host.ts'
import type { Arrival, Store } from '../store/store.ts'
import type { Committer } from './committer.ts'
import type { FileVault } from './uploads.ts'

export function createChannelHost(
  channel: string,
  parts: {
    store: Store
    committer: Committer
    vault: FileVault
    fetch: ChannelHost['fetch']
    fetchFromMessage: ChannelHost['fetchFromMessage']
    now: () => number
    log: ChannelLog
  },
): ChannelHost {
  const { store, committer, now } = parts
  return {
    async accept(updates) {
      if (updates.length === 0) return
      await committer.arrive(updates.map((update) => toArrival(channel, update, now())))
    },
    values: {
      get: async <T>(key: string) => (await store.values.get(channel, key, now())) as T | null,
      set: (key, value, options) => store.values.set(channel, key, value, options?.expiresAt ?? null),
      setIfAbsent: (key, value, options) =>
        store.values.setIfAbsent(channel, key, value, options?.expiresAt ?? null, now()),
      take: async <T>(key: string) => (await store.values.take(channel, key, now())) as T | null,
      delete: (key) => store.values.delete(channel, key),
      list: async <T>(prefix: string, limit: number) =>
        (await store.values.list(channel, prefix, now(), limit)) as { key: string; value: T }[],
    },
    activities: {
      after: (conversation, watermark, limit) =>
        store.activities.after(channel, conversation, watermark, limit),
      append: (conversation, key, activity) => committer.append({ channel, conversation, key, activity }),
      watch: (conversation, appended) => committer.watch(channel, conversation, appended),
    },
    uploads: parts.vault.uploads(channel),
    async openFile(conversation, fileId) {
      const file = await store.files.find(fileId)
      if (!file || file.channel !== channel || file.conversation !== conversation) return null
      const bytes = await parts.vault.read(file)
      return bytes && { name: file.name, mediaType: file.mediaType, bytes }
    },
    fetch: parts.fetch,
    fetchFromMessage: parts.fetchFromMessage,
    now,
    randomToken: (bytes = 32) => randomBytes(bytes).toString('base64url'),
    log: parts.log,
  }
}

function toArrival(channel: string, update: Update, at: number): Arrival {
  return {
    channel,
    conversation: update.conversation,
    updateId: update.updateId,
    event: update.event,
    eventId: randomUUID(),
    at,
    ...(update.activity === undefined ? {} : { activity: update.activity }),
  }
}
