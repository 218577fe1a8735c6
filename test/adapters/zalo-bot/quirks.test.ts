// What only the Zalo Bot Platform does.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createZaloBotChannel, zaloBotPath } from '../../../adapters/zalo-bot/index.ts'
import type { Channel } from '../../../src/channel/channel.ts'
import type { Reply } from '../../../src/engine/reply.ts'
import { fitReply } from '../../../src/runtime/split.ts'
import { type ConformanceHost, createConformanceHost } from '../../conformance/host.ts'
import { vietnamese } from '../../conformance/words.ts'
import { pause } from '../../support/direct-line.ts'
import { makePhoto } from '../../support/papers.ts'
import {
  botNumber,
  botPersonId,
  botUpdate,
  type Json,
  startZaloBotServer,
  type ZaloBotServer,
} from '../../support/zalo-bot-server.ts'

const secret = 'Bi-mat_cua-webhook'
const url = `https://motcua.example${zaloBotPath}`
let server: ZaloBotServer
let host: ConformanceHost
let channel: Channel
let stop: AbortController

beforeEach(async () => {
  server = await startZaloBotServer()
  host = createConformanceHost()
  stop = new AbortController()
  channel = open({ url, secret })
})
afterEach(async () => {
  stop.abort()
  await server.close()
  host.close()
})

function open(webhook: { url: string; secret: string } | null, pollSeconds = 0.1): Channel {
  return createZaloBotChannel({ token: server.token, apiRoot: server.root, webhook, pollSeconds }, host)
}

async function bring(body: unknown, token = secret): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = { 'X-Bot-Api-Secret-Token': token }
  const request = new Request(url, { method: 'POST', body: text, headers })
  return (await channel.routes?.()[0]?.handle({ request, parameters: {}, address: '127.0.0.1' }))?.status ?? 0
}

const events = () => host.accepted.map(({ event }) => event)
const say = (reply: Reply) => channel.send({ conversation: botPersonId, reply }, 'k')
const words = (id: string, text: string, more: Json = {}) =>
  botUpdate('message.text.received', id, { text, ...more })
const image = (id: string, content: Json) => botUpdate('message.image.received', id, content)

describe('an update', () => {
  test('is read flat, as it comes, and wrapped, as it is written up', async () => {
    expect(await bring(words('1', 'phẳng'))).toBe(200)
    expect(await bring({ ok: true, result: words('2', 'gói') })).toBe(200)
    expect(events()).toEqual([
      { type: 'message_received', text: 'phẳng' },
      { type: 'message_received', text: 'gói' },
    ])
  })

  test('is told apart by chat and message; ids that are numbers keep their digits', async () => {
    const raw = JSON.stringify(words('7', 'chào')).replaceAll(`"${botPersonId}"`, '6147483647999999999')
    expect(await bring(raw)).toBe(200)
    await bring(words('7', 'chào'))
    await bring(words('7', 'chào'))
    expect(host.accepted.map(({ conversation, updateId }) => [conversation, updateId])).toEqual([
      ['6147483647999999999', '6147483647999999999:7'],
      [botPersonId, `${botPersonId}:7`],
    ])
  })

  test('is not read without the secret, or with another', async () => {
    expect(await bring(words('1', 'a'), '')).toBe(401)
    expect(await bring(words('1', 'a'), `${secret}x`)).toBe(401)
    expect(events()).toEqual([])
  })
})

describe('a photo', () => {
  const fetchOf = async (content: Json) => {
    await bring(image(`p${host.accepted.length}`, content))
    const event = events().at(-1)
    const source = event?.type === 'message_received' ? event.attachments?.[0]?.source : undefined
    if (source?.type !== 'remote') throw new Error('no attachment')
    return channel.fetchAttachment(source)
  }

  test.each(['photo', 'photo_url'])('stands under %s', async (key) => {
    const bytes = makePhoto('một')
    const blob = await fetchOf({ [key]: server.addFile(bytes) })
    expect(blob.size).toBe(bytes.length)
  })

  test('without an address is something we do not read', async () => {
    await bring(image('p', { caption: 'giấy đây' }))
    expect(events()).toEqual([{ type: 'message_received', text: 'giấy đây', unread: 'other' }])
  })

  test.each(['https://evil.example/1.jpg', 'http://x.zdn.vn/1.jpg', 'https://[::1]/1.jpg'])(
    'at %s is not fetched',
    async (photo) => {
      await expect(fetchOf({ photo })).rejects.toMatchObject({ code: 'rejected', retryable: false })
    },
  )

  test('in a row with others is an event of its own', async () => {
    for (const id of ['b', 'a', 'b']) await bring(image(id, { photo: server.addFile(makePhoto(id)) }))
    expect(host.accepted.map(({ updateId }) => updateId)).toEqual([`${botPersonId}:b`, `${botPersonId}:a`])
  })
})

describe('in a group', () => {
  const inGroup = (id: string) => words(id, '@Bot ơi', { chat: { id: 'g9', chat_type: 'GROUP' } })

  test('a private link is given once in ten minutes, however much the platform brings us', async () => {
    for (const id of ['1', '1', '2', '3']) await bring(inGroup(id))
    expect(host.accepted.map(({ conversation, event }) => [conversation, event])).toEqual([
      ['g9', { type: 'group_message_received', link: `https://zalo.me/${botNumber}` }],
    ])
    host.advance(11 * 60_000)
    await bring(inGroup('4'))
    expect(events()).toHaveLength(2)
  })

  test('is not answered before the platform has told who we are; then it is', async () => {
    server.trouble('server_error', 'getMe')
    expect(await bring(inGroup('1'))).toBe(503)
    server.trouble(null)
    expect(await bring(inGroup('1'))).toBe(200)
    expect(events()).toHaveLength(1)
  })
})

describe('what we say', () => {
  test('has its choices numbered and its parts within two thousand characters, composed', () => {
    const reply: Reply = {
      type: 'choices',
      text: vietnamese(3_000).normalize('NFD'),
      choices: [{ ref: 'n.1', label: 'Có', number: 1 }],
    }
    const parts = fitReply(reply, channel.limits).map((part) => ('text' in part ? part.text : ''))
    expect(parts.length).toBe(2)
    expect(parts.every((part) => part.length <= 2_000 && part === part.normalize('NFC'))).toBe(true)
    expect(parts.at(-1)).toMatch(/\n\n1\. Có$/)
  })

  test('is never a file: the limits make it a link, and one that comes all the same is refused', async () => {
    expect(channel.limits).toMatchObject({ fileOutBytes: 0, filesIn: 'photos', buttons: 0 })
    const file = { fileId: 'f', name: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 1 }
    const carrying = say({ type: 'file', file, text: 'x', linkSentence: '{link}' })
    await expect(carrying).rejects.toMatchObject({ code: 'rejected', retryable: false })
    expect(server.messages).toEqual([])
  })

  test('is announced by "typing" when it takes a while, and not when it is quick', async () => {
    await bring(words('1', 'nhanh'))
    await say({ type: 'text', text: 'ngay' })
    await pause(900)
    expect(server.routes.get('sendChatAction')).toBe(0)
    await bring(words('2', 'chậm'))
    await expect.poll(() => server.routes.get('sendChatAction'), { timeout: 3_000 }).toBe(1)
  })

  test('keeps the token out of every error, whatever the way out throws', async () => {
    host.fetch = (address) => Promise.reject(new Error(`no route to ${address}`))
    const error = await say({ type: 'text', text: 'x' }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'unavailable', retryable: true })
    const { inspect } = await import('node:util')
    expect(inspect(error, { depth: 9 })).not.toContain(server.token)
  })
})

describe('at start', () => {
  test('the webhook is set as soon as the platform answers', async () => {
    server.trouble('server_error', 'setWebhook')
    const started = channel.start?.(stop.signal)
    await expect.poll(() => server.routes.get('setWebhook')).toBe(1)
    server.trouble(null)
    await started
    expect(server.webhook).toEqual({ url, secret })
  })

  test('without a secret there is no route to come in by, and a webhook of before is taken back', async () => {
    channel = open(null)
    expect(channel.routes?.()).toEqual([])
    const running = channel.start?.(stop.signal)
    await expect.poll(() => server.routes.get('getUpdates')).toBeGreaterThan(1)
    expect(server.routes.get('deleteWebhook')).toBe(1)
    const request = new Request(url, { method: 'POST', body: JSON.stringify(words('1', 'a')) })
    expect((await channel.receive(request)).response.status).toBe(404)
    stop.abort()
    await running
  })
})

describe('polling', () => {
  test('holds on to an update until the disk takes it, and asks for no other meanwhile', async () => {
    channel = open(null)
    host.failure = new Error('disk full')
    server.push(words('1', 'một'))
    server.push(words('2', 'hai'))
    const running = channel.start?.(stop.signal)
    await expect.poll(() => host.log.lines.length, { timeout: 3_000 }).toBeGreaterThan(1)
    expect(server.routes.get('getUpdates')).toBe(1)
    host.failure = null
    await expect.poll(events, { timeout: 3_000 }).toHaveLength(2)
    stop.abort()
    await running
  })

  test('asks in the words that run in production, and takes "nothing yet" for what it is', async () => {
    channel = open(null)
    const running = channel.start?.(stop.signal)
    await expect.poll(() => server.routes.get('getUpdates'), { timeout: 3_000 }).toBeGreaterThan(2)
    const asked = server.calls.find(({ method }) => method === 'getUpdates')
    expect(asked?.payload).toEqual({ timeout: '0.1' })
    expect(host.log.lines).toEqual([])
    stop.abort()
    await running
  })

  test('with a token that is refused waits for a person, and says so once', async () => {
    channel = open(null)
    server.trouble('unauthorized', 'getUpdates')
    const running = channel.start?.(stop.signal)
    await expect.poll(() => host.log.lines.length, { timeout: 3_000 }).toBe(1)
    await pause(600)
    expect(host.log.lines).toMatchObject([{ level: 'error', fields: { code: 401 } }])
    expect(server.routes.get('getUpdates')).toBe(1)
    stop.abort()
    await running
  })
})
