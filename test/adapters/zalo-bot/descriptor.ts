// The Zalo bot in the conformance suite, by webhook and by polling, against the fake platform.
import { setTimeout as wait } from 'node:timers/promises'
import { createZaloBotChannel, zaloBotPath } from '../../../adapters/zalo-bot/index.ts'
import type { ChannelDescriptor, FakePlatform, InboundSample, Rig } from '../../conformance/descriptor.ts'
import type { ConformanceHost } from '../../conformance/host.ts'
import { applicantsWords } from '../../conformance/words.ts'
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
const servers = new WeakMap<FakePlatform, ZaloBotServer>()
const serverOf = (rig: Rig): ZaloBotServer => servers.get(rig.platform) as ZaloBotServer

function platformOf(server: ZaloBotServer): FakePlatform {
  const platform: FakePlatform = {
    seen: async (conversation) =>
      server.messages
        .filter(({ chat }) => chat === conversation)
        .map(({ messageId, text }) => ({ id: messageId, text, buttons: [] })),
    fault: (fault) => server.trouble(fault),
    routes: () => server.routes,
    strangers: () => server.strangers,
  }
  servers.set(platform, server)
  return platform
}

async function openWebhook(host: ConformanceHost): Promise<Rig> {
  const server = await startZaloBotServer()
  const url = `https://motcua.example${zaloBotPath}`
  const channel = createZaloBotChannel(
    { token: server.token, apiRoot: server.root, webhook: { url, secret } },
    host,
  )
  const stop = new AbortController()
  await channel.start?.(stop.signal)
  return {
    channel,
    conversation: botPersonId,
    platform: platformOf(server),
    secrets: [server.token, secret],
    async deliver(body, proof) {
      const headers = { 'X-Bot-Api-Secret-Token': proof === 'good' ? secret : 'Bi-mat-khac' }
      const request = new Request(url, { method: 'POST', body, headers: proof === 'missing' ? {} : headers })
      const route = channel.routes?.()[0]
      return (
        (await route?.handle({ request, parameters: {}, address: '127.0.0.1' })) ??
        new Response(null, { status: 404 })
      )
    },
    async close() {
      stop.abort()
      await server.close()
    },
  }
}

async function openPolling(host: ConformanceHost): Promise<Rig> {
  const server = await startZaloBotServer()
  const channel = createZaloBotChannel(
    { token: server.token, apiRoot: server.root, webhook: null, pollSeconds: 0.1 },
    host,
  )
  const stop = new AbortController()
  const running = channel.start?.(stop.signal)
  return {
    channel,
    conversation: botPersonId,
    platform: platformOf(server),
    secrets: [server.token],
    async deliver(body) {
      server.push(JSON.parse(body))
      const taken = server.settled().then(() => 200)
      const status = await Promise.race([taken, wait(host.failure ? 300 : 10_000, 503, { ref: false })])
      return new Response(null, { status })
    },
    async close() {
      stop.abort()
      await server.close()
      await running
    },
  }
}

const received = { type: 'message_received' } as const
const sample = (event: InboundSample['event'], kind: string, content: Json = {}): InboundSample => ({
  event,
  bodies: (id) => [botUpdate(`message.${kind}.received`, `msg-${id}`, content)],
})

const photo = makePhoto('một')
const withPhoto = (event: InboundSample['event'], beside: Json = {}): InboundSample => ({
  event,
  files: [{ name: 'ảnh.jpg', sizeBytes: 0, bytes: photo }],
  bodies: (id, rig) => [
    botUpdate('message.image.received', `msg-${id}`, { photo: serverOf(rig).addFile(photo), ...beside }),
  ],
})

const unsaid = {
  skip: 'the platform tells a bot nothing when a chat is opened; the first message is the start',
}
const unsupported = {
  skip: 'arrives as "unsupported" with nothing to read, and is answered as something we do not read',
}
const noFiles = { skip: 'a bot sends no files: they go out as links' }

export const zaloBot: ChannelDescriptor = {
  name: 'zalo-bot',
  open: openWebhook,
  inbound: {
    started: unsaid,
    deep_link: unsaid,
    text: sample({ ...received, text: applicantsWords }, 'text', { text: applicantsWords }),
    photo: withPhoto(received),
    document: { skip: 'a bot gets no files: an upload page is offered' },
    caption: withPhoto({ ...received, text: 'Giấy của bé đây ạ' }, { caption: 'Giấy của bé đây ạ' }),
    several_files: { skip: 'Zalo has no albums: each photo is a message of its own, and one event' },
    large_file: { skip: 'a photo comes without its size; one over 25 MB is dropped on the way' },
    sticker: sample({ ...received, unread: 'sticker' }, 'sticker', {
      sticker: '1',
      url: 'https://x.zdn.vn/1',
    }),
    voice: sample({ ...received, unread: 'voice' }, 'voice', { voice_url: 'https://x.zdn.vn/1.aac' }),
    video: unsupported,
    location: unsupported,
    contact: unsupported,
    other: sample({ ...received, unread: 'other' }, 'unsupported'),
    group: {
      event: { type: 'group_message_received', link: `https://zalo.me/${botNumber}` },
      conversation: 'g1f2e3d4c5b6a798',
      bodies: (id) => [
        botUpdate('message.text.received', `msg-${id}`, {
          text: '@Bot Một Cửa làm khai sinh cần gì',
          chat: { id: 'g1f2e3d4c5b6a798', chat_type: 'GROUP' },
        }),
      ],
    },
  },
  outbound: {
    say_text: true,
    say_long_text: true,
    choices: { skip: 'no buttons: choices go out as numbered text, and a number comes back' },
    card: true,
    file: noFiles,
    gone_file: noFiles,
    file_long_text: noFiles,
    same_key: {
      skip: 'Zalo takes no idempotency key: after a crash in the middle of a send the message may show twice',
    },
  },
  faults: {
    rate_limited: {},
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
    unknown_kind: (id) => [
      botUpdate('message.reaction.received', `r-${id}`),
      botUpdate('message.text.received', `e-${id}`, { text: '   ' }),
      botUpdate('bot.added.to.group', `b-${id}`),
      { event_name: 'message.text.received', message: { message_id: null } },
      { event_name: 'event_of_next_year' },
      { result: { event_name: 'event_of_next_year' } },
      {},
    ],
    own_message: (id) => [
      botUpdate('message.text.received', `own-${id}`, {
        from: { id: botNumber, display_name: 'Bot Một Cửa', is_bot: true },
        text: 'Chào anh/chị',
      }),
    ],
    repeat: true,
    full_disk: true,
    one_way_out: true,
  },
  usedElsewhere: {
    getUpdates: 'the same suite over polling',
    deleteWebhook: 'the same suite over polling',
    sendChatAction: 'quirks.test.ts',
  },
}

const fetchedByUs = {
  skip: 'nothing comes in by itself when polling: updates are fetched from Zalo with the token',
}

export const zaloBotPolling: ChannelDescriptor = {
  ...zaloBot,
  label: 'zalo-bot, polling',
  open: openPolling,
  guards: { ...zaloBot.guards, bad_signature: fetchedByUs, malformed: fetchedByUs },
  usedElsewhere: { setWebhook: 'the same suite by webhook', sendChatAction: 'quirks.test.ts' },
}
