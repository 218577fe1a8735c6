// A small honest ChannelHost in memory: keeps the contract's promises (once per id, in order, after the commit), forgets
// everything at the end. For tests of adapters.
import { randomBytes } from 'node:crypto'
import type { Update } from '../../src/channel/channel.ts'
import type {
  ActivityFeed,
  ChannelHost,
  DurableValues,
  OpenedFile,
  StoredActivity,
  Uploads,
} from '../../src/channel/host.ts'
import { type KeptLog, keepLog } from './kept-log.ts'

export interface MemoryHost extends ChannelHost {
  /** Accepted updates, each id once, in order. */
  readonly accepted: Update[]
  /** Every stored value by key, to look for what must not be there. */
  readonly stored: ReadonlyMap<string, { value: string; expiresAt: number | null }>
  readonly log: KeptLog
  /** The bytes of a complete upload. */
  bytesOf(uploadId: string): Uint8Array
  /** Files a reply may carry, by id. */
  readonly files: Map<string, OpenedFile>
  /** Moves the clock. */
  advance(ms: number): void
  /** What happens after each commit; the place for a scripted assistant. */
  onAccepted: (update: Update) => void
  /** When set, accept() fails with it: the disk is full. */
  failure: Error | null
}

export function createMemoryHost(start = Date.UTC(2026, 10, 22)): MemoryHost {
  let offset = 0
  const accepted: Update[] = []
  const seen = new Set<string>()
  const log = keepLog()
  const values = createValues(() => host.now())
  const activities = createFeed()
  const uploads = createUploads()
  const files = new Map<string, OpenedFile>()
  const host: MemoryHost = {
    accepted,
    log,
    onAccepted: () => {},
    failure: null,
    files,
    openFile: async (_, fileId) => files.get(fileId) ?? null,
    stored: values.stored,
    values,
    activities,
    uploads: uploads.uploads,
    bytesOf: uploads.bytesOf,
    now: () => start + offset,
    advance(ms) {
      offset += ms
    },
    randomToken: (bytes = 32) => randomBytes(bytes).toString('base64url'),
    fetch: () => Promise.reject(new Error('no network in tests')),
    fetchFromMessage: () => Promise.reject(new Error('no network in tests')),
    async accept(updates) {
      // Even a memory host does not answer in the same tick.
      await Promise.resolve()
      if (host.failure) throw host.failure
      for (const update of updates) {
        if (seen.has(update.updateId)) continue
        seen.add(update.updateId)
        accepted.push(update)
        if (update.activity !== undefined) {
          await activities.append(update.conversation, `update:${update.updateId}`, update.activity)
        }
        host.onAccepted(update)
      }
    },
  }
  return host
}

function createValues(
  now: () => number,
): DurableValues & { stored: Map<string, { value: string; expiresAt: number | null }> } {
  const stored = new Map<string, { value: string; expiresAt: number | null }>()
  const read = (key: string) => {
    const entry = stored.get(key)
    if (!entry || (entry.expiresAt !== null && entry.expiresAt <= now())) return null
    return JSON.parse(entry.value)
  }
  return {
    stored,
    get: async (key) => read(key),
    async set(key, value, options) {
      stored.set(key, { value: JSON.stringify(value), expiresAt: options?.expiresAt ?? null })
    },
    async setIfAbsent(key, value, options) {
      if (read(key) !== null) return false
      stored.set(key, { value: JSON.stringify(value), expiresAt: options?.expiresAt ?? null })
      return true
    },
    async take(key) {
      const value = read(key)
      stored.delete(key)
      return value
    },
    async delete(key) {
      stored.delete(key)
    },
    list: async (prefix, limit) =>
      [...stored.keys()]
        .filter((key) => key.startsWith(prefix) && read(key) !== null)
        .sort()
        .slice(0, limit)
        .map((key) => ({ key, value: read(key) })),
  }
}

function createFeed(): ActivityFeed {
  const feeds = new Map<string, { stored: StoredActivity[]; keys: Set<string>; watchers: Set<() => void> }>()
  const feed = (conversation: string) => {
    const known = feeds.get(conversation) ?? { stored: [], keys: new Set(), watchers: new Set() }
    feeds.set(conversation, known)
    return known
  }
  let sequence = 0
  return {
    after: async (conversation, watermark, limit) =>
      feed(conversation)
        .stored.filter((entry) => entry.sequence > watermark)
        .slice(0, limit),
    async append(conversation, key, activity) {
      const { stored, keys, watchers } = feed(conversation)
      if (keys.has(key)) return
      keys.add(key)
      sequence += 1
      stored.push({ sequence, activity: JSON.parse(JSON.stringify(activity)) })
      for (const appended of watchers) appended()
    },
    watch(conversation, appended) {
      const { watchers } = feed(conversation)
      watchers.add(appended)
      return () => void watchers.delete(appended)
    },
  }
}

function createUploads(): { uploads: Uploads; bytesOf(uploadId: string): Uint8Array } {
  const held = new Map<string, { conversation: string; sizeBytes: number; bytes: Uint8Array }>()
  const find = (conversation: string, id: string) => {
    const upload = held.get(id)
    return upload?.conversation === conversation ? upload : null
  }
  const stateOf = (uploadId: string, upload: { sizeBytes: number; bytes: Uint8Array }) => ({
    uploadId,
    sizeBytes: upload.sizeBytes,
    receivedBytes: upload.bytes.length,
    complete: upload.bytes.length === upload.sizeBytes,
  })
  const uploads: Uploads = {
    async create(conversation, { sizeBytes }) {
      const id = randomBytes(16).toString('base64url')
      const upload = { conversation, sizeBytes, bytes: new Uint8Array() }
      held.set(id, upload)
      return stateOf(id, upload)
    },
    async append(conversation, id, offset, stream) {
      const upload = find(conversation, id)
      if (!upload) return { refused: 'not_found' }
      if (offset !== upload.bytes.length) return { refused: 'wrong_offset' }
      for await (const chunk of stream) {
        if (upload.bytes.length + chunk.length > upload.sizeBytes) return { refused: 'too_large' }
        upload.bytes = Buffer.concat([upload.bytes, chunk])
      }
      return stateOf(id, upload)
    },
    async state(conversation, id) {
      const upload = find(conversation, id)
      return upload ? stateOf(id, upload) : null
    },
  }
  return { uploads, bytesOf: (id) => held.get(id)?.bytes ?? new Uint8Array() }
}
