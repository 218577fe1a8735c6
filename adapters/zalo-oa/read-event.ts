// One event → what it means for us. Pure.
import type { InboundEvent, ReceivedAttachment } from '../../src/engine/event.ts'
import type { ZaloOaAttachment, ZaloOaEvent } from './event.ts'
import { conversationOf } from './recipient.ts'

export type Reading =
  | { readonly type: 'left_alone' }
  | {
      readonly type: 'heard'
      readonly updateId: string
      /** Who speaks, whatever the conversation is called. */
      readonly person: string
      readonly conversation: string
      readonly event: InboundEvent
      readonly at: number | null
    }
  /** A person wrote to the applicant in the OA tool. */
  | {
      readonly type: 'staff_spoke'
      readonly person: string
      readonly messageId: string | null
      readonly at: number | null
    }

/** Before every reference of ours on a button. It begins with #, which even an OA's text filter lets through. */
export const buttonPrefix = '#mc:'

const leftAlone: Reading = { type: 'left_alone' }

export function readEvent(event: ZaloOaEvent, oaId: string): Reading {
  const { event_name: name, timestamp, sender, recipient, message } = event
  const at = timestamp ?? null
  if (/^oa_send_(?!group)/.test(name)) {
    // Everything the OA sends comes back, ours too; a person in the OA tool stands in `admin_id`.
    if (!sender?.admin_id || !recipient?.id || sender.id !== oaId) return leftAlone
    return { type: 'staff_spoke', person: recipient.id, messageId: message?.msg_id ?? null, at }
  }
  // One address serves every OA of the app.
  const to = recipient?.id ?? event.oa_id
  if (to !== undefined && to !== oaId) return leftAlone
  const person = event.follower?.id ?? sender?.id
  if (!person || person === oaId) return leftAlone
  const meant = meaningOf(event)
  if (!meant) return leftAlone
  const conversation = name.startsWith('anonymous_')
    ? conversationOf(person, event.conversation_id ?? message?.conversation_id ?? null)
    : person
  const updateId = message?.msg_id ? `message:${message.msg_id}` : `${name}:${at ?? 0}:${person}`
  return { type: 'heard', updateId, person, conversation, event: meant, at }
}

function meaningOf({ event_name: name, message, info }: ZaloOaEvent): InboundEvent | null {
  if (name === 'follow') return { type: 'conversation_started' }
  if (name === 'user_submit_info') return sharedPhone(info?.phone)
  const kind = /^(?:user|anonymous)_send_(?!group)(\w+)$/.exec(name)?.[1]
  if (!kind) return null
  switch (kind) {
    case 'text':
      return saying(message?.text)
    case 'image':
    case 'gif':
    case 'file':
      return sending(kind, message?.attachments ?? [], message?.text)
    case 'sticker':
    case 'video':
    case 'location':
      return { type: 'message_received', unread: kind }
    case 'audio':
      return { type: 'message_received', unread: 'voice' }
    case 'business_card':
      return { type: 'message_received', unread: 'contact' }
    default:
      return { type: 'message_received', unread: 'other' }
  }
}

// A tap comes as text: the payload of the button.
function saying(text: string | undefined): InboundEvent | null {
  if (!text?.trim()) return null
  return text.startsWith(buttonPrefix)
    ? { type: 'message_received', choice: text.slice(buttonPrefix.length).trim().slice(0, 200) }
    : { type: 'message_received', text }
}

function sending(
  kind: 'image' | 'gif' | 'file',
  sent: readonly ZaloOaAttachment[],
  caption: string | undefined,
): InboundEvent {
  const attachments = sent.flatMap((one) => fileOf(kind, one) ?? [])
  const text = caption?.trim() ? { text: caption } : {}
  if (attachments.length === 0) return { type: 'message_received', ...text, unread: 'other' }
  return { type: 'message_received', ...text, attachments: attachments.map(numberedAmong) }
}

function fileOf(kind: 'image' | 'gif' | 'file', { payload }: ZaloOaAttachment): ReceivedAttachment | null {
  const { url, size = 0, checksum, name } = payload
  if (!url) return null
  const usual = { image: 'ảnh.jpg', gif: 'ảnh.gif', file: 'tệp' }[kind]
  return {
    source: { type: 'remote', reference: JSON.stringify({ url, size, ...(checksum ? { checksum } : {}) }) },
    name: (name?.trim() || usual).slice(0, 255),
    sizeBytes: size,
  }
}

// Photos have no names; "ảnh 2.jpg" can be talked about.
function numberedAmong(
  file: ReceivedAttachment,
  at: number,
  all: readonly ReceivedAttachment[],
): ReceivedAttachment {
  return all.length > 1 && file.name === 'ảnh.jpg' ? { ...file, name: `ảnh ${at + 1}.jpg` } : file
}

// Shared with the OA in Zalo's own form. It answers the question for a phone number; the rest of the form we did not ask for.
function sharedPhone(phone: string | undefined): InboundEvent | null {
  const digits = phone?.replace(/\D/g, '') ?? ''
  return /^84\d{9,10}$/.test(digits) ? { type: 'message_received', text: `+${digits}` } : null
}
