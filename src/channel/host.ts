// What the program lends an adapter: everything an adapter needs and must not own.
import type { Update } from './channel.ts'

export interface ChannelHost {
  /** Commits the updates to the inbox; when it resolves they are on disk and may be acknowledged. */
  accept(updates: readonly Update[]): Promise<void>
  readonly values: DurableValues
  readonly activities: ActivityFeed
  readonly uploads: Uploads
  /** A file a reply of type `file` carries. Null when it is gone, or belongs to another conversation. */
  openFile(conversation: string, fileId: string): Promise<OpenedFile | null>
  /** The one way out: host allow-list, no redirects, size and time limits. */
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** For an address that arrived in a message: https, a public host on the list (`.zdn.vn` for every host under it), else it throws. */
  fetchFromMessage(url: string, hosts: readonly string[], init?: RequestInit): Promise<Response>
  now(): number
  /** Unguessable, URL-safe; 32 bytes unless told. */
  randomToken(bytes?: number): string
  readonly log: ChannelLog
}

/** Ids and codes only: no message text, names, numbers or tokens, at any level. */
export interface ChannelLog {
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

/** Durable key–value of one channel. Values are JSON. */
export interface DurableValues {
  get<T>(key: string): Promise<T | null>
  set(key: string, value: unknown, options?: { expiresAt?: number }): Promise<void>
  /** Writes only where nothing alive is: of two callers, in any processes, one gets true. */
  setIfAbsent(key: string, value: unknown, options?: { expiresAt?: number }): Promise<boolean>
  /** Reads and removes in one step: of two callers, one gets the value. */
  take<T>(key: string): Promise<T | null>
  delete(key: string): Promise<void>
  /** What is alive under keys that begin with `prefix`, in order of key. */
  list<T>(prefix: string, limit: number): Promise<readonly { readonly key: string; readonly value: T }[]>
}

export interface OpenedFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface StoredActivity {
  /** Grows by commit order within a conversation; the Direct Line watermark. */
  readonly sequence: number
  readonly activity: unknown
}

export interface ActivityFeed {
  /** Stored activities after the watermark, oldest first. */
  after(conversation: string, watermark: number, limit: number): Promise<readonly StoredActivity[]>
  /** Appends once per key: a repeat with the same key changes nothing. Resolves when on disk. */
  append(conversation: string, key: string, activity: unknown): Promise<void>
  /** Calls back, in this process, after something was appended to the conversation. Returns the way to stop. */
  watch(conversation: string, appended: () => void): () => void
}

export type UploadRefusal = 'too_large' | 'too_many' | 'wrong_offset' | 'not_found' | 'storage_full'

export interface UploadState {
  readonly uploadId: string
  /** Bytes safely held; a resumed upload goes on from here. */
  readonly receivedBytes: number
  readonly sizeBytes: number
  readonly complete: boolean
}

/** Files streamed in, encrypted as they arrive, resumable. */
export interface Uploads {
  create(
    conversation: string,
    file: { name: string; mediaType: string; sizeBytes: number },
  ): Promise<UploadState | { readonly refused: UploadRefusal }>
  append(
    conversation: string,
    uploadId: string,
    offset: number,
    bytes: ReadableStream<Uint8Array>,
  ): Promise<UploadState | { readonly refused: UploadRefusal }>
  state(conversation: string, uploadId: string): Promise<UploadState | null>
}
