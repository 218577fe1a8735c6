// The web chat in the conformance suite: our own page is the platform, so most refusals cannot happen.
import { createWebChatChannel } from '../../../adapters/web-chat/index.ts'
import { verifyToken } from '../../../adapters/web-chat/tokens.ts'
import type { ChannelDescriptor, InboundSample, Rig, SeenMessage } from '../../conformance/descriptor.ts'
import type { ConformanceHost } from '../../conformance/host.ts'
import { applicantsWords } from '../../conformance/words.ts'
import { makePdf, makePhoto } from '../../support/papers.ts'
import { baseConfig, direct, type Opened } from '../../support/web-chat.ts'

interface Activity {
  readonly id: string
  readonly from: { readonly id: string }
  readonly text?: string
  readonly attachments?: readonly { contentUrl: string; name: string }[]
  readonly suggestedActions?: { readonly actions: readonly { title: string; value: unknown }[] }
}

type WebChatRig = Rig & {
  /** Sends a file ahead and gives back how a message points to it. */
  upload(name: string, mediaType: string, bytes: Uint8Array): Promise<object>
}

async function open(host: ConformanceHost): Promise<WebChatRig> {
  const channel = createWebChatChannel(baseConfig, host)
  const routes = channel.routes?.() ?? []
  let token = ''
  let broken = false
  const used = new Map([
    ['POST /tokens/generate', 0],
    ['POST /conversations', 0],
    ['POST /conversations/:id/activities', 0],
    ['GET /conversations/:id/activities', 0],
    ['GET /conversations/:id/files/:file', 0],
  ])
  async function call(method: string, pattern: string, init: RequestInit = {}): Promise<Response> {
    const name = `${method} ${pattern}`
    if (used.has(name)) used.set(name, (used.get(name) ?? 0) + 1)
    const route = routes.find((one) => one.method === method && one.path === `${direct}${pattern}`)
    if (!route) throw new Error(`no route ${name}`)
    const id = token ? conversationId : ''
    const url = `http://127.0.0.1:3000${direct}${pattern.replace(':id', id)}`
    const request = new Request(url, { method, ...init })
    return route.handle({ request, parameters: { id }, address: '127.0.0.1' })
  }
  let conversationId = ''
  const opened = (await (await call('POST', '/tokens/generate', { body: '{}' })).json()) as Opened
  token = opened.token
  conversationId = opened.conversationId
  // A file is opened through the address that came with the message, as a browser does: without a token.
  async function openFile(url: string): Promise<Uint8Array> {
    used.set('GET /conversations/:id/files/:file', 1)
    const route = routes.find(({ path }) => path === `${direct}/conversations/:id/files/:file`)
    const file = /files\/([^?]+)/.exec(url)?.[1] ?? ''
    const request = new Request(new URL(url, 'http://127.0.0.1:3000'))
    const answer = await route?.handle({
      request,
      parameters: { id: conversationId, file },
      address: '127.0.0.1',
    })
    return new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer(0))
  }
  async function asSeen({ id, text = '', suggestedActions, attachments }: Activity): Promise<SeenMessage> {
    const actions = suggestedActions?.actions ?? []
    const buttons = actions.map(({ title, value }) => ({ label: title, data: JSON.stringify(value) }))
    const [file] = attachments ?? []
    return {
      id,
      text,
      buttons,
      ...(file ? { file: { name: file.name, bytes: await openFile(file.contentUrl) } } : {}),
    }
  }
  const bearer = (value = token) => ({ Authorization: `Bearer ${value}` })
  const { append } = host.activities
  Object.assign(host.activities, {
    append: (...given: Parameters<typeof append>) =>
      broken ? Promise.reject(new Error('disk full')) : append(...given),
  })

  return {
    channel,
    conversation: conversationId,
    secrets: [baseConfig.tokenSecret, token],
    async deliver(body, proof) {
      // Opening the page is a call of its own.
      const pattern = body.startsWith('{"open"') ? '/conversations' : '/conversations/:id/activities'
      const headers =
        proof === 'good' ? bearer() : proof === 'wrong' ? bearer(`${token.slice(0, -4)}AAAA`) : {}
      const text = pattern === '/conversations' ? JSON.stringify(JSON.parse(body).open) : body
      return call('POST', pattern, { body: text, headers })
    },
    async upload(name, mediaType, bytes) {
      const made = await host.uploads.create(conversationId, { name, mediaType, sizeBytes: bytes.length })
      if ('refused' in made) throw new Error(made.refused)
      await host.uploads.append(conversationId, made.uploadId, 0, new Blob([Buffer.from(bytes)]).stream())
      return { contentType: mediaType, contentUrl: `upload:${made.uploadId}`, name }
    },
    platform: {
      async seen(conversation) {
        if (conversation !== conversationId) return []
        const answer = await call('GET', '/conversations/:id/activities', { headers: bearer() })
        const user = verifyToken(baseConfig.tokenSecret, token, host.now())?.user
        const { activities } = (await answer.json()) as { activities: Activity[] }
        return Promise.all(activities.filter(({ from }) => from.id !== user).map(asSeen))
      },
      fault(fault) {
        broken = fault === 'server_error'
      },
      routes: () => used,
      strangers: () => [],
    },
    close: async () => {},
  }
}

const message = (id: string, activity: object) => ({
  type: 'message',
  channelData: { clientActivityID: id },
  ...activity,
})

interface Sent {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

function withFiles(event: InboundSample['event'], files: readonly Sent[], text?: string): InboundSample {
  return {
    event,
    files: files.map(({ name, bytes }) => ({ name, bytes, sizeBytes: bytes.length })),
    bodies: (id, rig) => bodiesOf(id, rig as WebChatRig, files, text),
  }
}

async function bodiesOf(id: string, rig: WebChatRig, files: readonly Sent[], text?: string) {
  const attachments = []
  for (const { name, mediaType, bytes } of files) attachments.push(await rig.upload(name, mediaType, bytes))
  return [message(id, { attachments, ...(text === undefined ? {} : { text }) })]
}

function unread(kind: 'voice' | 'video', mediaType: string): InboundSample {
  const bytes = Buffer.from('không nghe, không xem')
  return {
    event: { type: 'message_received', unread: kind },
    bodies: (id, rig) => bodiesOf(id, rig as WebChatRig, [{ name: 'x', mediaType, bytes }]),
  }
}

const photo = { name: 'giấy chứng sinh.jpg', mediaType: 'image/jpeg', bytes: makePhoto('a') }
const paper = { name: 'Tờ khai số 1 (bản scan).pdf', mediaType: 'application/pdf', bytes: makePdf('b') }
const received = { type: 'message_received' } as const

const noKind = { skip: 'our own page sends words and files, nothing of this kind' }
const noPlatform = { skip: 'there is no platform to refuse: a message is a row in our own database' }

export const webChat: ChannelDescriptor = {
  name: 'web-chat',
  open,
  inbound: {
    started: { event: { type: 'conversation_started' }, bodies: () => [{ open: {} }] },
    deep_link: {
      event: { type: 'conversation_started', start: 'dang-ky-khai-sinh' },
      bodies: (id) => [{ open: { start: 'dang-ky-khai-sinh', clientActivityID: id } }],
    },
    text: {
      event: { ...received, text: applicantsWords },
      bodies: (id) => [message(id, { text: applicantsWords })],
    },
    photo: withFiles(received, [photo]),
    document: withFiles(received, [paper]),
    caption: withFiles({ ...received, text: 'Giấy của bé đây ạ' }, [photo], 'Giấy của bé đây ạ'),
    several_files: withFiles(received, [photo, paper]),
    large_file: { skip: 'a larger file is refused with a sentence before it is sent; no event comes of it' },
    sticker: noKind,
    voice: unread('voice', 'audio/ogg'),
    video: unread('video', 'video/mp4'),
    location: noKind,
    contact: noKind,
    other: {
      event: { ...received, unread: 'other' },
      bodies: (id) => [message(id, { value: { form: 'of another bot' } })],
    },
    group: { skip: 'a page belongs to one person; there are no groups' },
  },
  outbound: {
    say_text: true,
    say_long_text: true,
    choices: (id, { data }) => message(id, { text: 'nhãn của nút', value: JSON.parse(data) }),
    card: true,
    file: true,
    gone_file: { skip: 'a message names its file; the page opens it later, and says then that it is gone' },
    file_long_text: true,
    same_key: true,
  },
  faults: {
    rate_limited: noPlatform,
    server_error: {},
    time_out: noPlatform,
    garbage: noPlatform,
    blocked: noPlatform,
    unauthorized: noPlatform,
    refused: noPlatform,
  },
  guards: {
    bad_signature: true,
    malformed: true,
    unknown_kind: (id) => [
      { type: 'typing', channelData: { clientActivityID: id } },
      { type: 'messageReaction', channelData: { clientActivityID: id } },
    ],
    own_message: { skip: 'who speaks is read from the token, never from the message' },
    repeat: true,
    full_disk: true,
    one_way_out: { skip: 'nothing goes out: the page comes and reads' },
  },
}
