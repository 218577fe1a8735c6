// Files streamed in by a channel: counted, sealed as they arrive, resumable, bounded per conversation.
import { createHash, randomBytes } from 'node:crypto'
import type { UploadRefusal, UploadState, Uploads } from '../channel/host.ts'
import type { MasterKey } from '../files/master-key.ts'
import type { SealedFiles } from '../files/seal.ts'
import type { FileStore, StoredFile } from '../store/store.ts'

/** A phone photo is 2–12 MB, a scanned PDF more; what is larger cannot be filed on any portal we know. */
export const mostUploadBytes = 25 * 1024 * 1024
/** Uploads of one conversation not yet attached to anything. */
const mostPending = 40

/** A written document is kept while its link works, and a day longer. */
const documentMs = 8 * 24 * 3_600_000

/** The attachment id of a document we wrote, from the key of the order; the sweep knows documents by it. */
export function documentId(orderKey: string): string {
  return `document:${orderKey}`
}

export interface FileVault {
  readonly uploads: (channel: string) => Uploads
  /** The plaintext of a kept or complete file; null when it is gone. */
  read(file: StoredFile): Promise<Uint8Array | null>
  /** Stores bytes fetched from a platform as one complete file of the conversation. */
  keepBytes(channel: string, conversation: string, name: string, bytes: Uint8Array): Promise<string>
  /** Stores a file of our own making under its attachment id. Made again after a crash, the one already kept stays. */
  keepDocument(channel: string, conversation: string, document: NewDocument): Promise<StoredFile>
  destroy(id: string): Promise<void>
  /** Removes uploads nobody took up within a day, and written documents after their time. */
  sweep(): Promise<number>
}

export interface NewDocument {
  readonly attachmentId: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export function createFileVault(parts: {
  files: FileStore
  sealed: SealedFiles
  masterKey: MasterKey
  now: () => number
}): FileVault {
  const { files, sealed, masterKey, now } = parts
  const inUse = new Set<string>()

  async function begin(
    channel: string,
    conversation: string,
    name: string,
    sizeBytes: number,
  ): Promise<string> {
    const id = randomBytes(18).toString('base64url')
    await files.create({
      id,
      channel,
      conversation,
      name: name.normalize('NFC').slice(0, 200),
      sizeBytes,
      wrappedKey: masterKey.wrap(randomBytes(32), id),
      createdAt: now(),
    })
    return id
  }

  const keyOf = (file: StoredFile) => (file.wrappedKey ? masterKey.unwrap(file.wrappedKey, file.id) : null)

  async function destroy(id: string): Promise<void> {
    // The key first: without it the bytes are noise even if the machine stops here.
    await files.destroy(id)
    await sealed.remove(id)
  }

  // The last segment may be on disk without its row knowing: the process died in between. Then the row learns it now.
  async function heldOf(file: StoredFile): Promise<number> {
    if (file.state !== 'receiving') return file.sizeBytes
    const held = await sealed.length(file.id, file.sizeBytes)
    if (held === file.sizeBytes && held > 0 && !inUse.has(file.id)) {
      await sealed.sync(file.id)
      await files.received(file.id, held, true)
    }
    return held
  }

  async function append(
    file: StoredFile,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<UploadState | { refused: UploadRefusal }> {
    const key = keyOf(file)
    if (!key || file.state === 'destroyed') return { refused: 'not_found' }
    if (file.state !== 'receiving') return stateOf(file, file.sizeBytes)
    if (offset !== (await heldOf(file))) return { refused: 'wrong_offset' }
    if (inUse.has(file.id)) return { refused: 'wrong_offset' }
    inUse.add(file.id)
    try {
      const { heldBytes, tooLong } = await sealed.append(
        { id: file.id, key, sizeBytes: file.sizeBytes },
        offset,
        bytes,
      )
      if (tooLong) {
        await destroy(file.id)
        return { refused: 'too_large' }
      }
      await files.received(file.id, heldBytes, heldBytes === file.sizeBytes)
      return stateOf(file, heldBytes)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return { refused: 'storage_full' }
      throw error
    } finally {
      inUse.delete(file.id)
    }
  }

  async function keepBytes(
    channel: string,
    conversation: string,
    name: string,
    bytes: Uint8Array,
  ): Promise<string> {
    const id = await begin(channel, conversation, name, bytes.length)
    const file = await files.find(id)
    if (file && bytes.length > 0) await append(file, 0, oneChunk(bytes))
    else await files.received(id, 0, true)
    return id
  }

  return {
    uploads: (channel) => ({
      async create(conversation, { name, sizeBytes }) {
        if (sizeBytes > mostUploadBytes) return { refused: 'too_large' }
        if ((await files.pendingCount(channel, conversation)) >= mostPending) return { refused: 'too_many' }
        const id = await begin(channel, conversation, name, sizeBytes)
        // An empty file is complete at once; the inspection will say that it is empty.
        if (sizeBytes === 0) await files.received(id, 0, true)
        return { uploadId: id, receivedBytes: 0, sizeBytes, complete: sizeBytes === 0 }
      },
      async append(conversation, uploadId, offset, bytes) {
        const file = await files.find(uploadId)
        if (!file || file.channel !== channel || file.conversation !== conversation)
          return { refused: 'not_found' }
        return append(file, offset, bytes)
      },
      async state(conversation, uploadId) {
        const file = await files.find(uploadId)
        if (!file || file.channel !== channel || file.conversation !== conversation) return null
        if (file.state === 'destroyed') return null
        return stateOf(file, await heldOf(file))
      },
    }),
    async read(file) {
      const key = keyOf(file)
      if (!key || file.state === 'receiving') return null
      if (file.sizeBytes === 0) return new Uint8Array()
      return sealed.read({ id: file.id, key, sizeBytes: file.sizeBytes })
    },
    keepBytes,
    async keepDocument(channel, conversation, { attachmentId, name, mediaType, bytes }) {
      const before = await files.byAttachment(attachmentId)
      if (before) return before
      const id = await keepBytes(channel, conversation, name, bytes)
      const digest = createHash('sha256').update(bytes).digest('hex')
      await files.keep(id, { attachmentId, mediaType, digest })
      const file = await files.find(id)
      if (!file) throw new Error('[vault] a document just written is gone')
      return file
    },
    destroy,
    async sweep() {
      const abandoned = await files.abandoned(now() - 24 * 3_600_000, now() - documentMs, 200)
      for (const file of abandoned) await destroy(file.id)
      return abandoned.length
    },
  }
}

function stateOf(file: StoredFile, heldBytes: number): UploadState {
  return {
    uploadId: file.id,
    receivedBytes: heldBytes,
    sizeBytes: file.sizeBytes,
    complete: heldBytes === file.sizeBytes,
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
