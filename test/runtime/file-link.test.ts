// A link to a file opens that file and no other, for its time, as a download.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkKey, linkRooms } from '../../src/channel/links.ts'
import { fileLinkRoute } from '../../src/runtime/file-link.ts'
import { type Ground, makeGround, openRig, type Rig, scriptChannel } from './support.ts'

let ground: Ground
let rig: Rig
let now = Date.UTC(2026, 10, 22)

beforeEach(async () => {
  ground = makeGround()
  rig = await openRig(ground, scriptChannel(), { started: false })
})

afterEach(async () => {
  await rig.store.close()
  ground.remove()
})

async function open(token: string): Promise<Response> {
  const route = fileLinkRoute({ store: rig.store, vault: rig.vault, now: () => now })
  const request = new Request(`http://127.0.0.1/files/${token}`)
  return route.handle({ request, parameters: { token }, address: '127.0.0.1' })
}

test('it opens as often as it is opened, as a download under its name, until its time is over', async () => {
  const file = await rig.vault.keepDocument('zalo-bot', 'u1', {
    attachmentId: 'document:1',
    name: 'Tờ khai.pdf',
    mediaType: 'application/pdf',
    bytes: Buffer.from('%PDF-'),
  })
  const value = { channel: 'zalo-bot', conversation: 'u1', fileId: file.id }
  await rig.store.values.set(linkRooms.file, linkKey('good'), value, now + 1_000)
  for (const _ of [1, 2]) {
    const answer = await open('good')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('%PDF-')
    expect(answer.headers.get('Content-Disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('Tờ khai.pdf')}`,
    )
    expect(answer.headers.get('Content-Security-Policy')).toContain('sandbox')
  }
  expect((await open('other')).status).toBe(404)
  expect((await open(linkKey('good'))).status).toBe(404)
  now += 1_001
  const late = await open('good')
  expect(late.status).toBe(404)
  expect(await late.text()).toContain('không còn nữa')
})

test('a file that was destroyed is gone for its link too', async () => {
  const file = await rig.vault.keepDocument('zalo-bot', 'u1', {
    attachmentId: 'document:2',
    name: 'a.pdf',
    mediaType: 'application/pdf',
    bytes: Buffer.from('%PDF-'),
  })
  const value = { channel: 'zalo-bot', conversation: 'u1', fileId: file.id }
  await rig.store.values.set(linkRooms.file, linkKey('good'), value, null)
  await rig.vault.destroy(file.id)
  expect((await open('good')).status).toBe(404)
})

test('a document written again after a crash is the one already kept, even when it was thrown away meanwhile', async () => {
  const document = {
    attachmentId: 'document:3',
    name: 'a.pdf',
    mediaType: 'application/pdf',
    bytes: Buffer.from('%PDF-'),
  }
  const first = await rig.vault.keepDocument('zalo-bot', 'u1', document)
  expect((await rig.vault.keepDocument('zalo-bot', 'u1', document)).id).toBe(first.id)
  await rig.vault.destroy(first.id)
  expect(await rig.vault.keepDocument('zalo-bot', 'u1', document)).toMatchObject({
    id: first.id,
    state: 'destroyed',
  })
})
