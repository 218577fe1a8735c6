// One update → what it means for us. Pure.
import type { InboundEvent, ReceivedAttachment } from '../../engine/event.ts'
import { commandIn, wordOf } from './commands.ts'
import type { TelegramCallback, TelegramMessage, TelegramUpdate } from './update.ts'

type Message = Extract<InboundEvent, { type: 'message_received' }>
export type Content = Pick<Message, 'text' | 'attachments' | 'unread'>

/** Who we are on Telegram. */
export interface Identity {
  readonly id: string
  readonly username: string
}

export type Reading =
  | { readonly type: 'left_alone' }
  | { readonly type: 'event'; readonly conversation: string; readonly event: InboundEvent }
  /** One of several files sent together; each comes as an update of its own. */
  | {
      readonly type: 'part'
      readonly conversation: string
      readonly album: string
      readonly messageId: string
      readonly content: Content
    }
  | {
      readonly type: 'tap'
      readonly conversation: string
      readonly event: InboundEvent
      readonly queryId: string
      readonly messageId: string | null
    }

/** Before every reference of ours on a button, so that a bot with buttons of its own can tell them apart. */
export const buttonPrefix = 'mc:'

const leftAlone: Reading = { type: 'left_alone' }

export function readUpdate({ message, callback_query: callback }: TelegramUpdate, me: Identity): Reading {
  if (callback) return readTap(callback)
  // Channel posts have no sender; what bots say, ours included, is not an applicant speaking.
  if (!message?.from || message.from.is_bot || message.from.id === me.id) return leftAlone
  if (message.chat.type !== 'private') return readInGroup(message, me)
  return readPrivate(message, message.from.id, message.from.language_code)
}

/** True for updates whose meaning depends on our own name. */
export function isInGroup({ message }: TelegramUpdate): boolean {
  return message !== undefined && message.chat.type !== 'private'
}

// In a group everyone reads along, so a private conversation is offered and nothing else said.
function readInGroup(message: TelegramMessage, me: Identity): Reading {
  const isGroup = message.chat.type === 'group' || message.chat.type === 'supergroup'
  if (!isGroup || !isAddressed(message, me)) return leftAlone
  const link = `https://t.me/${me.username}?start=nhom`
  return { type: 'event', conversation: message.chat.id, event: { type: 'group_message_received', link } }
}

function isAddressed(message: TelegramMessage, me: Identity): boolean {
  if (message.reply_to_message?.from?.id === me.id) return true
  const text = message.text ?? message.caption ?? ''
  const isMe = (name: string) => name.toLowerCase() === me.username.toLowerCase()
  const command = commandIn(text)
  // Without a name a command is for every bot of the group; those that are ours we answer.
  if (command)
    return command.bot ? isMe(command.bot) : command.name === 'start' || wordOf(command.name) !== null
  return (message.entities ?? message.caption_entities ?? []).some(({ type, offset, length, user }) => {
    if (type === 'text_mention') return user?.id === me.id
    return type === 'mention' && isMe(text.slice(offset + 1, offset + length))
  })
}

function readPrivate(message: TelegramMessage, sender: string, language: string | undefined): Reading {
  const conversation = message.chat.id
  const command = commandIn(message.text ?? '')
  if (command?.name === 'start') {
    return { type: 'event', conversation, event: startedBy(command.rest, language) }
  }
  const word = command ? wordOf(command.name) : null
  if (word !== null) return { type: 'event', conversation, event: { type: 'message_received', text: word } }
  const content = contentOf(message, sender)
  if (content === null) return leftAlone
  if (message.media_group_id !== undefined) {
    const { media_group_id: album, message_id: messageId } = message
    return { type: 'part', conversation, album, messageId, content }
  }
  return { type: 'event', conversation, event: { type: 'message_received', ...content } }
}

function startedBy(payload: string, locale: string | undefined): InboundEvent {
  const start = /^[\w-]{1,64}$/.test(payload) ? payload : undefined
  const language = locale?.slice(0, 2).toLowerCase()
  return {
    type: 'conversation_started',
    ...(start === undefined ? {} : { start }),
    ...(language ? { language } : {}),
  }
}

/** Null for notices nobody awaits an answer to, such as a pinned message. */
function contentOf(message: TelegramMessage, sender: string): Content | null {
  const file = fileOf(message)
  const caption = message.caption?.trim() ? { text: message.caption } : {}
  if (file) return { ...caption, attachments: [file] }
  const { contact } = message
  // Anyone can send anybody's card; only one's own says who one is.
  if (contact && contact.user_id === sender) return { text: withPlus(contact.phone_number) }
  const unread = unreadKind(message)
  if (unread) return { ...caption, unread }
  return message.text === undefined ? null : { text: message.text }
}

function withPlus(phone: string): string {
  return /^84\d{9,10}$/.test(phone) ? `+${phone}` : phone
}

function fileOf({ photo, document, animation }: TelegramMessage): ReceivedAttachment | null {
  // The same picture in several sizes; a phone photo's largest is what was sent.
  const largest = photo?.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a))
  // Telegram repeats an animation as a document.
  const file = largest ?? (animation === undefined ? document : undefined)
  if (!file) return null
  const name = largest ? 'ảnh.jpg' : (file.file_name ?? 'tệp')
  return {
    source: { type: 'remote', reference: file.file_id },
    name: name.slice(0, 255),
    sizeBytes: file.file_size ?? 0,
  }
}

function unreadKind(message: TelegramMessage): Message['unread'] | null {
  const has = (...kinds: (keyof TelegramMessage)[]) => kinds.some((kind) => message[kind] !== undefined)
  if (has('sticker')) return 'sticker'
  if (has('voice', 'audio')) return 'voice'
  if (has('video', 'video_note', 'animation')) return 'video'
  if (has('location', 'venue')) return 'location'
  if (has('contact')) return 'contact'
  if (has('dice', 'poll', 'game', 'story', 'checklist', 'invoice', 'paid_media')) return 'other'
  return null
}

function readTap({ id, from, message, data = '' }: TelegramCallback): Reading {
  // We put no buttons into groups.
  if (message && message.chat.type !== 'private') return leftAlone
  // A button of an earlier bot under the same token reads as a stale choice.
  const choice = data.startsWith(buttonPrefix) ? data.slice(buttonPrefix.length) : data
  return {
    type: 'tap',
    conversation: message?.chat.id ?? from.id,
    event: { type: 'message_received', choice },
    queryId: id,
    messageId: message?.message_id ?? null,
  }
}
