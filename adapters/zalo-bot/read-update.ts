// One update → what it means for us. Pure.
import type { InboundEvent } from '../../src/engine/event.ts'
import type { ZaloBotUpdate } from './update.ts'

export type Reading =
  | { readonly type: 'left_alone' }
  | {
      readonly type: 'heard'
      readonly updateId: string
      readonly conversation: string
      readonly event: InboundEvent
    }
  /** Said to us where others read along. */
  | { readonly type: 'in_group'; readonly updateId: string; readonly conversation: string }

export function readUpdate({ event_name: name, message }: ZaloBotUpdate): Reading {
  const kind = /^message\.(\w+)\.received$/.exec(name)?.[1]
  // What bots say, ours included, is not an applicant speaking; a reaction awaits no answer.
  if (!kind || kind === 'reaction' || !message.from || message.from.is_bot) return { type: 'left_alone' }
  const conversation = message.chat.id
  const updateId = `${conversation}:${message.message_id}`
  // A bot hears a group only when it is named or answered, so whatever comes is meant for it.
  if (message.chat.chat_type?.toUpperCase() === 'GROUP') return { type: 'in_group', updateId, conversation }
  const event = meaningOf(kind, message)
  return event ? { type: 'heard', updateId, conversation, event } : { type: 'left_alone' }
}

function meaningOf(kind: string, message: ZaloBotUpdate['message']): InboundEvent | null {
  const { text, caption } = message
  const url = message.photo ?? message.photo_url
  switch (kind) {
    case 'text':
      return text?.trim() ? { type: 'message_received', text } : null
    case 'image': {
      const beside = caption?.trim() ? { text: caption } : {}
      if (!url) return { type: 'message_received', ...beside, unread: 'other' }
      const photo = { source: { type: 'remote', reference: url }, name: 'ảnh.jpg', sizeBytes: 0 } as const
      return { type: 'message_received', ...beside, attachments: [photo] }
    }
    case 'sticker':
    case 'voice':
    case 'video':
    case 'location':
      return { type: 'message_received', unread: kind }
    default:
      // Files, contact cards and people who hide from bots come as "unsupported", with nothing to read.
      return { type: 'message_received', unread: 'other' }
  }
}
