// Files on their way in: what was whole before a crash is whole after it, and a refusal keeps its reason.
import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { UploadState, Uploads } from '../../src/channel/host.ts'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import { createSealedFiles } from '../../src/files/seal.ts'
import { inspectAttachment } from '../../src/runtime/effects/inspect-attachment.ts'
import type { OutboxRow } from '../../src/store/store.ts'
import { makeExecutable, makePhoto } from '../support/papers.ts'
import { type Ground, makeGround, openRig, type Rig, scriptChannel } from './support.ts'

let ground: Ground
let rig: Rig
let uploads: Uploads

beforeEach(async () => {
  ground = makeGround()
  rig = await openRig(ground, scriptChannel(), { started: false })
  uploads = rig.host.uploads
})

const decoder = createDecoder()
afterAll(() => decoder.close())

afterEach(async () => {
  vi.restoreAllMocks()
  await rig.store.close()
  ground.remove()
})

const photo = makePhoto('uploads', 150_000)

async function begin(bytes: Uint8Array = photo): Promise<string> {
  const made = await uploads.create('a', {
    name: 'ảnh.jpg',
    mediaType: 'image/jpeg',
    sizeBytes: bytes.length,
  })
  if ('refused' in made) throw new Error(made.refused)
  return made.uploadId
}

const send = (id: string, bytes: Uint8Array, offset = 0) =>
  uploads.append('a', id, offset, new Blob([bytes as Uint8Array<ArrayBuffer>]).stream())

const inspect = (id: string, attachmentId = 'attachment-1') =>
  inspectAttachment({
    files: rig.store.files,
    vault: rig.vault,
    channels: new Map(),
    decoder,
    scanner: null,
  })(
    {
      type: 'inspect_attachment',
      attachmentId,
      source: { type: 'held', uploadId: id },
      name: 'ảnh.jpg',
      sizeBytes: 0,
      readCard: false,
    },
    {
      row: { channel: 'telegram', conversation: 'a', key: 'k' } as OutboxRow,
      signal: AbortSignal.timeout(10_000),
      outcome: (name, event) => ({
        channel: 'telegram',
        conversation: 'a',
        updateId: name,
        event,
        eventId: 'e',
        at: 0,
      }),
    },
  )

test('bytes that were whole when the process died count as complete, whichever way the sender asks', async () => {
  for (const ask of [
    (id: string) => uploads.state('a', id),
    (id: string) => send(id, photo).then(() => uploads.state('a', id)),
  ]) {
    const id = await begin()
    // The crash: the last segment is on disk, the row does not know it yet.
    vi.spyOn(rig.store.files, 'received').mockRejectedValueOnce(new Error('killed'))
    await expect(send(id, photo)).rejects.toThrow('killed')
    expect(await ask(id)).toMatchObject({
      complete: true,
      receivedBytes: photo.length,
    } satisfies Partial<UploadState>)
    const result = await inspect(id, `attachment-${id}`)
    expect(result).toMatchObject({ type: 'done', outcomes: [{ event: { type: 'attachment_kept' } }] })
  }
})

test('a segment torn by a crash is cut off and the upload goes on to the same bytes', async () => {
  const id = await begin()
  await send(id, photo.subarray(0, 70_000))
  const [name = ''] = readdirSync(join(ground.directory, 'attachments'))
  appendFileSync(join(ground.directory, 'attachments', name), new Uint8Array(5_000))
  const held = (await uploads.state('a', id))?.receivedBytes ?? Number.NaN
  expect(held).toBe(65_536)
  expect(await send(id, photo.subarray(held), held)).toMatchObject({ complete: true })
  const file = await rig.store.files.find(id)
  const bytes = file && (await rig.vault.read(file))
  const digest = (of: Uint8Array | null) =>
    createHash('sha256')
      .update(of ?? '')
      .digest('hex')
  expect(digest(bytes)).toBe(digest(photo))
})

test('a disk that fills up in the middle of a file is said so, and what was whole stays usable', async () => {
  const id = await begin()
  const { FileHandle } = await import('./file-handle.ts')
  const write = FileHandle.appendFile
  let writes = 0
  vi.spyOn(FileHandle, 'appendFile').mockImplementation(async function (this: typeof FileHandle, data) {
    writes += 1
    if (writes !== 2) return write.call(this, data)
    await write.call(this, (data as Uint8Array).subarray(0, 100))
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  })
  expect(await send(id, photo)).toEqual({ refused: 'storage_full' })
  vi.restoreAllMocks()
  const held = (await uploads.state('a', id))?.receivedBytes ?? Number.NaN
  expect(await send(id, photo.subarray(held), held)).toMatchObject({ complete: true })
  const file = await rig.store.files.find(id)
  expect(Buffer.from((file && (await rig.vault.read(file))) ?? []).equals(photo)).toBe(true)
})

test('a refused file keeps its reason when the process dies before the refusal is on disk', async () => {
  const program = makeExecutable()
  const id = await begin(program)
  await send(id, program)
  const first = await inspect(id)
  // The outcome never reached the disk; the order runs again.
  const again = await inspect(id)
  expect(again.type === 'done' && again.outcomes[0]?.event).toEqual(
    first.type === 'done' && first.outcomes[0]?.event,
  )
  expect(again).toMatchObject({ outcomes: [{ event: { type: 'attachment_refused' } }] })
  if (again.type === 'done') await again.afterwards?.()
  expect((await rig.store.files.find(id))?.state).toBe('destroyed')
  expect(readdirSync(join(ground.directory, 'attachments'))).toEqual([])
})

test('a sealed file with a byte changed is refused, not handed on', async () => {
  const sealed = createSealedFiles(join(ground.directory, 'other'))
  const key = new Uint8Array(32)
  const file = { id: 'file-with-an-id', key, sizeBytes: photo.length }
  await sealed.append(file, 0, new Blob([photo as Uint8Array<ArrayBuffer>]).stream())
  await expect(sealed.read({ ...file, key: new Uint8Array(32).fill(1) })).rejects.toThrow()
  expect(Buffer.from(await sealed.read(file)).equals(photo)).toBe(true)
})
