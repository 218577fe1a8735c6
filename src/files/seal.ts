// Files on disk as ciphertext only: sealed piece by piece while they arrive, so a broken upload goes on where it stopped.
//
// A file is a row of segments: nonce, ciphertext of up to 64 KiB, tag. The segment's place is authenticated, so segments
// cannot be swapped or dropped unseen; the length in the database tells a cut tail.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

const plainBytes = 64 * 1024
const nonceBytes = 12
const tagBytes = 16
const sealedBytes = nonceBytes + plainBytes + tagBytes

export interface SealedFiles {
  /** Bytes of plaintext that are safely held, counting whole segments only while a file is not complete. */
  length(id: string, sizeBytes: number): Promise<number>
  /**
   * Appends from `offset`, which must be `length()`. Stops at `sizeBytes`; returns how many bytes are now held and synced.
   * A stream that breaks keeps what was whole. Rejects when the disk does not take it.
   */
  append(
    file: { id: string; key: Uint8Array; sizeBytes: number },
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ heldBytes: number; tooLong: boolean }>
  /** Makes sure that what `length` counted stays. */
  sync(id: string): Promise<void>
  /** The plaintext. Throws when anything on disk is not what was written. */
  read(file: { id: string; key: Uint8Array; sizeBytes: number }): Promise<Uint8Array>
  remove(id: string): Promise<void>
}

export function createSealedFiles(directory: string): SealedFiles {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const pathOf = (id: string) => {
    if (!/^[A-Za-z0-9_-]{8,64}$/.test(id)) throw new Error('[files] not a file id')
    return join(directory, `${id}.sealed`)
  }

  async function length(id: string, sizeBytes: number): Promise<number> {
    const handle = await openExisting(pathOf(id))
    if (!handle) return 0
    try {
      return heldIn((await handle.stat()).size, sizeBytes)
    } finally {
      await handle.close()
    }
  }

  return {
    length,
    async append(file, offset, bytes) {
      const handle = await open(pathOf(file.id), 'a+', 0o600)
      try {
        // A torn last segment of a crash is cut off before going on.
        const held = heldIn((await handle.stat()).size, file.sizeBytes)
        if (held !== offset) return { heldBytes: held, tooLong: false }
        await handle.truncate(sealedLength(held, file.sizeBytes))
        return await appendSegments(handle, file, held, bytes)
      } finally {
        await handle.close()
      }
    },
    async sync(id) {
      const handle = await open(pathOf(id), 'r')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
    async read(file) {
      const handle = await open(pathOf(file.id), 'r')
      try {
        const sealed = await handle.readFile()
        return unsealAll(sealed, file)
      } finally {
        await handle.close()
      }
    },
    async remove(id) {
      await rm(pathOf(id), { force: true })
    },
  }
}

async function appendSegments(
  handle: FileHandle,
  file: { id: string; key: Uint8Array; sizeBytes: number },
  start: number,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ heldBytes: number; tooLong: boolean }> {
  let held = start
  let pending: Buffer = Buffer.alloc(0)
  let failure: Error | null = null
  const flush = async (segment: Buffer) => {
    try {
      await handle.appendFile(seal(segment, file.key, file.id, Math.floor(held / plainBytes)))
    } catch (error) {
      failure = error as Error
      throw error
    }
    held += segment.length
  }
  let tooLong = false
  try {
    for await (const chunk of bytes) {
      pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk])
      if (held + pending.length > file.sizeBytes) {
        tooLong = true
        break
      }
      while (pending.length >= plainBytes) {
        await flush(pending.subarray(0, plainBytes))
        pending = pending.subarray(plainBytes)
      }
    }
  } catch {
    // A half-written segment must not be followed by another.
    if (failure) throw failure
    // The sender went away: what was whole is kept, and the upload resumes from there.
  }
  if (!tooLong && pending.length > 0 && held + pending.length === file.sizeBytes) await flush(pending)
  await handle.sync()
  return { heldBytes: held, tooLong }
}

function heldIn(diskBytes: number, sizeBytes: number): number {
  if (diskBytes === sealedLength(sizeBytes, sizeBytes)) return sizeBytes
  return Math.min(Math.floor(diskBytes / sealedBytes) * plainBytes, sizeBytes)
}

function sealedLength(heldBytes: number, sizeBytes: number): number {
  const whole = Math.floor(heldBytes / plainBytes)
  const rest = heldBytes === sizeBytes ? heldBytes % plainBytes : 0
  return whole * sealedBytes + (rest > 0 ? nonceBytes + rest + tagBytes : 0)
}

function seal(plain: Buffer, key: Uint8Array, id: string, index: number): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${id}:${index}`))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function unsealAll(sealed: Buffer, file: { id: string; key: Uint8Array; sizeBytes: number }): Uint8Array {
  const pieces: Buffer[] = []
  for (let at = 0, index = 0; at < sealed.length; at += sealedBytes, index += 1) {
    const segment = sealed.subarray(at, at + sealedBytes)
    const decipher = createDecipheriv('aes-256-gcm', file.key, segment.subarray(0, nonceBytes))
    decipher
      .setAAD(Buffer.from(`${file.id}:${index}`))
      .setAuthTag(segment.subarray(segment.length - tagBytes))
    pieces.push(decipher.update(segment.subarray(nonceBytes, segment.length - tagBytes)), decipher.final())
  }
  const plain = Buffer.concat(pieces)
  if (plain.length !== file.sizeBytes)
    throw new Error('[files] a sealed file is shorter or longer than it was')
  return plain
}

async function openExisting(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
