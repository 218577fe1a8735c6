// What people do on Telegram, as updates, and what the fake server shows of our answers. Both Telegram adapters are tried with it.
import type {
  ChannelDescriptor,
  FakePlatform,
  InboundSample,
  Rig,
  SeenButton,
  SeenMessage,
} from '../../conformance/descriptor.ts'
import { applicantsWords } from '../../conformance/words.ts'
import { makePdf, makePhoto } from '../../support/papers.ts'
import { retryAfterSeconds, type TelegramServer } from '../../support/telegram-server.ts'
import {
  commandOf,
  documentOf,
  groupUpdate,
  messageUpdate,
  personId,
  photoOf,
  tapUpdate,
} from '../../support/telegram-updates.ts'

type Json = Record<string, unknown>
export type TelegramRig = Rig & { readonly server: TelegramServer }

const servers = new WeakMap<FakePlatform, TelegramServer>()
const serverOf = (rig: Rig): TelegramServer => servers.get(rig.platform) as TelegramServer

export function telegramPlatform(server: TelegramServer): FakePlatform {
  const platform: FakePlatform = {
    seen: async (conversation) =>
      server.messages
        .filter(({ chat }) => chat === conversation)
        .map(({ messageId, text, buttons, file }) => ({
          id: String(messageId),
          text,
          buttons,
          ...(file ? { file } : {}),
        })),
    fault: (fault) => server.trouble(fault),
    routes: () => server.routes,
    strangers: () => server.strangers,
  }
  servers.set(platform, server)
  return platform
}

// The suite's ids are c1, c2, …: the same id must be the same update, in every body of it.
const numberOf = (id: string, part = 0): number => 800_000_000 + Number(id.slice(1)) * 100 + part

const sample = (event: InboundSample['event'], ...contents: Json[]): InboundSample => ({
  event,
  bodies: (id) => contents.map((content, at) => messageUpdate(numberOf(id, at), numberOf(id, at), content)),
})

interface Sent {
  readonly name: string
  readonly kind: 'photo' | 'document'
  readonly bytes: Uint8Array
  /** Claimed; as many as there are unless told. */
  readonly sizeBytes?: number
}

function withFiles(event: InboundSample['event'], sent: readonly Sent[], beside: Json = {}): InboundSample {
  return {
    event,
    files: sent.map(({ name, bytes, sizeBytes }) => ({
      name,
      sizeBytes: sizeBytes ?? bytes.length,
      bytes: sizeBytes === undefined ? bytes : null,
    })),
    bodies: (id, rig) =>
      sent.map(({ name, kind, bytes, sizeBytes }, at) => {
        const file = serverOf(rig).addFile(bytes, sizeBytes)
        const content = kind === 'photo' ? photoOf(file) : documentOf(file, name)
        const words = at === 0 ? beside : {}
        const album = sent.length > 1 ? { media_group_id: `1399${numberOf(id)}` } : {}
        return messageUpdate(numberOf(id, at), numberOf(id, at), { ...content, ...words, ...album })
      }),
  }
}

const received = { type: 'message_received' } as const
const unread = (kind: 'sticker' | 'voice' | 'video' | 'location' | 'contact' | 'other', content: Json) =>
  sample({ ...received, unread: kind }, content)

const photo: Sent = { name: 'ảnh.jpg', kind: 'photo', bytes: makePhoto('một') }
const paper: Sent = { name: 'Giấy chứng sinh (bản chính).pdf', kind: 'document', bytes: makePdf('hai') }
const group = -1_001_234_567_890

export const telegramInbound: ChannelDescriptor['inbound'] = {
  started: sample({ type: 'conversation_started', language: 'vi' }, commandOf('/start')),
  deep_link: sample(
    { type: 'conversation_started', start: 'dang-ky-khai-sinh', language: 'vi' },
    commandOf('/start dang-ky-khai-sinh'),
  ),
  text: sample({ ...received, text: applicantsWords }, { text: applicantsWords }),
  photo: withFiles(received, [photo]),
  document: withFiles(received, [paper]),
  caption: withFiles({ ...received, text: 'Giấy của bé đây ạ' }, [photo], { caption: 'Giấy của bé đây ạ' }),
  several_files: withFiles(
    { ...received, text: 'hai mặt' },
    [
      { ...photo, name: 'ảnh 1.jpg' },
      { ...photo, name: 'ảnh 2.jpg', bytes: makePhoto('mặt sau') },
    ],
    { caption: 'hai mặt' },
  ),
  large_file: withFiles(received, [{ ...paper, sizeBytes: 21 * 1024 * 1024 }]),
  sticker: unread('sticker', {
    sticker: { file_id: 's', file_unique_id: 'us', emoji: '👍', width: 1, height: 1 },
  }),
  voice: unread('voice', {
    voice: { file_id: 'v', file_unique_id: 'uv', duration: 3, mime_type: 'audio/ogg' },
  }),
  video: unread('video', { video: { file_id: 'w', file_unique_id: 'uw', duration: 3, width: 1, height: 1 } }),
  location: unread('location', { location: { latitude: 13.77, longitude: 109.22 } }),
  contact: unread('contact', { contact: { phone_number: '84912345678', first_name: 'Hoa', user_id: 42 } }),
  other: unread('other', { dice: { emoji: '🎲', value: 3 } }),
  group: {
    event: { type: 'group_message_received', link: 'https://t.me/mot_cua_bot?start=nhom' },
    conversation: String(group),
    bodies: (id) => [
      groupUpdate(numberOf(id), numberOf(id), {
        text: '@mot_cua_bot làm khai sinh cần gì',
        entities: [{ type: 'mention', offset: 0, length: 12 }],
      }),
    ],
  },
}

export function telegramTap(id: string, button: SeenButton, message: SeenMessage, rig: Rig): unknown {
  const query = `44000${numberOf(id)}`
  serverOf(rig).askedBy(query)
  return tapUpdate(numberOf(id), Number(message.id), button.data, query)
}

export const telegramFaults: ChannelDescriptor['faults'] = {
  rate_limited: { retryAfterMs: retryAfterSeconds * 1_000 },
  server_error: {},
  time_out: {},
  garbage: {},
  blocked: {},
  unauthorized: {},
  refused: {},
}

const someone = { id: personId, is_bot: false, first_name: 'Kín' }
const privately = { chat: { id: personId, type: 'private' }, date: 1_795_000_000, from: someone }

/** Kinds that need no answer: edits, notices, talk of others in a group, posts of channels, and shapes nobody has seen yet. */
export function unknownUpdates(id: string): readonly unknown[] {
  const bodies: Json[] = [
    { edited_message: { message_id: 5, ...privately, edit_date: 1, text: 'đã sửa' } },
    {
      my_chat_member: { chat: privately.chat, from: someone, date: 1, new_chat_member: { status: 'kicked' } },
    },
    { message: { message_id: 6, ...privately, pinned_message: { message_id: 5 } } },
    { message: { message_id: 7, ...privately, message_auto_delete_timer_changed: {} } },
    { channel_post: { message_id: 8, chat: { id: -1009, type: 'channel' }, date: 1, text: 'tin kênh' } },
    {
      message: {
        message_id: 9,
        from: someone,
        chat: { id: group, type: 'supergroup' },
        date: 1,
        text: 'chuyện khác',
      },
    },
    { message: { message_id: 'x', from: 7, chat: null } },
    { message: { message_id: 10, ...privately, from: { ...someone, id: 2 ** 60 }, text: 'số quá lớn' } },
    { something_of_next_year: {} },
    {},
  ]
  return bodies.map((body, at) => ({ update_id: numberOf(id, at), ...body }))
}

/** What we said ourselves, brought back to us. */
export function ownUpdates(id: string): readonly unknown[] {
  const me = { id: 7_000_000_001, is_bot: true, first_name: 'Một Cửa', username: 'mot_cua_bot' }
  return [
    messageUpdate(numberOf(id), numberOf(id), { from: me, text: 'Chào anh/chị' }),
    groupUpdate(numberOf(id, 1), numberOf(id, 1), {
      from: me,
      text: '@mot_cua_bot',
      entities: [{ type: 'mention', offset: 0, length: 12 }],
    }),
  ]
}
