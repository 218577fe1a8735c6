// The checks themselves: each opens a fresh channel on a fresh fake platform, and throws when the channel breaks the contract.
import { inspect } from 'node:util'
import { expect } from 'vitest'
import type { Update } from '../../src/channel/channel.ts'
import { ChannelError, type ChannelErrorCode } from '../../src/channel/errors.ts'
import type { InboundEvent } from '../../src/engine/event.ts'
import type { Choice, Reply } from '../../src/engine/reply.ts'
import {
  type ChannelDescriptor,
  type ExpectedFile,
  type Fault,
  faults,
  guards,
  type InboundFeature,
  type InboundSample,
  inboundFeatures,
  isSkip,
  outboundFeatures,
  type Rig,
  type SeenMessage,
  type Skip,
} from './descriptor.ts'
import { type ConformanceHost, createConformanceHost } from './host.ts'
import { closeNetwork, takeAttempts } from './network.ts'
import { applicantsWords, awkward, vietnamese } from './words.ts'

export interface Check {
  /** The row of the table it belongs to. */
  readonly feature: string
  readonly name: string
  skipOf(descriptor: ChannelDescriptor): Skip | null
  run(setting: Setting): Promise<void>
}

/** What a check works with. */
interface Setting {
  readonly descriptor: ChannelDescriptor
  readonly host: ConformanceHost
  readonly rig: Rig
  /** A new update id, different every time. */
  newId(): string
  /** Errors the check has met, looked through for secrets at the end. */
  readonly errors: unknown[]
}

/** What came out of a check that passed. */
export interface CheckReport {
  readonly routes: ReadonlyMap<string, number>
}

/** Opens, runs, and looks for what must never happen in any check. */
export async function runCheck(check: Check, descriptor: ChannelDescriptor): Promise<CheckReport> {
  closeNetwork()
  takeAttempts()
  const host = createConformanceHost()
  const rig = await descriptor.open(host)
  const errors: unknown[] = []
  let ids = 0
  try {
    await check.run({
      descriptor,
      host,
      rig,
      errors,
      newId: () => {
        ids += 1
        return `c${ids}`
      },
    })
    await settle(rig, host, isSkip(descriptor.guards.one_way_out))
    expect(takeAttempts(), 'sockets to other machines').toEqual([])
    expect(rig.platform.strangers(), 'requests the fake platform does not know').toEqual([])
    expectQuiet(rig, host, errors)
    if (!isSkip(descriptor.guards.one_way_out)) {
      expect(
        requestsOf(rig),
        'requests at the platform, of those that went through the host',
      ).toBeLessThanOrEqual(host.fetched())
    }
    const routes = rig.platform.routes()
    return { routes }
  } finally {
    await rig.close()
    host.close()
  }
}

export const checks: readonly Check[] = [
  {
    feature: 'limits',
    name: 'its limits are numbers the runtime can work with',
    skipOf: () => null,
    async run({ rig, descriptor }) {
      const { limits } = rig.channel
      expect(rig.channel.name).toBe(descriptor.name)
      expect(limits.textLength).toBeGreaterThanOrEqual(200)
      for (const value of [limits.buttons, limits.buttonLength, limits.fileBytes, limits.fileOutBytes]) {
        expect(Number.isSafeInteger(value) && value >= 0, String(value)).toBe(true)
      }
      expect(limits.filesIn === 'none').toBe(limits.fileBytes === 0)
    },
  },
  ...(Object.keys(inboundFeatures) as InboundFeature[]).map(inboundCheck),
  guard('bad_signature', async ({ rig, host, descriptor, newId }) => {
    for (const proof of ['missing', 'wrong'] as const) {
      const [body] = await descriptor.inbound.text.bodies(newId(), rig)
      const { status } = await rig.deliver(JSON.stringify(body), proof)
      expect([401, 403, 404], proof).toContain(status)
    }
    await expectNothingBefore({ rig, host, descriptor, newId })
  }),
  guard('malformed', async ({ rig, host, descriptor, newId }) => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '42',
      'không phải JSON',
      '{}',
      `{"a":${'['.repeat(500)}`,
    ]) {
      const { status } = await rig.deliver(body, 'good')
      expect(status, body.slice(0, 20)).toBeLessThan(500)
    }
    await expectNothingBefore({ rig, host, descriptor, newId })
  }),
  guard('unknown_kind', async (setting) => {
    const bodies = setting.descriptor.guards.unknown_kind
    if (isSkip(bodies)) return
    for (const body of await bodies(setting.newId(), setting.rig)) await deliverFine(setting.rig, body)
    await expectNothingBefore(setting)
  }),
  guard('own_message', async (setting) => {
    const bodies = setting.descriptor.guards.own_message
    if (isSkip(bodies)) return
    for (const body of await bodies(setting.newId(), setting.rig)) await deliverFine(setting.rig, body)
    await expectNothingBefore(setting)
  }),
  guard('repeat', async (setting) => {
    const { rig, descriptor, newId, host } = setting
    const id = newId()
    const bodies = await descriptor.inbound.text.bodies(id, rig)
    await Promise.all([...bodies, ...bodies].map((body) => deliverFine(rig, body)))
    for (const body of bodies) await deliverFine(rig, body)
    await deliverMarker(setting)
    expect(await accepted(host, 2)).toHaveLength(2)
  }),
  guard('full_disk', async (setting) => {
    const { rig, host, descriptor, newId } = setting
    const bodies = await descriptor.inbound.text.bodies(newId(), rig)
    host.failure = Object.assign(new Error(`disk full: ${applicantsWords}`), { name: 'DiskFullError' })
    const answer = await rig.deliver(JSON.stringify(bodies[0]), 'good')
    expect(answer.status, 'while nothing can be written').toBeGreaterThanOrEqual(500)
    host.failure = null
    for (const body of bodies) await deliverFine(rig, body)
    expect(await accepted(host, 1)).toHaveLength(1)
  }),
  {
    feature: 'one_way_out',
    name: guards.one_way_out,
    skipOf: ({ guards: { one_way_out } }) => (isSkip(one_way_out) ? one_way_out : null),
    // Counted at the end of every check; this one sends once, so that there is something to count.
    run: async ({ rig }) => void (await say(rig, { type: 'text', text: 'Chào anh/chị' }, 'key-1')),
  },
  outbound('say_text', async ({ rig }) => {
    const seen = await say(rig, { type: 'text', text: awkward.normalize('NFC') }, 'key-1')
    expect(seen.map(({ text }) => text)).toEqual([awkward.normalize('NFC')])
    const second = await say(rig, { type: 'text', text: 'Tin thứ hai' }, 'key-2')
    expect(second.map(({ text }) => text)).toEqual(['Tin thứ hai'])
  }),
  outbound('say_long_text', async ({ rig }) => {
    const { limits } = rig.channel
    const text = vietnamese(limits.textLength)
    expect((await say(rig, { type: 'text', text }, 'key-1')).map((one) => one.text)).toEqual([text])
    if (limits.buttons === 0) return
    const reply: Reply = { type: 'choices', text, choices: someChoices(2, 20) }
    const [seen, ...more] = await say(rig, reply, 'key-2')
    expect(more).toEqual([])
    expect(seen?.text.startsWith(text)).toBe(true)
    expect(seen?.buttons).toHaveLength(2)
  }),
  outbound('choices', async ({ rig, host, descriptor, newId }) => {
    const { limits } = rig.channel
    const tap = descriptor.outbound.choices
    if (isSkip(tap)) return
    const choices = someChoices(limits.buttons, limits.buttonLength)
    const [message] = await say(rig, { type: 'choices', text: 'Chọn một việc:', choices }, 'key-1')
    if (!message) throw new Error('nothing was shown')
    expect(message.text).toContain('Chọn một việc:')
    expect(message.buttons).toHaveLength(choices.length)
    for (const [at, { label, number }] of choices.entries()) {
      expect(message.buttons[at]?.label).toContain(label)
      expect(`${message.buttons[at]?.label}\n${message.text}`).toContain(`${number}`)
    }
    const button = message.buttons.at(-1)
    if (button) await deliverFine(rig, tap(newId(), button, message, rig))
    const [update] = await accepted(host, 1)
    expect(update?.event).toEqual({ type: 'message_received', choice: choices.at(-1)?.ref })
    expect(update?.conversation).toBe(rig.conversation)
  }),
  outbound('card', async ({ rig }) => {
    const { limits } = rig.channel
    const card: Reply = {
      type: 'card',
      title: 'Đăng ký khai sinh & <cấp bản sao>',
      lines: [
        { label: 'Mức độ', text: '4 (toàn trình)' },
        { label: 'Phí', text: '0 đồng *nếu* đúng hạn' },
        { label: 'Thời hạn', text: 'trong ngày' },
      ],
      note: 'Kiểm tra ngày 01/11/2026. Căn cứ: Nghị định 123/2015/NĐ-CP',
      choices: someChoices(Math.min(3, limits.buttons), 20),
    }
    const seen = await say(rig, card, 'key-1')
    const text = seen.map((one) => one.text).join('\n')
    const expected = [card.title, ...card.lines.flatMap((line) => [line.label, line.text]), card.note]
    let at = 0
    for (const part of expected) {
      at = text.indexOf(part, at)
      expect(at, part).toBeGreaterThanOrEqual(0)
      at += part.length
    }
    expect(seen.at(-1)?.buttons.map(({ label }) => label)).toEqual(
      card.choices.map(({ label }) => expect.stringContaining(label)),
    )
    // As long as the runtime lets a card be before it turns it into words.
    const note = vietnamese(limits.textLength - 'Tên\n\nNhãn: chữ\n\n'.length)
    const long: Reply = { ...card, title: 'Tên', lines: [{ label: 'Nhãn', text: 'chữ' }], note, choices: [] }
    expect((await say(rig, long, 'key-2')).map((one) => one.text).join('\n')).toContain(note)
  }),
  outbound('file', async ({ rig, host }) => {
    const bytes = Buffer.from(`%PDF-1.4 ${'\0\r\n--x\r\n'.repeat(300)}ế`)
    const name = 'Tờ khai đăng ký khai sinh (bản in).pdf'
    host.files.set('f1', { name, mediaType: 'application/pdf', bytes })
    const file = { fileId: 'f1', name, mediaType: 'application/pdf', sizeBytes: bytes.length }
    const reply: Reply = {
      type: 'file',
      file,
      text: 'Tờ khai & <biên nhận> đây ạ.',
      linkSentence: 'Tải tại {link}',
    }
    const seen = await say(rig, reply, 'key-1')
    const carried = seen.filter((one) => one.file)
    expect(carried.map((one) => one.file?.name)).toEqual([name])
    expect(Buffer.from(carried[0]?.file?.bytes ?? []).equals(bytes), 'the bytes').toBe(true)
    expect(seen.map((one) => one.text).join('\n')).toContain(reply.text)
  }),
  outbound('gone_file', async ({ rig, errors }) => {
    const file = { fileId: 'f0', name: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 9 }
    const reply: Reply = { type: 'file', file, text: 'Tờ khai đây ạ.', linkSentence: '{link}' }
    const error = await failureOf(() => rig.channel.send({ conversation: rig.conversation, reply }, 'key-1'))
    errors.push(error)
    expect(error).toMatchObject({ name: 'ChannelError', retryable: false })
  }),
  outbound('file_long_text', async ({ rig, host }) => {
    const bytes = Buffer.from('%PDF-1.4 ngắn')
    host.files.set('f1', { name: 'a.pdf', mediaType: 'application/pdf', bytes })
    const text = vietnamese(rig.channel.limits.textLength)
    const file = { fileId: 'f1', name: 'a.pdf', mediaType: 'application/pdf', sizeBytes: bytes.length }
    const seen = await say(rig, { type: 'file', file, text, linkSentence: '{link}' }, 'key-1')
    expect(seen.filter((one) => one.file)).toHaveLength(1)
    expect(seen.map((one) => one.text).join('')).toContain(text)
  }),
  outbound('same_key', async ({ rig }) => {
    const reply: Reply = { type: 'text', text: 'Chỉ một lần' }
    await say(rig, reply, 'key-1')
    expect(await say(rig, reply, 'key-1')).toEqual([])
  }),
  ...(Object.keys(faults) as Fault[]).map(faultCheck),
]

function inboundCheck(feature: InboundFeature): Check {
  return {
    feature,
    name: `in: ${inboundFeatures[feature]}`,
    skipOf: ({ inbound }) => skipIn(inbound[feature]),
    async run({ descriptor, rig, host, newId }) {
      const sample = descriptor.inbound[feature]
      if (isSkip(sample)) return
      for (const body of await sample.bodies(newId(), rig)) await deliverFine(rig, body)
      const [update, ...more] = await accepted(host, 1)
      if (!update) throw new Error('no event came')
      expect(more.map(({ event }) => event)).toEqual([])
      expect(update.conversation).toBe(sample.conversation ?? rig.conversation)
      expect(typeof update.updateId).toBe('string')
      expectEvent(update.event, sample)
      await expectFiles(update.event, sample.files ?? [], rig, host)
    },
  }
}

function expectEvent(event: InboundEvent, sample: InboundSample): void {
  const files = sample.files?.map(({ name, sizeBytes }) => ({
    source: expect.objectContaining({ type: expect.stringMatching(/^(held|remote)$/) }),
    name: name ?? expect.any(String),
    sizeBytes,
  }))
  expect(event).toEqual({ ...sample.event, ...(files ? { attachments: files } : {}) })
}

async function expectFiles(
  event: InboundEvent,
  files: readonly ExpectedFile[],
  rig: Rig,
  host: ConformanceHost,
): Promise<void> {
  const attachments = event.type === 'message_received' ? (event.attachments ?? []) : []
  for (const [at, { bytes }] of files.entries()) {
    const source = attachments[at]?.source
    if (!source) throw new Error('attachment missing')
    if (bytes === null) {
      if (source.type === 'held') throw new Error('a file over the limit was brought here')
      const error = await failureOf(() => rig.channel.fetchAttachment(source))
      expect(error).toMatchObject({ name: 'ChannelError', retryable: false })
      continue
    }
    const got =
      source.type === 'held'
        ? host.bytesOf(source.uploadId)
        : new Uint8Array(await (await rig.channel.fetchAttachment(source)).arrayBuffer())
    expect(Buffer.from(got).equals(Buffer.from(bytes)), `the bytes of attachment ${at + 1}`).toBe(true)
  }
}

/** What each refusal must become. */
const outcomes: Readonly<Record<Fault, { codes: readonly ChannelErrorCode[]; retryable: boolean }>> = {
  rate_limited: { codes: ['rate_limited'], retryable: true },
  server_error: { codes: ['unavailable'], retryable: true },
  time_out: { codes: ['unavailable'], retryable: true },
  garbage: { codes: ['unexpected_response', 'unavailable'], retryable: true },
  blocked: { codes: ['recipient_gone'], retryable: false },
  // Staff can put a token right; what waits then goes out.
  unauthorized: { codes: ['unauthorized'], retryable: true },
  refused: { codes: ['invalid_message', 'rejected'], retryable: false },
}

function faultCheck(fault: Fault): Check {
  return {
    feature: fault,
    name: `when sending meets ${faults[fault]}`,
    skipOf: (descriptor) => skipIn(descriptor.faults[fault]),
    async run({ descriptor, rig, errors }) {
      const expected = descriptor.faults[fault]
      if (isSkip(expected)) return
      const { codes, retryable } = outcomes[fault]
      rig.platform.fault(fault)
      const message = {
        conversation: rig.conversation,
        reply: { type: 'text', text: applicantsWords },
      } as const
      const error = await failureOf(() => rig.channel.send(message, 'key-1'))
      errors.push(error)
      if (!(error instanceof ChannelError)) throw new Error(`not a ChannelError: ${(error as Error)?.name}`)
      expect(codes).toContain(error.code)
      expect(error.retryable).toBe(retryable)
      if (expected.retryAfterMs !== undefined) expect(error.retryAfterMs).toBe(expected.retryAfterMs)
      expect(error.staffMessage).toMatch(new RegExp(`^\\[${rig.channel.name}\\] \\S`))
      rig.platform.fault(null)
      if (!retryable) return
      const seen = await say(rig, message.reply, 'key-1')
      expect(
        seen.map(({ text }) => text),
        'the next try',
      ).toEqual([applicantsWords])
    },
  }
}

function guard(feature: keyof typeof guards, run: Check['run']): Check {
  return {
    feature,
    name: guards[feature],
    skipOf: (descriptor) => skipIn(descriptor.guards[feature]),
    run,
  }
}

function outbound(feature: keyof typeof outboundFeatures, run: Check['run']): Check {
  return {
    feature,
    name: `out: ${outboundFeatures[feature]}`,
    skipOf: (descriptor) => skipIn(descriptor.outbound[feature]),
    run,
  }
}

const skipIn = (value: unknown): Skip | null => (isSkip(value) ? value : null)

async function deliverFine(rig: Rig, body: unknown): Promise<void> {
  const { status } = await rig.deliver(JSON.stringify(body), 'good')
  if (status < 200 || status > 299) throw new Error(`not acknowledged: ${status}`)
}

type Receiving = Pick<Setting, 'rig' | 'host' | 'descriptor' | 'newId'>

/** Says something ordinary, so that whatever came before it has had its time. */
async function deliverMarker({ rig, descriptor, newId }: Receiving): Promise<void> {
  for (const body of await descriptor.inbound.text.bodies(newId(), rig)) await deliverFine(rig, body)
}

async function expectNothingBefore(setting: Receiving): Promise<void> {
  await deliverMarker(setting)
  const updates = await accepted(setting.host, 1)
  expect(updates).toHaveLength(1)
  expect(updates[0]?.event).toEqual(setting.descriptor.inbound.text.event)
}

/** All accepted updates once there are this many; albums take a moment to settle. */
async function accepted(host: ConformanceHost, count: number): Promise<readonly Update[]> {
  const until = Date.now() + 3_000
  while (host.accepted.length < count && Date.now() < until) await new Promise((r) => setTimeout(r, 5))
  return host.accepted
}

/** Sends, and gives back what is new in the conversation. */
async function say(rig: Rig, reply: Reply, key: string): Promise<readonly SeenMessage[]> {
  const before = new Set((await rig.platform.seen(rig.conversation)).map(({ id }) => id))
  await rig.channel.send({ conversation: rig.conversation, reply }, key)
  return (await rig.platform.seen(rig.conversation)).filter(({ id }) => !before.has(id))
}

// References as the engine makes them; labels as long as they may be.
function someChoices(count: number, labelLength: number): Choice[] {
  return Array.from({ length: count }, (_, at) => ({
    ref: `a1b2c3d40.${at + 1}`,
    label: vietnamese(Math.min(labelLength, 60))
      .slice(0, labelLength - 3)
      .padEnd(labelLength, 'ữ')
      .slice(0, labelLength),
    number: at + 1,
  }))
}

async function failureOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error('it should have failed')
}

const requestsOf = (rig: Rig) => [...rig.platform.routes().values()].reduce((sum, count) => sum + count, 0)

// Calls nobody waits for, such as the end of a tap, may still be on their way; those past the host cannot be counted beforehand.
async function settle(rig: Rig, host: ConformanceHost, uncounted: boolean): Promise<void> {
  const until = Date.now() + 300
  if (uncounted) await new Promise((r) => setTimeout(r, 20))
  while (requestsOf(rig) < host.fetched() && Date.now() < until) await new Promise((r) => setTimeout(r, 5))
}

// Secrets and applicants' words, in any error, its causes and properties, or any line of the log.
function expectQuiet(rig: Rig, host: ConformanceHost, errors: readonly unknown[]): void {
  const written = inspect([...errors, host.log.lines], { depth: 12, showHidden: true, maxStringLength: null })
  for (const secret of rig.secrets) expect(written.includes(secret), 'a secret was written down').toBe(false)
  const words = applicantsWords.split(' ').slice(-1)[0] ?? applicantsWords
  expect(written.includes(words), 'an applicant’s words were written down').toBe(false)
}
