// Files of ours in the chat: an address opens one file of one conversation for half an hour, and nothing else.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Opened, serveWebChat } from '../../support/web-chat.ts'

let chat: Awaited<ReturnType<typeof serveWebChat>>
let opened: Opened

beforeEach(async () => {
  chat = await serveWebChat()
  opened = await chat.open()
  chat.host.files.set('f1', {
    name: 'Tờ khai.pdf',
    mediaType: 'application/pdf',
    bytes: Buffer.from('%PDF-'),
  })
  const file = { fileId: 'f1', name: 'Tờ khai.pdf', mediaType: 'application/pdf', sizeBytes: 5 }
  const reply = { type: 'file', file, text: 'Đây ạ', linkSentence: '{link}' } as const
  await chat.channel.send({ conversation: opened.conversationId, reply }, 'k1')
})
afterEach(() => chat.stop())

async function address(): Promise<string> {
  const answer = await chat.call('GET', `/conversations/${opened.conversationId}/activities`, opened)
  const { activities } = (await answer.json()) as { activities: { attachments: { contentUrl: string }[] }[] }
  return activities[0]?.attachments[0]?.contentUrl ?? ''
}

const open = async (path: string) => (await fetch(chat.base + path)).status

test('it opens as a download, without a token, for half an hour', async () => {
  const path = await address()
  const answer = await fetch(chat.base + path)
  expect(await answer.text()).toBe('%PDF-')
  expect(answer.headers.get('Content-Disposition')).toContain('attachment')
  chat.host.advance(30 * 60_000 + 1_000)
  expect(await open(path)).toBe(401)
  expect(await open(await freshAddress())).toBe(200)
})

async function freshAddress(): Promise<string> {
  const again = await chat.call('POST', '/tokens/generate')
  expect(again.ok).toBe(true)
  // The old token has run out with the half hour; the browser's cookie would bring another for the same conversation.
  const renewed = await chat.open({ cookie: (opened as Opened & { cookie: string }).cookie })
  const answer = await chat.call('GET', `/conversations/${renewed.conversationId}/activities`, renewed)
  const { activities } = (await answer.json()) as { activities: { attachments: { contentUrl: string }[] }[] }
  return activities[0]?.attachments[0]?.contentUrl ?? ''
}

test('a bent address, another file and another conversation stay shut', async () => {
  const path = await address()
  chat.host.files.set('f2', { name: 'b.pdf', mediaType: 'application/pdf', bytes: Buffer.from('b') })
  expect(await open(path.replace('/files/f1', '/files/f2'))).toBe(401)
  expect(await open(path.replace(opened.conversationId, 'wc_other'))).toBe(401)
  expect(await open(`${path}x`)).toBe(401)
  expect(await open(path.replace(/\?.*/, ''))).toBe(401)
  const other = await chat.open()
  const bare = path.replace(/\?.*/, '')
  const foreign = await fetch(chat.base + bare, { headers: { Authorization: `Bearer ${other.token}` } })
  expect(foreign.status).toBe(404)
})
