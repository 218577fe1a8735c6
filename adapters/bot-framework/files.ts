// What people send: where its bytes are by kind of attachment, and how they are brought here.
import type { ActivityAttachment, ActivityLike } from '../../src/channel/activity/activity.ts'
import type { SourceOf } from '../../src/channel/activity/from-activity.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { InboundEvent } from '../../src/engine/event.ts'
import type { FetchAs } from './client.ts'
import { lineOf } from './lines.ts'
import type { Trust } from './trust.ts'

export interface FileReference {
  readonly url: string
  readonly as: FetchAs
}

const teamsFile = 'application/vnd.microsoft.teams.file.download.info'

/** Bytes that came inside the message, by the address that holds them. */
export type Held = ReadonlyMap<string, { readonly uploadId: string; readonly sizeBytes: number }>

/** Puts files written into the message itself where all uploads are: an event must stay small. */
export async function holdInline(
  activity: ActivityLike,
  conversation: string,
  host: ChannelHost,
): Promise<Held> {
  const held = new Map<string, { uploadId: string; sizeBytes: number }>()
  for (const { contentUrl, contentType, name } of activity.attachments ?? []) {
    const bytes = contentUrl === undefined ? null : dataOf(contentUrl)
    if (!bytes || contentUrl === undefined) continue
    const file = { name: (name ?? '').slice(0, 255), mediaType: contentType, sizeBytes: bytes.length }
    const created = await host.uploads.create(conversation, file)
    if ('refused' in created) continue
    const state = await host.uploads.append(conversation, created.uploadId, 0, new Blob([bytes]).stream())
    if (!('refused' in state) && state.complete)
      held.set(contentUrl, { uploadId: created.uploadId, sizeBytes: bytes.length })
  }
  return held
}

function dataOf(url: string): Uint8Array<ArrayBuffer> | null {
  const comma = url.indexOf(',')
  if (comma < 0 || !/^data:[\w.+/-]{0,127}(;[\w=.-]{1,64})*;base64$/i.test(url.slice(0, comma))) return null
  const bytes = new Uint8Array(Buffer.from(url.slice(comma + 1), 'base64'))
  return bytes.length > 0 ? bytes : null
}

/** Null for what we may not fetch; the applicant is told that it was not read. */
export function sourcesIn(conversation: string, held: Held, trust: Trust, host: ChannelHost): SourceOf {
  const isTeams = lineOf(conversation) === 'teams'
  const remote = (url: string, as: FetchAs) => {
    const reference: FileReference = { url, as }
    return { type: 'remote', reference: JSON.stringify(reference) } as const
  }
  return (attachment) => {
    const kept = held.get(attachment.contentUrl ?? '')
    if (kept) return { type: 'held', uploadId: kept.uploadId }
    const url =
      isTeams && attachment.contentType === teamsFile ? downloadUrlOf(attachment) : attachment.contentUrl
    if (url === undefined || url.startsWith('data:')) return null
    // A photo in the text of a Teams message lies with the connector, which asks for the bot's token.
    const isInline = isTeams && attachment.contentType.startsWith('image/')
    if (isInline && trust.isConnector(url)) return remote(url, 'bot')
    if (trust.isFileStore(url)) return remote(url, 'anybody')
    host.log.warn({ hostname: URL.parse(url)?.hostname ?? '' }, '[bot-framework] a file lies elsewhere')
    return null
  }
}

function downloadUrlOf({ content }: ActivityAttachment): string | undefined {
  const url = (content as { downloadUrl?: unknown } | null | undefined)?.downloadUrl
  return typeof url === 'string' ? url : undefined
}

/** Photos in the text have no name. */
export function withNames(activity: ActivityLike): ActivityLike {
  if (!activity.attachments) return activity
  const attachments = activity.attachments.map((one) =>
    one.contentType.startsWith('image/') && !one.name ? { ...one, name: 'ảnh.jpg' } : one,
  )
  return { ...activity, attachments }
}

/** Sizes of what is here already; nobody tells those of the rest. */
export function withSizes(event: InboundEvent, held: Held): InboundEvent {
  if (event.type !== 'message_received' || !event.attachments || held.size === 0) return event
  const sizes = new Map([...held.values()].map(({ uploadId, sizeBytes }) => [uploadId, sizeBytes]))
  const attachments = event.attachments.map((one) =>
    one.source.type === 'held' ? { ...one, sizeBytes: sizes.get(one.source.uploadId) ?? 0 } : one,
  )
  return { ...event, attachments }
}
