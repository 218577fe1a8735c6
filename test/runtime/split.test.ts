// What a channel cannot carry is written out, cut or linked, and nothing is lost on the way.
import { expect, test } from 'vitest'
import type { ChannelLimits } from '../../src/channel/channel.ts'
import { linkKey } from '../../src/channel/links.ts'
import type { Choice, Reply } from '../../src/engine/reply.ts'
import { withLinks } from '../../src/runtime/links.ts'
import { fitReply } from '../../src/runtime/split.ts'

const roomy: ChannelLimits = {
  textLength: 4_000,
  buttons: 10,
  buttonLength: 40,
  filesIn: 'all',
  fileBytes: 20_000_000,
  fileOutBytes: 20_000_000,
}
const choices: readonly Choice[] = [
  { ref: 'n.1', label: 'Đăng ký khai sinh', number: 1 },
  { ref: 'n.2', label: 'Xác nhận tình trạng hôn nhân để kết hôn với người nước ngoài', number: 2 },
]
const asking: Reply = { type: 'choices', text: 'Anh/chị chọn một:', choices }
const conversation = { channel: 'zalo-bot', conversation: 'u1' }

test('without buttons choices become a numbered list', () => {
  expect(fitReply(asking, { ...roomy, buttons: 0 })).toEqual([
    { type: 'text', text: `Anh/chị chọn một:\n\n1. ${choices[0]?.label}\n2. ${choices[1]?.label}` },
  ])
})

test('labels too long for a button are written out and the buttons carry their numbers', () => {
  const [reply] = fitReply(asking, roomy)
  expect(reply).toMatchObject({ type: 'choices', choices: [{ ref: 'n.1', label: '1' }, { label: '2' }] })
  expect(reply?.type === 'choices' && reply.text).toContain(`2. ${choices[1]?.label}`)
})

test('labels that fit stay on their buttons and are not repeated', () => {
  expect(fitReply(asking, { ...roomy, buttonLength: 80 })).toEqual([asking])
})

test('a long list is cut between lines, with the buttons under the last part', () => {
  const text = Array.from({ length: 40 }, (_, at) => `Dòng ${at}: giấy tờ cần chuẩn bị`).join('\n')
  const parts = fitReply(
    { type: 'choices', text, choices: choices.slice(0, 1) },
    { ...roomy, textLength: 300 },
  )
  expect(parts.every((part) => part.type !== 'file' && part.type !== 'card' && part.text.length <= 300)).toBe(
    true,
  )
  expect(parts.map(({ type }) => type).slice(0, -1)).not.toContain('choices')
  expect(parts.at(-1)).toMatchObject({ type: 'choices' })
  expect(parts.map((part) => ('text' in part ? part.text : '')).join('\n')).toBe(text)
})

test('a card that is too long goes out as words', () => {
  const card: Reply = {
    type: 'card',
    title: 'Đăng ký khai sinh',
    lines: [{ label: 'Giấy tờ', text: 'x'.repeat(400) }],
    note: 'Kiểm tra ngày 22/11/2026',
    choices: [],
  }
  expect(fitReply(card, roomy)).toEqual([card])
  const parts = fitReply(card, { ...roomy, textLength: 200 })
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.every(({ type }) => type === 'text')).toBe(true)
})

test('a file goes out as a link where the channel carries none, and only the digest of the token is kept', () => {
  const file = { fileId: 'f1', name: 'to-khai.pdf', mediaType: 'application/pdf', sizeBytes: 5_000 }
  const reply: Reply = { type: 'file', file, text: 'Đây ạ', linkSentence: 'Tải tại {link}' }
  expect(withLinks(reply, roomy, conversation, 0, 'https://mc.vn').reply).toEqual(reply)
  const linked = withLinks(reply, { ...roomy, fileOutBytes: 0 }, conversation, 0, 'https://mc.vn')
  const token = /^Tải tại https:\/\/mc\.vn\/files\/([\w-]{32})$/.exec(
    'text' in linked.reply ? linked.reply.text : '',
  )?.[1]
  expect(linked.records).toEqual([
    {
      type: 'value',
      channel: 'file-link',
      key: linkKey(token ?? ''),
      value: { ...conversation, fileId: 'f1' },
      expiresAt: 7 * 86_400_000,
    },
  ])
  expect(JSON.stringify(linked.records)).not.toContain(token)
})

test('an upload page is offered where files cannot come in, or always when the engine says so', () => {
  const upload = { sentence: 'Gửi tại {link}', always: false }
  const reply: Reply = { type: 'choices', text: 'Mời gửi', choices: [], upload }
  const text = (given: Reply, filesIn: ChannelLimits['filesIn']) => {
    const linked = withLinks(given, { ...roomy, filesIn }, conversation, 0, 'https://mc.vn')
    return 'text' in linked.reply ? linked.reply.text : ''
  }
  expect(text(reply, 'all')).toBe('Mời gửi')
  expect(text(reply, 'photos')).toMatch(/Gửi tại https:\/\/mc\.vn\/upload\/[\w-]{32}$/)
  expect(text({ ...reply, upload: { ...upload, always: true } }, 'all')).toContain('/upload/')
})

test('news of a dossier rides on the last part, and on a file’s link not at all', () => {
  const news = { code: 'H21-1', procedure: 'Khai sinh', status: 'Đang xử lý', day: '01/12/2026' }
  const text = 'Dòng chữ. '.repeat(90).trim()
  const parts = fitReply({ type: 'text', text, news }, { ...roomy, textLength: 300 })
  expect(parts.map((part) => 'news' in part)).toEqual([...parts.slice(1).map(() => false), true])
  const asked = fitReply({ ...asking, news }, { ...roomy, buttons: 0 })
  expect(asked).toMatchObject([{ type: 'text', news }])
})

test('a file goes out only as a kind the channel takes, up to the size for that kind', () => {
  const limits = { ...roomy, fileOutTypes: { 'application/pdf': 5_000, 'image/png': 1_000 } }
  const wayOf = (mediaType: string, sizeBytes: number) =>
    withLinks(
      {
        type: 'file',
        file: { fileId: 'f', name: 'a', mediaType, sizeBytes },
        text: 'Đây ạ',
        linkSentence: '{link}',
      },
      limits,
      conversation,
      0,
      'https://x',
    ).reply.type
  expect(wayOf('application/pdf', 5_000)).toBe('file')
  expect(wayOf('application/pdf', 5_001)).toBe('text')
  expect(wayOf('image/png', 1_001)).toBe('text')
  expect(wayOf('application/zip', 10)).toBe('text')
})
