// The Official Account in the conformance suite, with numbered choices as it is by default, and with buttons.
import type { ChannelDescriptor, FakePlatform, InboundSample, Rig } from '../../conformance/descriptor.ts'
import type { ConformanceHost } from '../../conformance/host.ts'
import { applicantsWords } from '../../conformance/words.ts'
import { makePdf, makePhoto } from '../../support/papers.ts'
import {
  account,
  fileContent,
  followEvent,
  imageContent,
  type Json,
  oaEvent,
  personEvent,
  personId,
  signatureOf,
  someTime,
} from '../../support/zalo-oa-events.ts'
import { startZaloOaServer, type ZaloOaServer } from '../../support/zalo-oa-server.ts'
import { knock, openChannel, storeSecret } from './rig.ts'

const servers = new WeakMap<FakePlatform, ZaloOaServer>()
const serverOf = (rig: Rig): ZaloOaServer => servers.get(rig.platform) as ZaloOaServer

const open =
  (buttons: boolean) =>
  async (host: ConformanceHost): Promise<Rig> => {
    const server = await startZaloOaServer()
    server.lastInteraction.set(personId, Date.now())
    const secrets = [
      server.tokens.accessToken,
      server.tokens.refreshToken,
      account.appSecret,
      account.secretKey,
      storeSecret,
    ]
    const channel = openChannel(server, host, { buttons })
    const platform: FakePlatform = {
      seen: async (conversation) =>
        server.messages
          .filter(({ person }) => person === conversation)
          .map(({ messageId, text, buttons, file }) => ({
            id: messageId,
            text,
            buttons,
            ...(file ? { file } : {}),
          })),
      fault: (fault) => server.trouble(fault),
      routes: () => server.routes,
      strangers: () => server.strangers,
    }
    servers.set(platform, server)
    return {
      channel,
      conversation: personId,
      platform,
      get secrets() {
        return [...secrets, server.tokens.accessToken, server.tokens.refreshToken]
      },
      deliver(body, proof) {
        // What has no timestamp of its own is signed with one in a header.
        const inBody = /"timestamp":"?\d/.test(body)
        const key = proof === 'good' ? account.secretKey : 'Khoa-khac'
        const signature = signatureOf(body, {
          secretKey: key,
          ...(inBody ? {} : { timestamp: String(someTime) }),
        })
        return knock(channel, body, {
          ...(proof === 'missing' ? {} : { 'X-ZEvent-Signature': signature }),
          ...(inBody ? {} : { 'X-ZEvent-Timestamp': String(someTime) }),
        })
      },
      close: server.close,
    }
  }

const received = { type: 'message_received' } as const
const sample = (event: InboundSample['event'], name: string, content: Json): InboundSample => ({
  event,
  bodies: (id) => [personEvent(name, `msg-${id}`, content)],
})
const unread = (kind: 'sticker' | 'voice' | 'video' | 'location' | 'contact' | 'other', name: string) =>
  sample({ ...received, unread: kind }, name, {
    attachments: [{ type: name, payload: { url: 'https://x.zdn.vn/1', id: '9' } }],
  })

const photo = makePhoto('một')
const paper = makePdf('hai')
const paperName = 'Giấy chứng sinh (bản chính).pdf'

function withPhoto(event: InboundSample['event'], beside: Json = {}): InboundSample {
  return {
    event,
    files: [{ name: 'ảnh.jpg', sizeBytes: 0, bytes: photo }],
    bodies: (id, rig) => [
      personEvent('user_send_image', `msg-${id}`, {
        ...imageContent(serverOf(rig).addFile(photo)),
        ...beside,
      }),
    ],
  }
}

function withPaper(sizeBytes?: number): InboundSample {
  const size = sizeBytes ?? paper.length
  return {
    event: received,
    files: [{ name: paperName, sizeBytes: size, bytes: sizeBytes === undefined ? paper : null }],
    bodies: (id, rig) => [
      personEvent(
        'user_send_file',
        `msg-${id}`,
        fileContent(serverOf(rig).addFile(paper), { name: paperName, sizeBytes: size }),
      ),
    ],
  }
}

export const zaloOa: ChannelDescriptor = {
  name: 'zalo-oa',
  open: open(false),
  inbound: {
    started: { event: { type: 'conversation_started' }, bodies: () => [followEvent('follow')] },
    deep_link: {
      skip: 'a link to an Official Account carries no payload; an item of its menu types the words instead',
    },
    text: sample({ ...received, text: applicantsWords }, 'user_send_text', { text: applicantsWords }),
    photo: withPhoto(received),
    document: withPaper(),
    caption: withPhoto({ ...received, text: 'Giấy của bé đây ạ' }, { text: 'Giấy của bé đây ạ' }),
    several_files: { skip: 'Zalo has no albums: each photo is a message of its own, and one event' },
    large_file: withPaper(26 * 1024 * 1024),
    sticker: unread('sticker', 'user_send_sticker'),
    voice: unread('voice', 'user_send_audio'),
    video: unread('video', 'user_send_video'),
    location: unread('location', 'user_send_location'),
    contact: unread('contact', 'user_send_business_card'),
    other: unread('other', 'user_send_link'),
    group: {
      skip: 'groups of an Official Account are the office’s own; the assistant answers in private only',
    },
  },
  outbound: {
    say_text: true,
    say_long_text: true,
    choices: { skip: 'no buttons: choices go out as numbered text, and a number comes back' },
    card: true,
    file: true,
    gone_file: true,
    file_long_text: true,
    same_key: {
      skip: 'Zalo takes no idempotency key: after a crash in the middle of a send the message may show twice',
    },
  },
  faults: {
    rate_limited: { retryAfterMs: 20_000 },
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
      followEvent('unfollow'),
      { ...personEvent('user_seen_message', `seen-${id}`), message: { msg_ids: ['a', 'b'] } },
      personEvent('user_received_message', `got-${id}`),
      personEvent('user_reacted_message', `react-${id}`, { react_icon: '/-strong' }),
      personEvent('user_click_chatnow', `tap-${id}`),
      personEvent('user_send_group_text', `group-${id}`, { text: 'chuyện của nhóm' }),
      personEvent('event_of_next_year', `new-${id}`, { text: 'x' }),
      { ...personEvent('user_send_text', `other-${id}`, { text: 'x' }), recipient: { id: '77' } },
      { event_name: 'change_oa_daily_quota', timestamp: String(someTime) },
      { timestamp: String(someTime), something: true },
      { ...personEvent('user_send_text', `odd-${id}`, { text: 'x' }), sender: 7 },
    ],
    own_message: (id) => [
      oaEvent('oa_send_text', `own-${id}`),
      oaEvent('oa_send_list', `own2-${id}`),
      oaEvent('oa_send_file', `own3-${id}`),
    ],
    repeat: true,
    full_disk: true,
    one_way_out: true,
  },
  usedElsewhere: {
    '/v2.0/oa/message': 'quirks.test.ts',
    '/v2.0/oa/upload/image': 'quirks.test.ts',
    '/v3.0/oa/message/template': 'window.test.ts',
    '/message/template': 'window.test.ts',
    '/v3.0/oa/user/detail': 'window.test.ts',
  },
}

export const zaloOaButtons: ChannelDescriptor = {
  ...zaloOa,
  label: 'zalo-oa, buttons',
  open: open(true),
  outbound: {
    ...zaloOa.outbound,
    // A tap is a message whose text is the payload; there is no event of its own.
    choices: (id, button) => personEvent('user_send_text', `tap-${id}`, { text: button.data }),
  },
}
