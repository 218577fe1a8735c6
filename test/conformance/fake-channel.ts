// A small channel that keeps the contract, and one for each way of breaking it: what the suite must tell apart.
import { randomUUID } from 'node:crypto'
import type { Channel, OutgoingMessage, Received, Update } from '../../src/channel/channel.ts'
import { ChannelError } from '../../src/channel/errors.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { webhookRoute } from '../../src/channel/webhook.ts'
import type { InboundEvent } from '../../src/engine/event.ts'
import type { Reply } from '../../src/engine/reply.ts'
import type { ChannelDescriptor, InboundSample } from './descriptor.ts'
import { smallFile, smallLimits, startSmallPlatform } from './fake-platform.ts'
import { applicantsWords } from './words.ts'

/** Each a mistake somebody makes, with the row of the suite that must notice. */
export const mutations = {
  'takes any signature': 'bad_signature',
  'throws at a body that is not JSON': 'malformed',
  'makes an event of a body without a kind': 'malformed',
  'refuses unknown kinds': 'unknown_kind',
  'hears unknown kinds as text': 'unknown_kind',
  'hears itself': 'own_message',
  'invents its own update ids': 'repeat',
  'acknowledges before writing': 'full_disk',
  'drops the words under a file': 'caption',
  'takes only the first of several files': 'several_files',
  'makes an event of each file': 'several_files',
  'forgets the size of a large file': 'large_file',
  'brings large files all the same': 'large_file',
  'swallows what it does not read': 'sticker',
  'answers groups in the open': 'group',
  'does not read deep links': 'deep_link',
  'fetches another file': 'photo',
  'does not escape': 'say_text',
  'escapes twice': 'say_text',
  'drops what comes after the first message': 'say_text',
  'decomposes letters': 'say_text',
  'cuts long text': 'say_long_text',
  'carries labels instead of references': 'choices',
  'loses the last button': 'choices',
  'forgets the note of a card': 'card',
  'says labels without texts': 'card',
  'sends files without their name': 'file',
  'sends damaged bytes': 'file',
  'waits for a file that is gone': 'gone_file',
  'drops words beside a file': 'file_long_text',
  'makes a new key for each try': 'same_key',
  'does not say how long to wait': 'rate_limited',
  'gives up when asked to wait': 'rate_limited',
  'takes a server error for a refusal': 'server_error',
  'lets time-outs through raw': 'time_out',
  'believes any answer': 'garbage',
  'tries blocked people for ever': 'blocked',
  'takes a bad token for a blocked person': 'unauthorized',
  'repeats what was refused': 'refused',
  'puts the token in its errors': 'server_error',
  'logs the token': 'text',
  'logs what people say': 'text',
  'asks for what is not there': 'say_text',
  'goes out by itself': 'one_way_out',
  'calls home': 'say_text',
} as const
export type Mutation = keyof typeof mutations

const token = 'tok-5e0c1b7a9d'
const secret = 'hook-83ab61'
const bot = 'bot-1'

interface Posted {
  readonly id: string
  readonly kind: string
  readonly from: string
  readonly room?: string
  readonly text?: string
  readonly start?: string
  readonly data?: string
  readonly files?: readonly { path: string; name: string; size: number }[]
}

export function smallDescriptor(broken?: Mutation): ChannelDescriptor {
  const sample = (event: InboundEvent, ...posted: Partial<Posted>[]): InboundSample => ({
    event,
    bodies: (id) => posted.map((one, at) => ({ id: `${id}.${at}`, from: 'p-1', ...one })),
  })
  const file = (name: string, size?: number) => {
    const path = `/files/${name.length}-${encodeURIComponent(name)}`
    return { path, name, size: size ?? smallFile(path).length }
  }
  const expected = (name: string) => ({ name, sizeBytes: file(name).size, bytes: smallFile(file(name).path) })
  const unread = (kind: 'sticker' | 'voice' | 'video' | 'location' | 'contact' | 'other') =>
    sample({ type: 'message_received', unread: kind }, { kind })
  return {
    name: 'web-chat',
    label: broken ? `small (${broken})` : 'small',
    async open(host) {
      const platform = await startSmallPlatform(token)
      const channel = createSmallChannel(host, platform.url, broken)
      const route = webhookRoute('/hook', channel, host)
      return {
        channel,
        conversation: 'p-1',
        secrets: [token, secret],
        platform,
        close: platform.close,
        deliver: async (body, proof) => {
          const headers = { ...(proof === 'missing' ? {} : { 'X-Secret': proof === 'good' ? secret : 'x' }) }
          const request = new Request('http://127.0.0.1/hook', { method: 'POST', body, headers })
          try {
            if (broken !== 'acknowledges before writing') {
              return await route.handle({ request, parameters: {}, address: '127.0.0.1' })
            }
            const { response, updates } = await channel.receive(request)
            host.accept(updates).catch(() => {})
            return response
          } catch {
            return new Response(null, { status: 500 })
          }
        },
      }
    },
    inbound: {
      started: sample({ type: 'conversation_started' }, { kind: 'start' }),
      deep_link: sample(
        { type: 'conversation_started', start: 'khai-sinh' },
        { kind: 'start', start: 'khai-sinh' },
      ),
      text: sample(
        { type: 'message_received', text: applicantsWords },
        { kind: 'text', text: applicantsWords },
      ),
      photo: {
        ...sample({ type: 'message_received' }, { kind: 'files', files: [file('a.jpg')] }),
        files: [expected('a.jpg')],
      },
      document: {
        ...sample({ type: 'message_received' }, { kind: 'files', files: [file('ế.pdf')] }),
        files: [expected('ế.pdf')],
      },
      caption: {
        ...sample(
          { type: 'message_received', text: 'đây ạ' },
          { kind: 'files', text: 'đây ạ', files: [file('a.jpg')] },
        ),
        files: [expected('a.jpg')],
      },
      several_files: {
        ...sample({ type: 'message_received' }, { kind: 'files', files: [file('a.jpg'), file('bb.jpg')] }),
        files: [expected('a.jpg'), expected('bb.jpg')],
      },
      large_file: {
        ...sample({ type: 'message_received' }, { kind: 'files', files: [file('a.pdf', 5_000)] }),
        files: [{ sizeBytes: 5_000, bytes: null }],
      },
      sticker: unread('sticker'),
      voice: unread('voice'),
      video: unread('video'),
      location: unread('location'),
      contact: unread('contact'),
      other: unread('other'),
      group: {
        ...sample(
          { type: 'group_message_received', link: 'https://chat.example/p' },
          { kind: 'text', text: 'x', room: 'g-1' },
        ),
        conversation: 'g-1',
      },
    },
    outbound: {
      say_text: true,
      say_long_text: true,
      choices: (id, button) => ({ id, kind: 'tap', from: 'p-1', data: button.data }),
      card: true,
      file: true,
      gone_file: true,
      file_long_text: true,
      same_key: true,
    },
    faults: {
      rate_limited: { retryAfterMs: 7_000 },
      server_error: {},
      time_out: {},
      garbage: {},
      blocked: {},
      unauthorized: {},
      refused: {},
    },
    guards: {
      bad_signature: true,
      malformed: true,
      unknown_kind: (id) => [{ id, kind: 'reaction', from: 'p-1' }],
      own_message: (id) => [{ id, kind: 'text', from: bot, text: 'Chào anh/chị' }],
      repeat: true,
      full_disk: true,
      one_way_out: true,
    },
  }
}

function createSmallChannel(host: ChannelHost, url: string, broken?: Mutation): Channel {
  const unreadKinds = ['sticker', 'voice', 'video', 'location', 'contact', 'other'] as const
  const fine = (updates: Update[]): Received => ({ response: new Response(null, { status: 204 }), updates })
  const says = (mutation: Mutation) => broken === mutation

  function eventOf(posted: Posted): InboundEvent | null {
    if (posted.room && !says('answers groups in the open')) {
      return { type: 'group_message_received', link: 'https://chat.example/p' }
    }
    const { text, start, files } = posted
    switch (posted.kind) {
      case 'start':
        return {
          type: 'conversation_started',
          ...(start && !says('does not read deep links') ? { start } : {}),
        }
      case 'text':
        return { type: 'message_received', text: text ?? '' }
      case 'tap':
        return { type: 'message_received', choice: posted.data ?? '' }
      case 'files': {
        const all = says('takes only the first of several files') ? files?.slice(0, 1) : files
        return {
          type: 'message_received',
          ...(text && !says('drops the words under a file') ? { text } : {}),
          attachments: (all ?? []).map(({ path, name, size }) => ({
            source: { type: 'remote', reference: `${size} ${path}` },
            name,
            sizeBytes: says('forgets the size of a large file') && size > 1_000 ? 0 : size,
          })),
        }
      }
    }
    const unread = unreadKinds.find((kind) => kind === posted.kind)
    if (unread && !says('swallows what it does not read')) return { type: 'message_received', unread }
    return says('hears unknown kinds as text') ? { type: 'message_received', text: posted.kind } : null
  }

  function fail(
    code: ChannelError['code'],
    retryable: boolean,
    retryAfterMs?: number,
    cause?: unknown,
  ): never {
    const told = says('puts the token in its errors')
      ? `[web-chat] ${url}?token=${token}`
      : '[web-chat] Chưa gửi được.'
    const wait = retryAfterMs === undefined || says('does not say how long to wait') ? {} : { retryAfterMs }
    throw new ChannelError(code, told, { retryable, ...wait, ...(cause ? { cause } : {}) })
  }

  async function call(path: string, init: RequestInit): Promise<Response> {
    const headers = { Authorization: `Bearer ${token}` }
    const go = says('goes out by itself') ? fetch : host.fetch
    let response: Response
    try {
      response = await go(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(2_000) })
    } catch (error) {
      if (says('lets time-outs through raw')) throw error
      return fail('unavailable', true, undefined, error)
    }
    const { status } = response
    if (status === 429) {
      const waitMs = Number(response.headers.get('retry-after')) * 1_000
      return fail('rate_limited', !says('gives up when asked to wait'), waitMs)
    }
    if (status === 401) {
      return says('takes a bad token for a blocked person')
        ? fail('recipient_gone', false)
        : fail('unauthorized', true)
    }
    if (status === 403) return fail('recipient_gone', says('tries blocked people for ever'))
    if (status >= 500)
      return says('takes a server error for a refusal') ? fail('rejected', false) : fail('unavailable', true)
    if (status >= 400) return fail('rejected', says('repeats what was refused'))
    return response
  }

  async function post(to: string, key: string, text: string, extra: object): Promise<string> {
    let body = says('does not escape') ? text : escapeHtml(says('escapes twice') ? escapeHtml(text) : text)
    if (says('cuts long text')) body = body.slice(0, 100)
    if (says('decomposes letters')) body = body.normalize('NFD')
    const own = says('makes a new key for each try') ? randomUUID() : key
    const response = await call('/messages', {
      method: 'POST',
      body: JSON.stringify({ to, key: own, html: body, ...extra }),
    })
    try {
      return ((await response.json()) as { id: string }).id
    } catch {
      return says('believes any answer') ? '' : fail('unexpected_response', true)
    }
  }

  async function carry(to: string, key: string, reply: Extract<Reply, { type: 'file' }>): Promise<string> {
    const opened = await host.openFile(to, reply.file.fileId)
    if (!opened) return fail('rejected', says('waits for a file that is gone'))
    const bytes = Buffer.from(opened.bytes)
    const damaged = says('sends damaged bytes') ? bytes.toString('utf8').replaceAll('\0', '') : bytes
    const name = says('sends files without their name') ? 'file.bin' : opened.name
    const file = { name, base64: Buffer.from(damaged).toString('base64') }
    const text = says('drops words beside a file') ? reply.text.slice(0, 50) : reply.text
    return post(to, key, text, { file })
  }

  let sent = 0
  async function send({ conversation, reply }: OutgoingMessage, key: string): Promise<{ messageId: string }> {
    sent += 1
    if (says('drops what comes after the first message') && sent > 1) return { messageId: '' }
    if (says('asks for what is not there')) await call('/typing', { method: 'POST' }).catch(() => {})
    if (says('calls home')) await fetch('http://192.0.2.1/').catch(() => {})
    if (reply.type === 'file') return { messageId: await carry(conversation, key, reply) }
    if (reply.type === 'text') return { messageId: await post(conversation, key, reply.text, {}) }
    const kept = says('loses the last button') ? reply.choices.slice(0, -1) : reply.choices
    const buttons = kept.map(({ ref, label, number }) => ({
      label: `${number}. ${label}`,
      data: says('carries labels instead of references') ? label : ref,
    }))
    const text = reply.type === 'card' ? cardText(reply) : reply.text
    return { messageId: await post(conversation, key, text, { buttons }) }
  }

  function cardText(card: Extract<Reply, { type: 'card' }>): string {
    const lines = card.lines.map(({ label, text }) =>
      says('says labels without texts') ? label : `${label}: ${text}`,
    )
    const note = says('forgets the note of a card') ? '' : card.note
    return [card.title, lines.join('\n'), note].filter(Boolean).join('\n\n')
  }

  return {
    name: 'web-chat',
    limits: { ...smallLimits, buttonLength: 30, filesIn: 'all' },
    send,
    async receive(request) {
      if (request.headers.get('x-secret') !== secret && !says('takes any signature')) {
        return { response: new Response(null, { status: 401 }), updates: [] }
      }
      const text = await request.text()
      let posted: Posted
      try {
        posted = JSON.parse(text) as Posted
      } catch (error) {
        if (says('throws at a body that is not JSON')) throw error
        return { response: new Response(null, { status: 400 }), updates: [] }
      }
      if (says('logs what people say')) host.log.info({ text: posted?.text }, 'arrived')
      if (says('logs the token')) host.log.info({ token }, 'arrived')
      if (typeof posted?.id !== 'string' || typeof posted.kind !== 'string') {
        if (!says('makes an event of a body without a kind')) {
          return { response: new Response(null, { status: 400 }), updates: [] }
        }
        const event: InboundEvent = { type: 'message_received', unread: 'other' }
        return fine([{ updateId: randomUUID(), conversation: 'p-1', event }])
      }
      if (posted.from === bot && !says('hears itself')) return fine([])
      const event = eventOf(posted)
      if (event === null) {
        return says('refuses unknown kinds')
          ? { response: new Response(null, { status: 422 }), updates: [] }
          : fine([])
      }
      const conversation = posted.room ?? posted.from
      const updateId = says('invents its own update ids') ? randomUUID() : posted.id
      if (says('makes an event of each file') && event.type === 'message_received' && event.attachments) {
        return fine(
          event.attachments.map((one, at) => ({
            updateId: `${updateId}-${at}`,
            conversation,
            event: { ...event, attachments: [one] },
          })),
        )
      }
      return fine([{ updateId, conversation, event }])
    },
    async fetchAttachment({ reference }) {
      const [size, path = ''] = reference.split(' ')
      if (Number(size) > smallLimits.fileBytes && !says('brings large files all the same'))
        return fail('rejected', false)
      return (await call(says('fetches another file') ? `${path}-2` : path, { method: 'GET' })).blob()
    },
  }
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
