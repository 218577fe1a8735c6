import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ChannelError } from '../../../src/channel/errors.ts'
import { errorCode, serveWebChat } from '../../support/web-chat.ts'

let chat: Awaited<ReturnType<typeof serveWebChat>>
beforeEach(async () => {
  chat = await serveWebChat()
})
afterEach(() => chat.stop())

type Opened = Awaited<ReturnType<typeof chat.open>>

async function read({ conversationId, token }: Opened, watermark = '') {
  const answer = await chat.call(
    'GET',
    `/conversations/${conversationId}/activities?watermark=${watermark}`,
    { token },
  )
  return (await answer.json()) as {
    watermark: string
    activities: {
      id: string
      text: string
      from: { id: string }
      channelData?: unknown
      attachments?: unknown
    }[]
  }
}

const post = ({ conversationId, token }: Opened, body: unknown) =>
  chat.call('POST', `/conversations/${conversationId}/activities`, { token, body })

describe('a posted message', () => {
  test('is answered after it is kept, and shows in the conversation with the sender of the token', async () => {
    const opened = await chat.open()
    const body = {
      type: 'message',
      text: 'vợ tôi mới sinh con',
      from: { id: 'dl_someone_else', role: 'bot' },
    }
    const { id } = (await (await post(opened, body)).json()) as { id: string }
    expect(chat.host.accepted[0]).toMatchObject({
      conversation: opened.conversationId,
      event: { type: 'message_received', text: 'vợ tôi mới sinh con' },
    })
    const { activities } = await read(opened)
    expect(activities).toMatchObject([{ id, text: 'vợ tôi mới sinh con', from: { role: 'user' } }])
    expect(activities[0]?.from.id).not.toBe('dl_someone_else')
  })

  test('sent twice under the same client id is kept once and answered with the same id', async () => {
    const opened = await chat.open()
    const [first, second] = await Promise.all([chat.say(opened, 'nộp', 'c1'), chat.say(opened, 'nộp', 'c1')])
    expect(await first.json()).toEqual(await second.json())
    expect(chat.host.accepted).toHaveLength(1)
    expect((await read(opened)).activities).toMatchObject([{ channelData: { clientActivityID: 'c1' } }])
    await chat.say(opened, 'nộp', 'c2')
    expect(chat.host.accepted).toHaveLength(2)
  })

  test('under a client id that another conversation used too is its own message', async () => {
    const [one, two] = [await chat.open(), await chat.open()]
    await chat.say(one, 'a', 'c1')
    await chat.say(two, 'b', 'c1')
    expect(chat.host.accepted).toHaveLength(2)
  })

  test('is refused with 503 when it could not be kept, and may be sent again', async () => {
    const opened = await chat.open()
    chat.host.failure = new Error('disk full: 079203001234')
    const refused = await chat.say(opened, 'xin chào', 'c1')
    expect([refused.status, await errorCode(refused)]).toEqual([503, 'not_saved'])
    chat.host.failure = null
    expect((await chat.say(opened, 'xin chào', 'c1')).status).toBe(200)
    expect(JSON.stringify(chat.host.log.lines)).not.toMatch(/079203001234|xin chào/)
  })

  test('may be 5,000 Vietnamese characters, decomposed too, and no longer', async () => {
    const opened = await chat.open()
    expect((await chat.say(opened, 'ễ'.repeat(5_000).normalize('NFD'))).status).toBe(200)
    const refused = await chat.say(opened, 'ễ'.repeat(5_001))
    expect([refused.status, await errorCode(refused)]).toEqual([400, 'text_too_long'])
  })

  test('that cannot be read is refused with a sentence; an unknown kind is acknowledged', async () => {
    const opened = await chat.open()
    for (const body of [null, [], { type: 'message', text: 7 }, {}, 'hello']) {
      expect(await errorCode(await post(opened, body))).toBe('bad_activity')
    }
    expect((await post(opened, { type: 'messageReaction' })).status).toBe(200)
    expect((await post(opened, { type: 'typing' })).status).toBe(200)
    expect(chat.host.accepted).toHaveLength(0)
  })

  test('pointing anywhere but to a complete upload of its own conversation is refused', async () => {
    const [mine, theirs] = [await chat.open(), await chat.open()]
    const foreign = await chat.host.uploads.create(theirs.conversationId, {
      name: 'a',
      mediaType: 'image/png',
      sizeBytes: 0,
    })
    const partial = await chat.host.uploads.create(mine.conversationId, {
      name: 'a',
      mediaType: 'image/png',
      sizeBytes: 9,
    })
    if ('refused' in foreign || 'refused' in partial) throw new Error('refused')
    const urls = ['http://169.254.169.254/', 'data:image/png;base64,AAAA', 'upload:none', undefined]
    for (const contentUrl of [...urls, `upload:${foreign.uploadId}`, `upload:${partial.uploadId}`]) {
      const answer = await post(mine, {
        type: 'message',
        attachments: [{ contentType: 'image/png', contentUrl }],
      })
      expect(await errorCode(answer)).toBe('upload_unknown')
    }
    expect(chat.host.accepted).toHaveLength(0)
  })

  test('comes in at a bounded rate for one conversation', async () => {
    const opened = await chat.open()
    const statuses = []
    for (let i = 0; i < 121; i += 1) statuses.push((await chat.say(opened, String(i))).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(120)
    expect(statuses.at(-1)).toBe(429)
    expect((await chat.say(await chat.open(), 'người khác')).status).toBe(200)
  })
})

describe('opening a conversation', () => {
  const start = (opened: Opened, body: unknown = {}) =>
    chat.call('POST', '/conversations', { token: opened.token, body })

  test('starts it once, however often the page is loaded', async () => {
    const opened = await chat.open()
    expect((await start(opened)).status).toBe(201)
    await start(opened)
    expect(chat.host.accepted.map(({ event }) => event)).toEqual([{ type: 'conversation_started' }])
  })

  test('by deep link is not followed by a second start when the page is loaded again', async () => {
    const opened = await chat.open()
    await start(opened, { start: 'khai-sinh', clientActivityID: 'a' })
    await chat.channel.send(
      { conversation: opened.conversationId, reply: { type: 'text', text: 'Chào bạn' } },
      'k',
    )
    await start(opened)
    expect(chat.host.accepted).toHaveLength(1)
  })

  test('carries a deep link, once per opening of the link', async () => {
    const opened = await chat.open()
    await start(opened)
    for (const clientActivityID of ['a', 'a', 'b'])
      await start(opened, { start: 'khai-sinh', clientActivityID })
    expect(chat.host.accepted.map(({ event }) => event)).toEqual([
      { type: 'conversation_started' },
      { type: 'conversation_started', start: 'khai-sinh' },
      { type: 'conversation_started', start: 'khai-sinh' },
    ])
  })
})

describe('a reply', () => {
  test('is kept once however often it is sent, and read after the watermark', async () => {
    const opened = await chat.open()
    const conversation = opened.conversationId
    await chat.channel.send({ conversation, reply: { type: 'text', text: 'một' } }, 'k1')
    const { watermark } = await read(opened)
    const again = await chat.channel.send({ conversation, reply: { type: 'text', text: 'một' } }, 'k1')
    const second = await chat.channel.send({ conversation, reply: { type: 'text', text: 'hai' } }, 'k2')
    const all = await read(opened)
    expect(all.activities.map(({ id }) => id)).toEqual([again.messageId, second.messageId])
    expect((await read(opened, watermark)).activities.map(({ text }) => text)).toEqual(['hai'])
    expect((await read(opened, all.watermark)).watermark).toBe(all.watermark)
  })

  test('that cannot be kept is a retryable ChannelError without what was said', async () => {
    chat.host.activities.append = () => Promise.reject(new Error('disk full'))
    const failed = chat.channel.send({ conversation: 'c', reply: { type: 'text', text: 'bí mật' } }, 'k')
    await expect(failed).rejects.toSatisfy(
      (error) => error instanceof ChannelError && error.retryable && !error.message.includes('bí mật'),
    )
  })

  test('is not found by a watermark that is no number', async () => {
    const { conversationId, token } = await chat.open()
    const path = `/conversations/${conversationId}/activities?watermark=1;drop`
    expect((await chat.call('GET', path, { token })).status).toBe(400)
  })
})
