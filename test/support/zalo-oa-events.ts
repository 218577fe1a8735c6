// Webhook events as Zalo makes and signs them, for one person writing to an Official Account.
import { createHash } from 'node:crypto'

export type Json = Record<string, unknown>

/** Longer than 2^53, as every id of Zalo's. */
export const account = {
  appId: '2534562345623456',
  oaId: '2975321387964385321',
  appSecret: 'App-bi-mat-9f3c1',
  secretKey: 'OA-khoa-bi-mat-77ab2',
} as const
export const personId = '1459232241454765289'
export const someTime = 1_795_000_000_000

export interface EventOptions {
  readonly person?: string
  readonly at?: number
}

/** An event of a person's message; `content` joins `message`. */
export function personEvent(
  name: string,
  messageId: string,
  content: Json = {},
  { person = personId, at = someTime }: EventOptions = {},
): Json {
  return {
    app_id: account.appId,
    sender: { id: person },
    user_id_by_app: '5527262244283472819',
    recipient: { id: account.oaId },
    event_name: name,
    message: { ...content, msg_id: messageId },
    timestamp: String(at),
  }
}

/** `follow` and `unfollow` have a shape of their own. */
export function followEvent(name: 'follow' | 'unfollow', at = someTime, person = personId): Json {
  return {
    oa_id: account.oaId,
    follower: { id: person },
    user_id_by_app: '5527262244283472819',
    event_name: name,
    source: 'oa_profile',
    app_id: account.appId,
    timestamp: String(at),
  }
}

/** What the OA itself said, brought back; `adminId` when a person typed it in the OA tool. */
export function oaEvent(
  name: string,
  messageId: string,
  { person = personId, at = someTime, adminId }: EventOptions & { adminId?: string } = {},
): Json {
  return {
    app_id: account.appId,
    sender: { id: account.oaId, ...(adminId ? { admin_id: adminId } : {}) },
    recipient: { id: person },
    event_name: name,
    message: { text: 'Chào anh/chị', msg_id: messageId },
    timestamp: String(at),
  }
}

export function imageContent(url: string): Json {
  return { attachments: [{ type: 'image', payload: { thumbnail: url, url } }] }
}

export function fileContent(
  url: string,
  file: { name: string; sizeBytes: number; checksum?: string },
  type = 'pdf',
): Json {
  const { name, sizeBytes, checksum } = file
  const payload = { url, name, size: String(sizeBytes), ...(checksum ? { checksum } : {}), type }
  return { attachments: [{ type: 'file', payload }] }
}

export interface Signing {
  readonly id?: string
  readonly secretKey?: string
  /** Of the header; the body's own unless told. */
  readonly timestamp?: string
  readonly prefix?: string
}

/** As the official SDK computes it: plain SHA-256 over application id, body, timestamp and OA secret key. */
export function signatureOf(body: string, signing: Signing = {}): string {
  const { id = account.appId, secretKey = account.secretKey, prefix = 'mac=' } = signing
  const timestamp = signing.timestamp ?? /"timestamp":"?(\d+)/.exec(body)?.[1] ?? ''
  return `${prefix}${createHash('sha256').update(`${id}${body}${timestamp}${secretKey}`, 'utf8').digest('hex')}`
}
