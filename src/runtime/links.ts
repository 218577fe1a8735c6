// Turns what a channel cannot carry into links: to an upload page, and to a file.
import { randomBytes } from 'node:crypto'
import type { ChannelLimits, ChannelName } from '../channel/channel.ts'
import { type FileLink, linkKey, linkRooms, type UploadLink } from '../channel/links.ts'
import type { OutgoingFile, Reply } from '../engine/reply.ts'
import type { ClaimedTurn, ValueRecord } from '../store/store.ts'

/** Long enough to find the paper at home and come back. */
const uploadLinkMs = 24 * 3_600_000
/** A form to print is often printed another day. */
const fileLinkMs = 7 * 24 * 3_600_000

export interface Linked {
  readonly reply: Reply
  readonly records: readonly ValueRecord[]
}

type Conversation = Pick<ClaimedTurn, 'channel' | 'conversation'>

/** Turns what the channel cannot carry into a link. `address` is where applicants reach us, without a closing slash. */
export function withLinks(
  reply: Reply,
  limits: ChannelLimits,
  { channel, conversation }: Conversation,
  at: number,
  address: string,
): Linked {
  const whose = { channel: channel as ChannelName, conversation }
  if (reply.type === 'file') {
    if (carries(limits, reply.file)) return { reply, records: [] }
    const { url, record } = mint(linkRooms.file, 'files', address, at + fileLinkMs, {
      ...whose,
      fileId: reply.file.fileId,
    })
    return { reply: { type: 'text', text: fillLink(reply.linkSentence, url) }, records: [record] }
  }
  if (reply.type !== 'choices' || !reply.upload) return { reply, records: [] }
  const { upload, ...bare } = reply
  if (limits.filesIn === 'all' && !upload.always) return { reply: bare, records: [] }
  const { url, record } = mint(linkRooms.upload, 'upload', address, at + uploadLinkMs, whose)
  return { reply: { ...bare, text: `${bare.text}\n\n${fillLink(upload.sentence, url)}` }, records: [record] }
}

function carries({ fileOutBytes, fileOutTypes }: ChannelLimits, file: OutgoingFile): boolean {
  const most = fileOutTypes ? (fileOutTypes[file.mediaType] ?? 0) : fileOutBytes
  return file.sizeBytes <= Math.min(most, fileOutBytes)
}

function mint(
  room: string,
  path: string,
  address: string,
  expiresAt: number,
  value: UploadLink | FileLink,
): { url: string; record: ValueRecord } {
  const token = randomBytes(24).toString('base64url')
  return {
    url: `${address}/${path}/${token}`,
    record: { type: 'value', channel: room, key: linkKey(token), value, expiresAt },
  }
}

function fillLink(sentence: string, url: string): string {
  return sentence.replace('{link}', url)
}
