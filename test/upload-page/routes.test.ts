// A link from the chat takes files for its own conversation, in parts, and hands them over once.
import { beforeEach, expect, test } from 'vitest'
import type { Route } from '../../src/channel/channel.ts'
import { linkKey } from '../../src/channel/links.ts'
import { uploadPageRoutes } from '../../src/upload-page/routes.ts'
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts'

let chat: MemoryHost
let links: MemoryHost
let routes: Route[]
const token = 'T'.repeat(32)

const page: Route = {
  method: 'GET',
  path: '/upload-page/',
  rule: 'public',
  handle: async () => new Response('page'),
}

beforeEach(async () => {
  chat = createMemoryHost()
  links = createMemoryHost()
  routes = uploadPageRoutes({
    hostOf: (channel) => (channel === 'zalo-bot' ? chat : null),
    links: links.values,
    page,
  })
  await links.values.set(
    linkKey(token),
    { channel: 'zalo-bot', conversation: 'u1' },
    { expiresAt: links.now() + 1_000 },
  )
})

async function call(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
  key = token,
): Promise<Response> {
  const [, upload] = /\/files\/([\w-]+)$/.exec(path) ?? []
  const pattern = `/upload/:token${upload ? path.replace(upload, ':upload') : path}`
  const route = routes.find((one) => one.method === method && one.path === pattern)
  if (!route) throw new Error(`no route ${method} ${pattern}`)
  const request = new Request(`http://127.0.0.1/upload/${key}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return route.handle({ request, parameters: { token: key, ...(upload ? { upload } : {}) }, address: '' })
}

async function upload(text: string): Promise<string> {
  const file = JSON.stringify({ name: 'giấy.jpg', mediaType: 'image/jpeg', sizeBytes: text.length })
  const { uploadId } = (await (await call('POST', '/files', file)).json()) as { uploadId: string }
  await call('PATCH', `/files/${uploadId}`, text, { 'Upload-Offset': '0' })
  return uploadId
}

const done = (...ids: string[]) =>
  call('POST', '/done', JSON.stringify({ files: ids.map((uploadId) => ({ uploadId, name: 'giấy.jpg' })) }))

test('opening it and asking after it consume nothing', async () => {
  for (const _ of [1, 2, 3]) {
    expect(await (await call('GET', '')).text()).toBe('page')
    expect((await call('GET', '/state')).status).toBe(200)
  }
})

test('files arrive in the conversation the link was made for, in one message, and then the link is over', async () => {
  const ids = [await upload('truoc'), await upload('sau')]
  expect((await done(...ids)).status).toBe(200)
  expect(chat.accepted).toEqual([
    {
      updateId: `upload-page:${linkKey(token)}`,
      conversation: 'u1',
      event: {
        type: 'message_received',
        attachments: ids.map((uploadId, at) => ({
          source: { type: 'held', uploadId },
          name: 'giấy.jpg',
          sizeBytes: ['truoc', 'sau'][at]?.length,
        })),
      },
    },
  ])
  for (const answer of [
    await done(...ids),
    await call('GET', '/state'),
    await call('POST', '/files', '{}'),
  ]) {
    expect(answer.status).toBe(410)
  }
})

test('a part that was lost is asked after and goes on where it stopped', async () => {
  const file = JSON.stringify({ name: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 6 })
  const { uploadId } = (await (await call('POST', '/files', file)).json()) as { uploadId: string }
  await call('PATCH', `/files/${uploadId}`, 'abc', { 'Upload-Offset': '0' })
  const wrong = await call('PATCH', `/files/${uploadId}`, 'abc', { 'Upload-Offset': '0' })
  expect(wrong.status).toBe(409)
  expect(wrong.headers.get('Upload-Offset')).toBe('3')
  const state = await call('GET', `/files/${uploadId}`)
  expect(state.headers.get('Upload-Offset')).toBe('3')
  expect((await done(uploadId)).status).toBe(409)
  expect((await call('PATCH', `/files/${uploadId}`, 'def', { 'Upload-Offset': '3' })).status).toBe(204)
  expect((await done(uploadId)).status).toBe(200)
})

test('what could not be written keeps the link, and the same files can be handed over again', async () => {
  const id = await upload('x')
  chat.failure = new Error('disk full')
  expect((await done(id)).status).toBe(503)
  chat.failure = null
  expect((await done(id)).status).toBe(200)
  expect(chat.accepted).toHaveLength(1)
})

test('a wrong, an old and a foreign link look alike, and none of them takes a file', async () => {
  expect((await call('POST', '/files', '{}', {}, 'other')).status).toBe(410)
  await links.values.set(linkKey('web'), { channel: 'telegram', conversation: 'u1' })
  expect((await call('GET', '/state', undefined, {}, 'web')).status).toBe(410)
  links.advance(1_001)
  expect((await call('GET', '/state')).status).toBe(410)
})

test('files of another conversation and files too large are refused with a sentence', async () => {
  const foreign = await chat.uploads.create('u2', { name: 'a', mediaType: 'image/jpeg', sizeBytes: 0 })
  if ('refused' in foreign) throw new Error('not created')
  expect((await done(foreign.uploadId)).status).toBe(409)
  const large = JSON.stringify({ name: 'a', mediaType: 'image/jpeg', sizeBytes: 26 * 1024 * 1024 })
  const answer = await call('POST', '/files', large)
  expect(answer.status).toBe(413)
  expect(((await answer.json()) as { error: { message: string } }).error.message).toContain('25 MB')
  expect(chat.accepted).toEqual([])
})
