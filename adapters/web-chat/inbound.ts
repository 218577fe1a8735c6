// One posted activity → what to keep and what it means. No I/O.
import { createHash } from 'node:crypto'
import { type ActivityLike, activitySchema, longestText } from '../../src/channel/activity/activity.ts'
import { fromActivity, type SourceOf } from '../../src/channel/activity/from-activity.ts'
import type { Update } from '../../src/channel/channel.ts'
import type { RefusalCode } from './answers.ts'
import type { Claims } from './tokens.ts'

export type ReadActivity = { readonly activity: ActivityLike } | { readonly refused: RefusalCode }

export function readActivity(body: unknown): ReadActivity {
  const parsed = activitySchema.safeParse(body)
  if (!parsed.success) return { refused: 'bad_activity' }
  if ((parsed.data.text?.normalize('NFC').length ?? 0) > longestText) return { refused: 'text_too_long' }
  return { activity: parsed.data }
}

/** The uploads a message refers to, or null when it points anywhere else: addresses in a message are never followed. */
export function uploadsOf(activity: ActivityLike): string[] | null {
  const ids: string[] = []
  for (const { contentUrl } of activity.attachments ?? []) {
    const id = uploadId(contentUrl)
    if (id === null) return null
    ids.push(id)
  }
  return ids
}

export interface Arrival {
  /** The id the sender gets back, the same for every repeat. */
  readonly activityId: string
  /** Null for kinds that are acknowledged and left alone. */
  readonly update: Update | null
}

/** `salt` stands in where the sender gave no id of its own, and then a repeat cannot be told from a second message. */
export function toArrival(
  activity: ActivityLike,
  claims: Claims,
  salt: string,
  at: number,
  sizeOf: (upload: string) => number,
): Arrival {
  const clientId = clientActivityId(activity)
  const digest = idFrom(clientId ?? salt)
  const activityId = `${claims.conversation}|${digest}`
  const event = fromActivity(activity, heldUpload)
  if (event === null) return { activityId, update: null }
  const update = { updateId: `${claims.conversation}:${digest}`, conversation: claims.conversation }
  if (event.type !== 'message_received') return { activityId, update: { ...update, event } }
  const attachments = event.attachments?.map((attachment) => ({
    ...attachment,
    sizeBytes: attachment.source.type === 'held' ? sizeOf(attachment.source.uploadId) : 0,
  }))
  return {
    activityId,
    update: {
      ...update,
      event: attachments ? { ...event, attachments } : event,
      activity: keptActivity(activity, activityId, claims, clientId, at),
    },
  }
}

/** The first event of a conversation; a page that opens it twice starts it once. */
export function toStart(
  claims: Claims,
  given: { start?: string; language?: string; clientActivityID?: string },
): Update {
  const { start, language, clientActivityID } = given
  const part = clientActivityID === undefined ? 'start' : idFrom(clientActivityID)
  return {
    updateId: `${claims.conversation}:${part}`,
    conversation: claims.conversation,
    event: { type: 'conversation_started', ...(start ? { start } : {}), ...(language ? { language } : {}) },
  }
}

// What the transcript shows of it again later. Who sent it comes from the token, never from the message.
function keptActivity(
  activity: ActivityLike,
  id: string,
  claims: Claims,
  clientActivityID: string | null,
  at: number,
): ActivityLike {
  return {
    type: 'message',
    id,
    timestamp: new Date(at).toISOString(),
    channelId: 'directline',
    from: { id: claims.user, role: 'user' },
    conversation: { id: claims.conversation },
    text: activity.text ?? '',
    textFormat: 'plain',
    ...(activity.attachments?.length
      ? {
          attachments: activity.attachments.map(({ contentType, contentUrl, name }) => ({
            contentType,
            contentUrl,
            name: (name ?? '').slice(0, 255),
          })),
        }
      : {}),
    ...(clientActivityID === null ? {} : { channelData: { clientActivityID } }),
  }
}

const heldUpload: SourceOf = ({ contentUrl }) => {
  const id = uploadId(contentUrl)
  return id === null ? null : { type: 'held', uploadId: id }
}

function uploadId(contentUrl: string | undefined): string | null {
  return /^upload:([\w-]{1,128})$/.exec(contentUrl ?? '')?.[1] ?? null
}

function clientActivityId(activity: ActivityLike): string | null {
  const data = activity.channelData
  const id =
    typeof data === 'object' && data !== null && 'clientActivityID' in data ? data.clientActivityID : null
  return typeof id === 'string' && id.length > 0 && id.length <= 128 ? id : null
}

// Any string of a client in 22 safe letters. The conversation stands before it wherever it is used.
function idFrom(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 22)
}
