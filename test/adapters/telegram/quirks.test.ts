// What only Telegram does.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTelegramChannel, telegramPath } from '../../../adapters/telegram/index.ts'
import type { Channel } from '../../../src/channel/channel.ts'
import { commands } from '../../../src/channel/telegram/commands.ts'
import { defaultContentDirectory, snapshotOfFiles } from '../../../src/cli/content.ts'
import type { Reply } from '../../../src/engine/reply.ts'
import { type ConformanceHost, createConformanceHost } from '../../conformance/host.ts'
import { pause } from '../../support/direct-line.ts'
import { makePhoto } from '../../support/papers.ts'
import { startTelegramServer, type TelegramServer } from '../../support/telegram-server.ts'
import {
  commandOf,
  from,
  groupUpdate,
  messageUpdate,
  personId,
  photoOf,
  tapUpdate,
} from '../../support/telegram-updates.ts'

const secret = 'Bi-mat_cua-webhook'
const url = `https://motcua.example${telegramPath}`
const chat = String(personId)
/** Longer than a busy machine takes between two parts. */
const settleMs = 250
const patient = { timeout: 5_000 }
/** After this an album would have been handed on. */
const longAfter = () => pause(2 * settleMs)

let server: TelegramServer
let host: ConformanceHost
let channel: Channel
let stop: AbortController

beforeEach(async () => {
  server = await startTelegramServer()
  host = createConformanceHost()
  channel = open()
})
afterEach(async () => {
  stop.abort()
  await server.close()
  host.close()
})

function open(albumSettleMs = settleMs): Channel {
  stop = new AbortController()
  return createTelegramChannel(
    { token: server.token, apiRoot: server.root, webhook: { url, secret }, albumSettleMs },
    host,
  )
}

async function deliver(update: unknown, to = channel): Promise<number> {
  const request = new Request(url, {
    method: 'POST',
    body: JSON.stringify(update),
    headers: { 'X-Telegram-Bot-Api-Secret-Token': secret },
  })
  const route = to.routes?.()[0]
  return (await route?.handle({ request, parameters: {}, address: '127.0.0.1' }))?.status ?? 0
}

const events = () => host.accepted.map(({ event }) => event)
const say = (reply: Reply, conversation = chat) => channel.send({ conversation, reply }, 'k')
const text = (words: string): Reply => ({ type: 'text', text: words })
const choices = (...labels: string[]) =>
  labels.map((label, at) => ({ ref: `n1.${at + 1}`, label, number: at + 1 }))
const album = '13990000000000001'
const part = (at: number, more: object = {}) =>
  messageUpdate(950 - at, 100 + at, {
    ...photoOf(server.addFile(makePhoto(`${at}`))),
    media_group_id: album,
    ...more,
  })
const words = (id: number, content: string) => messageUpdate(id, id, { text: content })
const names = () =>
  events().map((event) => ('attachments' in event ? event.attachments?.map(({ name }) => name) : event.type))

describe('an album', () => {
  test('is one event, in the order the photos were picked, whatever the order they came in', async () => {
    for (const at of [2, 0, 1])
      expect(await deliver(part(at, at === 0 ? { caption: 'ba tờ' } : {}))).toBe(200)
    await expect.poll(names, patient).toEqual([['ảnh 1.jpg', 'ảnh 2.jpg', 'ảnh 3.jpg']])
    const [event] = events()
    const sources = event?.type === 'message_received' ? event.attachments?.map(({ source }) => source) : []
    expect(sources).toEqual(
      ['BQACAgUAAxk-2', 'BQACAgUAAxk-3', 'BQACAgUAAxk-1'].map((reference) => ({ type: 'remote', reference })),
    )
    expect(event).toMatchObject({ text: 'ba tờ' })
  })

  test('whose program died before handing it on is taken up by the next one', async () => {
    channel = open(60_000)
    for (const at of [0, 1]) await deliver(part(at))
    expect(events()).toEqual([])
    stop.abort()
    channel = open()
    await channel.start?.(stop.signal)
    await expect.poll(names, patient).toEqual([['ảnh 1.jpg', 'ảnh 2.jpg']])
  })

  test('brought again, in part or whole, before or after it was handed on, stays one event', async () => {
    const [one, two] = [part(0), part(1)]
    for (const update of [one, two, one]) await deliver(update)
    await expect.poll(names, patient).toEqual([['ảnh 1.jpg', 'ảnh 2.jpg']])
    for (const update of [two, one]) await deliver(update)
    await longAfter()
    channel = open()
    await channel.start?.(stop.signal)
    await deliver(one)
    await longAfter()
    expect(names()).toEqual([['ảnh 1.jpg', 'ảnh 2.jpg']])
  })

  test('handed on twice because the program died in between is one event', async () => {
    await deliver(part(0))
    await expect.poll(names, patient).toHaveLength(1)
    const [row] = await host.values.list<{ taken: boolean }>('album:', 9)
    if (!row) throw new Error('no row')
    await host.values.set(row.key, { ...row.value, taken: false })
    channel = open()
    await channel.start?.(stop.signal)
    await longAfter()
    expect(names()).toHaveLength(1)
  })

  test('is not overtaken by what is said right after it', async () => {
    channel = open(60_000)
    await deliver(part(0))
    await deliver(part(1))
    await deliver(words(990, 'xong rồi'))
    expect(names()).toEqual([['ảnh 1.jpg', 'ảnh 2.jpg'], 'message_received'])
  })

  test('that came apart is two events, and no photo is lost', async () => {
    await deliver(part(0))
    await expect.poll(names, patient).toHaveLength(1)
    await deliver(part(1))
    await expect.poll(names, patient).toEqual([['ảnh 1.jpg'], ['ảnh 1.jpg']])
    const [one, two] = events().map((event) => 'attachments' in event && event.attachments?.[0]?.source)
    expect(one).not.toEqual(two)
  })

  test('waits for a disk that is full', async () => {
    await deliver(part(0))
    host.failure = new Error('disk full')
    await longAfter()
    expect(names()).toEqual([])
    host.failure = null
    await expect.poll(names, patient).toEqual([['ảnh 1.jpg']])
  })

  test('is not acknowledged while a part of it cannot be kept', async () => {
    const { setIfAbsent } = host.values
    Object.assign(host.values, { setIfAbsent: () => Promise.reject(new Error('disk full')) })
    expect(await deliver(part(0))).toBe(503)
    Object.assign(host.values, { setIfAbsent })
    expect(await deliver(part(0))).toBe(200)
    await expect.poll(names, patient).toEqual([['ảnh 1.jpg']])
  })
})

describe('a button', () => {
  const tapOn = (message: number, data: string) => {
    server.askedBy('q1')
    return deliver(tapUpdate(960, message, data, 'q1'))
  }

  test('stops its clock and goes away once tapped', async () => {
    const { messageId } = await say({ type: 'choices', text: 'Chọn:', choices: choices('Có', 'Không') })
    await tapOn(Number(messageId), 'mc:n1.2')
    expect(events()).toEqual([{ type: 'message_received', choice: 'n1.2' }])
    await expect.poll(() => server.messages[0]?.buttons).toEqual([])
    expect(server.calls.map(({ method }) => method)).toContain('answerCallbackQuery')
  })

  test('tapped too late, of a message that is gone, or twice, is heard all the same', async () => {
    await deliver(tapUpdate(961, 77_777, 'mc:old.1', 'q-too-old'))
    const bare = tapUpdate(962, 1, 'mc:old.1', 'q-too-old') as { callback_query: { message?: unknown } }
    delete bare.callback_query.message
    await deliver(bare)
    expect(host.accepted.map(({ conversation, event }) => [conversation, event])).toEqual([
      [chat, { type: 'message_received', choice: 'old.1' }],
      [chat, { type: 'message_received', choice: 'old.1' }],
    ])
    await expect.poll(() => host.log.lines.map(({ fields }) => fields.code)).toContain(400)
  })

  test('of an earlier bot under the same token is a stale choice, not words', async () => {
    await tapOn(1, 'menu_42')
    expect(events()).toEqual([{ type: 'message_received', choice: 'menu_42' }])
  })

  test('whose label was too long carries its number, five in a row', async () => {
    const bare = Array.from({ length: 7 }, (_, at) => ({
      ref: `n.${at}`,
      label: `${at + 1}`,
      number: at + 1,
    }))
    await say({ type: 'choices', text: '1. dài…', choices: bare })
    const markup = server.calls.at(-1)?.payload.reply_markup as { inline_keyboard: { text: string }[][] }
    expect(markup.inline_keyboard.map((row) => row.map((button) => button.text))).toEqual([
      ['1', '2', '3', '4', '5'],
      ['6', '7'],
    ])
  })
})

describe('in a group', () => {
  const group = (content: object) => groupUpdate(980 + Math.random(), 80, content as Record<string, unknown>)
  const bot = { id: 7_000_000_001, is_bot: true, username: 'mot_cua_bot' }

  test('whoever speaks to us gets a private link; nobody else an answer', async () => {
    const mention = (name: string) => [{ type: 'mention', offset: 0, length: name.length }]
    const toUs = [
      { text: '/help@mot_cua_bot' },
      { text: '/dossiers' },
      { text: '@Mot_Cua_Bot giúp với', entities: mention('@Mot_Cua_Bot') },
      { text: 'bot ơi', entities: [{ type: 'text_mention', offset: 0, length: 3, user: bot }] },
      { text: 'vâng', reply_to_message: { message_id: 1, from: bot } },
      { photo: [], caption: '@mot_cua_bot', caption_entities: mention('@mot_cua_bot') },
    ]
    const toOthers = [
      { text: 'mai họp tổ dân phố' },
      { text: '/help@bot_khac' },
      { text: '/weather' },
      { text: '@nguoi_khac ơi', entities: mention('@nguoi_khac') },
      { text: 'ừ', reply_to_message: { message_id: 1, from: from() } },
      { new_chat_members: [bot] },
    ]
    let id = 1_000
    for (const content of [...toUs, ...toOthers]) {
      id += 1
      await deliver({ ...group(content), update_id: id })
    }
    const link = 'https://t.me/mot_cua_bot?start=nhom'
    expect(events()).toEqual(toUs.map(() => ({ type: 'group_message_received', link })))
    expect(host.accepted[0]?.conversation).toBe('-1001234567890')
  })

  test('whose id changed the words go to the new one', async () => {
    server.trouble('migrated', { chat: '-500' })
    await say(text('Mời nhắn riêng'), '-500')
    expect(server.messages.map((one) => one.chat)).toEqual(['-1009876543210'])
  })
})

describe('what is sent', () => {
  const card: Reply = {
    type: 'card',
    title: 'Khai <sinh>',
    lines: [{ label: 'Phí', text: '0 & 0' }],
    note: 'n',
    choices: [],
  }

  test('as a card has bold labels; the same words go out plain when Telegram does not understand the markup', async () => {
    await say(card)
    server.trouble('cannot_parse')
    await say(card)
    const shown = server.messages.map(({ text: words, markedUp }) => [words, markedUp])
    const plain = 'Khai <sinh>\n\nPhí: 0 & 0\n\nn'
    expect(shown).toEqual([
      [plain, true],
      [plain, false],
    ])
  })

  test('to one person who must wait does not hold up another', async () => {
    server.trouble('rate_limited', { chat })
    await expect(say(text('a'))).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 7_000 })
    await say(text('b'), '42')
    expect(server.messages.map((one) => one.chat)).toEqual(['42'])
  })

  test('late is announced by typing, and at once is not', async () => {
    await deliver(words(990, 'xin chào'))
    await say(text('chào'))
    await deliver(messageUpdate(991, 991, { text: 'chờ' }, { id: 42 }))
    const typing = () =>
      server.calls.filter(({ method }) => method === 'sendChatAction').map(({ payload }) => payload)
    await expect.poll(typing, { timeout: 5_000 }).toEqual([{ chat_id: '42', action: 'typing' }])
    await pause(100)
    expect(typing()).toHaveLength(1)
  })
})

describe('what comes in', () => {
  test('as a command means the word it stands for, and the lexicon knows each', async () => {
    const { lexicon } = snapshotOfFiles(defaultContentDirectory, { demo: false })
    for (const [at, { name }] of commands.entries())
      await deliver(messageUpdate(1_100 + at, at, commandOf(`/${name}`)))
    expect(events()).toEqual(commands.map(({ word }) => ({ type: 'message_received', text: word })))
    const known = commands.map(({ word }) => lexicon.command(word))
    expect(known).toEqual(
      commands.map(({ name }) => ({ english: 'language-en', vietnamese: 'language-vi' })[name] ?? name),
    )
  })

  test('as a start link is its payload, and anything else after /start is not', async () => {
    await deliver(messageUpdate(1_200, 1, commandOf('/start nhom_3-x')))
    await deliver(messageUpdate(1_201, 2, commandOf('/start <script>')))
    expect(events()).toEqual([
      { type: 'conversation_started', start: 'nhom_3-x', language: 'vi' },
      { type: 'conversation_started', language: 'vi' },
    ])
  })

  test('as one’s own contact is one’s number; anybody else’s is only a card', async () => {
    const contact = (user: number | undefined) => ({
      contact: {
        phone_number: '84912345678',
        first_name: 'A',
        ...(user === undefined ? {} : { user_id: user }),
      },
    })
    for (const [at, user] of [personId, 42, undefined].entries())
      await deliver(messageUpdate(1_300 + at, at, contact(user)))
    expect(events()).toEqual([
      { type: 'message_received', text: '+84912345678' },
      { type: 'message_received', unread: 'contact' },
      { type: 'message_received', unread: 'contact' },
    ])
  })

  test('forwarded is read like the sender’s own, and edited not again', async () => {
    const forward_origin = { type: 'hidden_user', sender_user_name: 'Hoa', date: 1 }
    await deliver(messageUpdate(1_250, 1, { text: 'giấy của em tôi', forward_origin }))
    const { message } = messageUpdate(1_251, 1, { text: 'đã sửa', edit_date: 2 })
    await deliver({ update_id: 1_251, edited_message: message })
    expect(events()).toEqual([{ type: 'message_received', text: 'giấy của em tôi' }])
  })

  test('as a file with a path that climbs is not fetched', async () => {
    const file = server.addFile(makePhoto('x'))
    Object.assign(server.files.get(file.fileId) ?? {}, { path: '../../etc/passwd' })
    const fetching = channel.fetchAttachment({ type: 'remote', reference: file.fileId })
    await expect(fetching).rejects.toMatchObject({ code: 'rejected', retryable: false })
    expect(server.routes.get('file')).toBe(0)
  })
})

describe('at start', () => {
  test('the webhook is set with its secret, and the menu is told in both languages, as soon as Telegram answers', async () => {
    server.trouble('server_error', { method: 'getMe' })
    const started = channel.start?.(stop.signal)
    await pause(200)
    server.trouble(null)
    await started
    expect(server.webhook).toEqual({ url, secret })
    const call = server.calls.find(({ method }) => method === 'setWebhook')
    expect(call?.payload.allowed_updates).toEqual(['message', 'callback_query'])
    expect([...server.commands.keys()]).toEqual(['', 'en'])
    expect(server.commands.get('')).toContainEqual({ command: 'dossiers', description: 'Hồ sơ của tôi' })
  })

  test('without a secret there is no route to come in by, and a webhook of before is taken back', async () => {
    channel = createTelegramChannel(
      { token: server.token, apiRoot: server.root, webhook: null, pollSeconds: 0.1 },
      host,
    )
    const running = channel.start?.(stop.signal)
    await expect.poll(() => server.routes.get('getUpdates')).toBeGreaterThan(0)
    expect(server.routes.get('deleteWebhook')).toBe(1)
    expect(channel.routes?.()).toEqual([])
    const request = new Request(url, { method: 'POST', body: JSON.stringify(words(1, 'a')) })
    expect((await channel.receive(request)).response.status).toBe(404)
    stop.abort()
    await running
  })
})

test('updates are confirmed to Telegram only once they are on disk', async () => {
  channel = createTelegramChannel(
    { token: server.token, apiRoot: server.root, webhook: null, pollSeconds: 0.05 },
    host,
  )
  host.failure = new Error('disk full')
  server.push(words(1_400, 'một'))
  server.push(words(1_401, 'hai'))
  const running = channel.start?.(stop.signal)
  await expect.poll(() => server.routes.get('getUpdates')).toBeGreaterThan(0)
  await pause(100)
  const offsets = () =>
    server.calls.filter(({ method }) => method === 'getUpdates').map(({ payload }) => payload.offset)
  expect(new Set(offsets())).toEqual(new Set([undefined]))
  host.failure = null
  await expect.poll(events, { timeout: 3_000 }).toHaveLength(2)
  await expect.poll(offsets).toContain(1_402)
  stop.abort()
  await running
})
