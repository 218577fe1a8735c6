// What is the host's stays the host's, untouched; what is ours is ours as long as a person is inside.
import { Telegraf } from 'telegraf'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assistantMiddleware } from '../../../adapters/telegraf/index.ts'
import type { Channel } from '../../../src/channel/channel.ts'
import { type ConformanceHost, createConformanceHost } from '../../conformance/host.ts'
import { startTelegramServer, type TelegramServer } from '../../support/telegram-server.ts'
import { commandOf, groupUpdate, messageUpdate, tapUpdate } from '../../support/telegram-updates.ts'

let server: TelegramServer
let host: ConformanceHost
let bot: Telegraf
let seen: unknown[]
let id = 0

beforeEach(async () => {
  server = await startTelegramServer()
  host = createConformanceHost()
  bot = new Telegraf(server.token, { telegram: { apiRoot: server.root, webhookReply: false } })
  bot.botInfo = { ...server.bot, is_bot: true, first_name: 'Xã' } as typeof bot.botInfo
  const assistant = { addChannel: (_: string, make: (lent: ConformanceHost) => Channel) => void make(host) }
  bot.use(assistantMiddleware({ assistant, telegram: bot.telegram }) as never)
  seen = []
  bot.use((ctx) => void seen.push(structuredClone(ctx.update)))
  bot.catch((error) => {
    throw error
  })
})
afterEach(async () => {
  await server.close()
  host.close()
})

async function give(make: (id: number) => Record<string, unknown>): Promise<'host' | 'ours'> {
  id += 1
  const update = make(id)
  const before = JSON.stringify(update)
  const count = seen.length
  await bot.handleUpdate(update as never)
  if (seen.length === count) return 'ours'
  expect(JSON.stringify(seen.at(-1)), 'as it came').toBe(before)
  return 'host'
}
const words = (text: string) =>
  give((at) => messageUpdate(at, at, text.startsWith('/') ? commandOf(text) : { text }))
const tap = (data: string) => give((at) => tapUpdate(at, 5, data, `q${at}`))

test('outside the assistant everything is the host’s', async () => {
  for (const text of [
    'xin chào',
    '/start',
    '/start gio-lam-viec',
    '/help',
    '/menu',
    '/thoat',
    '/dichvucongx',
  ]) {
    expect([text, await words(text)]).toEqual([text, 'host'])
  }
  expect(await tap('lich:thu-hai')).toBe('host')
  expect(await give((at) => groupUpdate(at, at, { text: '/dichvucong' }))).toBe('host')
  expect(await give((at) => ({ update_id: at, poll: { id: '1' } }))).toBe('host')
  expect(await give((at) => ({ update_id: at, edited_message: { message_id: 1 } }))).toBe('host')
  expect(host.accepted).toEqual([])
  expect(server.calls).toEqual([])
})

test('the entry command and its start links open it, and it hears everything until the exit', async () => {
  expect(await words('/dichvucong')).toBe('ours')
  expect(await words('làm khai sinh cho bé')).toBe('ours')
  expect(await words('/help')).toBe('ours')
  expect(await words('/gio_lam_viec')).toBe('host')
  expect(await tap('lich:thu-hai')).toBe('host')
  expect(await words('/thoat')).toBe('host')
  expect(await words('xin chào')).toBe('host')
  expect(await words('/start dichvucong_dang-ky-khai-sinh')).toBe('ours')
  expect(host.accepted.map(({ event }) => event)).toEqual([
    { type: 'conversation_started', language: 'vi' },
    { type: 'message_received', text: 'làm khai sinh cho bé' },
    { type: 'message_received', text: 'trợ giúp' },
    { type: 'conversation_started', start: 'dang-ky-khai-sinh', language: 'vi' },
  ])
})

test('one of our buttons brings a person back in, such as under news of a dossier', async () => {
  expect(await words('xin chào')).toBe('host')
  expect(await tap('mc:n1.2')).toBe('ours')
  expect(await words('còn thiếu gì?')).toBe('ours')
})

test('after twelve hours without a word the host hears a person again', async () => {
  await words('/dichvucong')
  host.advance(7 * 3_600_000)
  expect(await words('còn đây')).toBe('ours')
  host.advance(11 * 3_600_000)
  expect(await words('vẫn còn')).toBe('ours')
  host.advance(13 * 3_600_000)
  expect(await words('xin chào')).toBe('host')
})

test('what could not be written is not taken for handled', async () => {
  await words('/dichvucong')
  host.failure = new Error('disk full')
  await expect(words('mất không?')).rejects.toThrow('disk full')
})
