// The contract every adapter implements. The runtime reads only this; differences between platforms are data in `limits`.
import type { AttachmentSource, InboundEvent } from '../engine/event.ts'
import type { Reply } from '../engine/reply.ts'

export type ChannelName = 'web-chat' | 'telegram' | 'telegraf' | 'zalo-oa' | 'zalo-bot' | 'bot-framework'

/** What the platform can carry. `runtime` splits and falls back by these numbers; adapters never do. */
export interface ChannelLimits {
  /** Characters (UTF-16 units of NFC text) in one message. */
  readonly textLength: number
  /** Buttons under one message; 0 means numbered text only. */
  readonly buttons: number
  /** Characters on one button. Longer labels are written out and the buttons carry their numbers. */
  readonly buttonLength: number
  /** What applicants can send here; for the rest an upload page is offered. */
  readonly filesIn: 'all' | 'photos' | 'none'
  /** Largest file this channel can bring in, in bytes. */
  readonly fileBytes: number
  /** Largest file we can send out here, in bytes; a larger one, or any when 0, goes out as a link. */
  readonly fileOutBytes: number
  /** Where a platform takes only some kinds: the largest of each media type, in bytes. What is not named goes out as a link. */
  readonly fileOutTypes?: Readonly<Record<string, number>>
}

/** One thing that happened on the platform. */
export interface Update {
  /** The platform's own id of this update, as a string; a repeat with the same id changes nothing. */
  readonly updateId: string
  /** The conversation on this channel, in the adapter's own words; opaque to everyone else. */
  readonly conversation: string
  readonly event: InboundEvent
  /** What to append to the stored activities of the conversation, in the same commit. */
  readonly activity?: unknown
}

/** The answer to send once `updates` are on disk; never before. */
export interface Received {
  readonly response: Response
  readonly updates: readonly Update[]
}

/** A file as it arrived: already held by us (streamed in), or still on the platform. */
export type AttachmentRef = AttachmentSource

export interface OutgoingMessage {
  readonly conversation: string
  readonly reply: Reply
}

export interface Sent {
  /** The platform's id of the message, when it gives one. */
  readonly messageId?: string
}

/**
 * Who may call a route. `public`: anyone. `bearer`: the handler checks its own token. `signature`: the handler verifies
 * the platform's signature. A route without a rule stops the start.
 */
export type AccessRule = 'public' | 'bearer' | 'signature'

export interface Route {
  /** A GET route also answers HEAD. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Hono path pattern such as /v3/directline/conversations/:id. */
  readonly path: string
  readonly rule: AccessRule
  /** Largest body in bytes, counted by the server as it arrives; default 256 KB. */
  readonly bodyBytes?: number
  /** Longest time for the body to arrive; default 15 s. Uploads over a slow line need more. */
  readonly bodyMs?: number
  handle(request: RouteRequest): Promise<Response>
}

export interface RouteRequest {
  readonly request: Request
  readonly parameters: Readonly<Record<string, string>>
  /** Address of the caller, trusted proxies considered. */
  readonly address: string
}

export interface SocketRoute {
  readonly path: string
  readonly rule: AccessRule
  /** Decides before the upgrade: a handler to open the socket with, or a Response that refuses. */
  open(request: RouteRequest): Promise<SocketHandler | Response>
}

export interface SocketHandler {
  opened(socket: Socket): void
  received?(text: string): void
  closed(): void
}

export interface Socket {
  /**
   * Resolves when the text has left this program: true, or false when the socket is gone. Waiting for it before the next
   * one keeps a slow reader from filling our memory; the server drops a reader that takes too long.
   */
  send(text: string): Promise<boolean>
  close(code: number, reason: string): void
}

export interface Channel {
  readonly name: ChannelName
  readonly limits: ChannelLimits
  /** Where one line reaches people on several platforms: what this conversation's carries. `limits` holds where it is absent. */
  limitsFor?(conversation: string): ChannelLimits
  /** Verifies and parses one webhook request. Never throws for bad input: the response says what is wrong. */
  receive(request: Request): Promise<Received>
  /** Polling and sockets, until the signal aborts. */
  start?(signal: AbortSignal): Promise<void>
  routes?(): readonly Route[]
  sockets?(): readonly SocketRoute[]
  /**
   * Delivers one message. `key` is the same on every try of the same message: offered to the platform as an idempotency
   * key where it has one. Throws ChannelError; the runtime retries when `retryable`.
   */
  send(message: OutgoingMessage, key: string): Promise<Sent>
  /** Brings a remote attachment here. Throws ChannelError. Held attachments never come through this call. */
  fetchAttachment(ref: AttachmentRef & { type: 'remote' }): Promise<Blob>
}
