// An incoming activity → the event it means, or null for what is acknowledged and left alone. Pure.
import type { AttachmentSource, InboundEvent, ReceivedAttachment } from '../../engine/event.ts'
import type { ActivityAttachment, ActivityLike } from './activity.ts'

/**
 * Says where an attachment's bytes are, and null for one to leave alone. Each adapter brings its own answer: an address in
 * a message is worth only what the channel behind it can vouch for.
 */
export type SourceOf = (attachment: ActivityAttachment) => AttachmentSource | null

export function fromActivity(activity: ActivityLike, sourceOf: SourceOf): InboundEvent | null {
  switch (activity.type) {
    case 'message':
      return fromMessage(activity, sourceOf)
    case 'conversationUpdate':
      return isSomeoneJoining(activity) ? started(activity) : null
    case 'event':
      return activity.name === 'start' || activity.name === 'webchat/join' ? started(activity) : null
    default:
      return null
  }
}

function fromMessage(activity: ActivityLike, sourceOf: SourceOf): InboundEvent | null {
  // A tap carries its label as text too. The reference is what was chosen; the label would be read as typed words
  // whenever the choice is stale, and then do something nobody asked for.
  const choice = choiceOf(activity.value)
  if (choice !== null) return { type: 'message_received', choice }
  const text = activity.text?.trim() ? activity.text : undefined
  const sent = (activity.attachments ?? []).filter(isFile)
  const unread =
    sent.map((file) => unreadKind(file.contentType)).find((kind) => kind !== null) ?? placeIn(activity)
  const attachments = sent
    .filter((file) => unreadKind(file.contentType) === null)
    .flatMap((file) => received(file, sourceOf))
  if (text !== undefined || attachments.length > 0) {
    return {
      type: 'message_received',
      ...(text === undefined ? {} : { text }),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(unread ? { unread } : {}),
    }
  }
  if (unread) return { type: 'message_received', unread }
  // Something was sent (a form of another bot, a file we may not fetch), so the applicant is owed an answer.
  const cards = (activity.attachments ?? []).some(isCard)
  const something = sent.length > 0 || cards || (activity.value !== undefined && activity.value !== null)
  return something ? { type: 'message_received', unread: 'other' } : null
}

/** Our own reference, in the shapes that hosts hand a button's value back: an object, or its JSON as a string. */
function choiceOf(value: unknown): string | null {
  const object = typeof value === 'string' && value.startsWith('{') ? parse(value) : value
  if (typeof object !== 'object' || object === null || !('choice' in object)) return null
  const { choice } = object
  // References are short random words; anything longer was never one of ours.
  return typeof choice === 'string' && choice.length > 0 && choice.length <= 128 ? choice : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

// Teams repeats the text as a text/html attachment, and cards are not files.
function isFile(attachment: ActivityAttachment): boolean {
  return attachment.contentType !== 'text/html' && !isCard(attachment)
}

function isCard({ contentType }: ActivityAttachment): boolean {
  return contentType.startsWith('application/vnd.microsoft.card.')
}

function unreadKind(contentType: string): 'voice' | 'video' | 'contact' | null {
  if (contentType.startsWith('audio/')) return 'voice'
  if (/^text\/(x-)?vcard\b/.test(contentType)) return 'contact'
  return contentType.startsWith('video/') ? 'video' : null
}

function placeIn({ entities }: ActivityLike): 'location' | null {
  const isPlace = (entities ?? []).some(({ type }) => type === 'Place' || type === 'GeoCoordinates')
  return isPlace ? 'location' : null
}

function received(attachment: ActivityAttachment, sourceOf: SourceOf): ReceivedAttachment[] {
  const source = sourceOf(attachment)
  return source ? [{ source, name: (attachment.name ?? '').slice(0, 255), sizeBytes: 0 }] : []
}

function isSomeoneJoining(activity: ActivityLike): boolean {
  return (activity.membersAdded ?? []).some((member) => member.id !== activity.recipient?.id)
}

function started(activity: ActivityLike): InboundEvent {
  const start = startOf(activity.value)
  const language = activity.locale?.slice(0, 2).toLowerCase()
  return {
    type: 'conversation_started',
    ...(start === null ? {} : { start }),
    ...(language ? { language } : {}),
  }
}

function startOf(value: unknown): string | null {
  const start = typeof value === 'object' && value !== null && 'start' in value ? value.start : value
  return typeof start === 'string' && start.length > 0 && start.length <= 128 ? start : null
}
