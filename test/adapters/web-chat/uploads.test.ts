import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { direct, errorCode, serveWebChat } from '../../support/web-chat.ts'

let chat: Awaited<ReturnType<typeof serveWebChat>>
beforeEach(async () => {
  chat = await serveWebChat()
})
afterEach(() => chat.stop())

type Opened = Awaited<ReturnType<typeof chat.open>>
const photo = new Uint8Array(200_000).map((_, index) => index % 251)

async function create(opened: Opened, sizeBytes = photo.length) {
  const body = { name: 'giấy chứng sinh.jpg', mediaType: 'image/jpeg', sizeBytes }
  const answer = await chat.call('POST', `/conversations/${opened.conversationId}/uploads`, {
    token: opened.token,
    body,
  })
  return (await answer.json()) as { uploadId: string; contentUrl: string; receivedBytes: number }
}

function send(
  opened: Opened,
  path: string,
  method: string,
  body: string | FormData | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  return fetch(`${chat.base}${direct}/conversations/${opened.conversationId}${path}`, {
    method,
    body,
    headers: { Authorization: `Bearer ${opened.token}`, ...headers },
  })
}

const patch = (opened: Opened, id: string, offset: number, bytes: Uint8Array<ArrayBuffer>) =>
  send(opened, `/uploads/${id}`, 'PATCH', bytes, {
    'Upload-Offset': String(offset),
    'Content-Type': 'application/offset+octet-stream',
  })

describe('a resumable upload', () => {
  test('goes on where it stopped and becomes an attachment of a message', async () => {
    const opened = await chat.open()
    const { uploadId, contentUrl } = await create(opened)
    expect((await patch(opened, uploadId, 0, photo.slice(0, 70_000))).headers.get('upload-offset')).toBe(
      '70000',
    )
    const where = await chat.call('HEAD', `/conversations/${opened.conversationId}/uploads/${uploadId}`, {
      token: opened.token,
    })
    expect(where.headers.get('upload-offset')).toBe('70000')
    expect(where.headers.get('upload-length')).toBe('200000')
    expect((await patch(opened, uploadId, 70_000, photo.slice(70_000))).status).toBe(204)
    expect(chat.host.bytesOf(uploadId)).toEqual(Buffer.from(photo))
    const name = 'giấy chứng sinh.jpg'
    await chat.call('POST', `/conversations/${opened.conversationId}/activities`, {
      token: opened.token,
      body: { type: 'message', attachments: [{ contentType: 'image/jpeg', contentUrl, name }] },
    })
    expect(chat.host.accepted[0]?.event).toEqual({
      type: 'message_received',
      attachments: [{ source: { type: 'held', uploadId }, name, sizeBytes: 200_000 }],
    })
  })

  test('with a part that does not fit says where it stands', async () => {
    const opened = await chat.open()
    const { uploadId } = await create(opened)
    await patch(opened, uploadId, 0, photo.slice(0, 1_000))
    const answer = await patch(opened, uploadId, 5_000, photo.slice(5_000))
    expect([answer.status, answer.headers.get('upload-offset')]).toEqual([409, '1000'])
  })

  test('above 25 MB, or of nothing, is refused before a byte is sent', async () => {
    const opened = await chat.open()
    const path = `/conversations/${opened.conversationId}/uploads`
    const ask = (sizeBytes: number) => chat.call('POST', path, { token: opened.token, body: { sizeBytes } })
    expect(await errorCode(await ask(25 * 1024 * 1024 + 1))).toBe('too_large')
    expect(await errorCode(await ask(0))).toBe('bad_request')
    expect((await ask(25 * 1024 * 1024)).status).toBe(201)
  })

  test('of another conversation is not there', async () => {
    const [mine, theirs] = [await chat.open(), await chat.open()]
    const { uploadId } = await create(theirs)
    expect((await patch(mine, uploadId, 0, photo)).status).toBe(404)
    const where = await chat.call('GET', `/conversations/${mine.conversationId}/uploads/${uploadId}`, {
      token: mine.token,
    })
    expect(where.status).toBe(404)
  })
})

describe('an upload of a stock client', () => {
  test('takes one file with its name', async () => {
    const opened = await chat.open()
    const answer = await send(opened, '/upload?userId=dl_x', 'POST', photo, {
      'Content-Type': 'image/jpeg',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent('ảnh.jpg')}`,
    })
    expect(await answer.json()).toEqual({ id: expect.stringContaining(opened.conversationId) })
    expect(chat.host.accepted[0]?.event).toMatchObject({
      attachments: [{ name: 'ảnh.jpg', sizeBytes: 200_000 }],
    })
  })

  test('takes several files with a message, once per client id', async () => {
    const opened = await chat.open()
    const form = () => {
      const data = new FormData()
      const activity = { type: 'message', text: 'đây ạ', channelData: { clientActivityID: 'c1' } }
      data.append(
        'activity',
        new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }),
      )
      data.append('file', new Blob([photo], { type: 'image/jpeg' }), 'một.jpg')
      data.append('file', new Blob(['%PDF'], { type: 'application/pdf' }), 'hai.pdf')
      return data
    }
    expect((await send(opened, '/upload', 'POST', form())).status).toBe(200)
    expect((await send(opened, '/upload', 'POST', form())).status).toBe(200)
    expect(chat.host.accepted).toHaveLength(1)
    expect(chat.host.accepted[0]?.event).toMatchObject({
      text: 'đây ạ',
      attachments: [
        { name: 'một.jpg', sizeBytes: 200_000 },
        { name: 'hai.pdf', sizeBytes: 4 },
      ],
    })
  })

  test('without a length, or malformed, is refused with a sentence', async () => {
    const opened = await chat.open()
    const broken = await send(opened, '/upload', 'POST', 'not multipart', {
      'Content-Type': 'multipart/form-data; boundary=x',
    })
    expect(await errorCode(broken)).toBe('bad_request')
    const empty = await send(opened, '/upload', 'POST', '', { 'Content-Type': 'image/png' })
    expect(empty.status).toBeGreaterThanOrEqual(400)
    expect(chat.host.accepted).toHaveLength(0)
  })
})
