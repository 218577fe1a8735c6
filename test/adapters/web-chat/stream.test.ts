import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { type Opened, serveWebChat } from '../../support/web-chat.ts'

let chat: Awaited<ReturnType<typeof serveWebChat>>
beforeEach(async () => {
  chat = await serveWebChat({ origins: ['https://so-tu-phap.example'] })
})
afterEach(() => chat.stop())

async function address({ conversationId, token }: Opened, watermark = ''): Promise<string> {
  const answer = await chat.call('GET', `/conversations/${conversationId}?watermark=${watermark}`, { token })
  return ((await answer.json()) as { streamUrl: string }).streamUrl
}

interface Frame {
  readonly activities: { type: string; text?: string }[]
  readonly watermark?: string
}

/** Connects and collects what arrives; empty keep-alive frames count separately. */
function follow(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers })
  const frames: Frame[] = []
  socket.on('message', (data) => {
    const text = String(data)
    if (text) frames.push(JSON.parse(text))
  })
  socket.on('error', () => {})
  const texts = () => frames.flatMap(({ activities }) => activities).flatMap(({ text }) => text ?? [])
  return { socket, frames, texts }
}

async function refusal(url: string, headers: Record<string, string> = {}): Promise<number> {
  const { socket } = follow(url, headers)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
  return response.statusCode
}

const reply = (conversation: string, text: string, key = text) =>
  chat.channel.send({ conversation, reply: { type: 'text', text } }, key)

describe('the stream', () => {
  test('brings what is after its watermark, then everything as it is stored, in order', async () => {
    const opened = await chat.open()
    await reply(opened.conversationId, 'một')
    const stream = follow(await address(opened))
    await expect.poll(stream.texts).toEqual(['một'])
    for (const text of ['hai', 'ba', 'bốn']) await reply(opened.conversationId, text)
    await expect.poll(stream.texts).toEqual(['một', 'hai', 'ba', 'bốn'])
    const watermark = stream.frames.at(-1)?.watermark
    stream.socket.terminate()
    await reply(opened.conversationId, 'năm')
    const resumed = follow(await address(opened, watermark))
    await expect.poll(resumed.texts).toEqual(['năm'])
    resumed.socket.terminate()
  })

  test('brings a long conversation in batches, nothing left out', async () => {
    const opened = await chat.open()
    const all = Array.from({ length: 130 }, (_, index) => String(index))
    for (const text of all) await reply(opened.conversationId, text)
    const stream = follow(await address(opened))
    await expect.poll(stream.texts).toEqual(all)
    expect(stream.frames).toHaveLength(3)
    stream.socket.terminate()
  })

  test('shows the typing sign when a message is kept, and stores none', async () => {
    const opened = await chat.open()
    const stream = follow(await address(opened))
    await once(stream.socket, 'open')
    await chat.say(opened, 'xin chào')
    await expect
      .poll(() => stream.frames.flatMap(({ activities }) => activities).map(({ type }) => type))
      .toContain('typing')
    const kept = await chat.host.activities.after(opened.conversationId, 0, 10)
    expect(kept).toHaveLength(1)
    stream.socket.terminate()
  })

  test('never carries another conversation', async () => {
    const [mine, theirs] = [await chat.open(), await chat.open()]
    const stream = follow(await address(mine))
    await once(stream.socket, 'open')
    await reply(theirs.conversationId, 'của người khác')
    await reply(mine.conversationId, 'của tôi')
    await expect.poll(stream.texts).toEqual(['của tôi'])
    stream.socket.terminate()
  })

  test('closes on every page when the conversation is ended', async () => {
    const opened = await chat.open()
    const unused = await address(opened)
    const stream = follow(await address(opened))
    await once(stream.socket, 'open')
    const closed = once(stream.socket, 'close')
    await chat.call('POST', '/session/end', { token: opened.token, body: {}, headers: { 'X-Mot-Cua': '1' } })
    expect((await closed)[0]).toBe(1000)
    expect(await refusal(unused)).toBe(403)
  })
})

describe('its address', () => {
  test('never contains the token, and works once', async () => {
    const opened = await chat.open()
    const url = await address(opened)
    expect(url).not.toContain(opened.token)
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v3\/directline\/conversations\//)
    const stream = follow(url)
    await once(stream.socket, 'open')
    expect(await refusal(url)).toBe(403)
    stream.socket.terminate()
  })

  test('is worthless after 60 seconds, and for another conversation', async () => {
    const [mine, theirs] = [await chat.open(), await chat.open()]
    const moved = (await address(mine)).replace(mine.conversationId, theirs.conversationId)
    expect(await refusal(moved)).toBe(403)
    const late = await address(mine)
    chat.host.advance(60_000)
    expect(await refusal(late)).toBe(403)
  })

  test('is stored as a hash only', async () => {
    const ticket = new URL(await address(await chat.open())).searchParams.get('t') ?? ''
    expect(ticket).toHaveLength(43)
    expect(JSON.stringify([...chat.host.stored])).not.toContain(ticket)
  })

  test('is refused to pages of other sites, and open to listed ones', async () => {
    const opened = await chat.open()
    expect(await refusal(await address(opened), { Origin: 'https://evil.example' })).toBe(403)
    const listed = follow(await address(opened), { Origin: 'https://so-tu-phap.example' })
    await once(listed.socket, 'open')
    listed.socket.terminate()
  })

  test('opens eight sockets of one conversation and no ninth, until one closes', async () => {
    const opened = await chat.open()
    const streams = []
    for (let i = 0; i < 8; i += 1) {
      const stream = follow(await address(opened))
      await once(stream.socket, 'open')
      streams.push(stream)
    }
    expect(await refusal(await address(opened))).toBe(429)
    for (const { socket } of streams) socket.terminate()
    await expect
      .poll(async () => {
        const { socket } = follow(await address(opened))
        return Promise.race([
          once(socket, 'open').then(() => 'open'),
          once(socket, 'unexpected-response').then(() => 'no'),
        ])
      })
      .toBe('open')
  })
})
