// The narrow place between our Telegram code and a library: grammY in our own bot, telegraf in somebody else's.
import type { ChannelName } from '../channel.ts'
import { ChannelError } from '../errors.ts'

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

export interface TelegramPort {
  /** Calls a Bot API method and gives back its result. Throws TelegramRefusal and nothing else. */
  call(method: string, payload: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<unknown>
  /** Bytes as the library takes them for an upload. */
  file(bytes: Uint8Array, name: string): unknown
  /** Where a file can be fetched. The address holds the bot's token: never log or keep it. */
  fileUrl(path: string): Promise<string>
}

/**
 * Why a call did not succeed: numbers only. Libraries keep the payload in their errors, and Telegram quotes the text it could not
 * parse in its descriptions; both are people's words and stay behind.
 */
export class TelegramRefusal extends Error {
  readonly method: string
  /** Telegram's number, HTTP's when there was no body, null when there was no answer at all. */
  readonly errorCode: number | null
  /** False when what came back was not the answer of a Bot API server. */
  readonly readable: boolean
  readonly retryAfterMs: number | undefined
  /** Where a group has moved to. */
  readonly migrateTo: string | undefined
  constructor(
    method: string,
    errorCode: number | null,
    more: { retryAfterSeconds?: unknown; migrateTo?: unknown; readable?: boolean } = {},
  ) {
    super(`[telegram] ${method} failed (${errorCode ?? 'no answer'})`)
    this.name = 'TelegramRefusal'
    this.method = method
    this.errorCode = errorCode
    this.readable = more.readable ?? true
    const { retryAfterSeconds: wait, migrateTo } = more
    this.retryAfterMs = typeof wait === 'number' && wait >= 0 ? Math.ceil(wait * 1000) : undefined
    this.migrateTo =
      typeof migrateTo === 'number' || typeof migrateTo === 'string' ? `${migrateTo}` : undefined
  }
}

/** The body of an answer with `ok: false`, as both libraries hand it on. */
export function refusalOf(method: string, body: unknown): TelegramRefusal {
  const { error_code: code, parameters } = (body ?? {}) as {
    error_code?: unknown
    parameters?: { retry_after?: unknown; migrate_to_chat_id?: unknown }
  }
  return new TelegramRefusal(method, typeof code === 'number' ? code : null, {
    retryAfterSeconds: parameters?.retry_after,
    migrateTo: parameters?.migrate_to_chat_id,
    readable: typeof code === 'number',
  })
}

/**
 * By parameters and the class of the number, never by wording: Telegram says descriptions and codes may change
 * (core.telegram.org/bots/api#making-requests, read November 2026).
 */
export function toChannelError(channel: ChannelName, cause: unknown): ChannelError {
  if (cause instanceof ChannelError) return cause
  const make = (
    code: ChannelError['code'],
    sentence: string,
    options: { retryable: boolean; retryAfterMs?: number },
  ) => new ChannelError(code, `[${channel}] ${sentence}`, { ...options, cause })
  if (!(cause instanceof TelegramRefusal)) {
    return make('unavailable', 'Không kết nối được với Telegram; sẽ thử lại.', { retryable: true })
  }
  const { errorCode, retryAfterMs, readable } = cause
  if (retryAfterMs !== undefined || errorCode === 429) {
    return make('rate_limited', 'Telegram yêu cầu chờ trước khi gửi tiếp cho người này.', {
      retryable: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
  if (!readable) {
    return make('unexpected_response', 'Telegram trả lời không đúng dạng; sẽ thử lại.', { retryable: true })
  }
  // 409: another process polls, or a webhook is set. It concerns receiving; a send waits.
  if (errorCode === null || errorCode >= 500 || errorCode === 409) {
    return make('unavailable', 'Telegram chưa trả lời được; sẽ thử lại.', { retryable: true })
  }
  if (errorCode === 403) {
    return make('recipient_gone', 'Người nhận đã chặn bot hoặc xóa tài khoản Telegram.', { retryable: false })
  }
  // A wrong token looks like an unknown method (404) when it is malformed. Staff can put it right, and then it goes out.
  if (errorCode === 401 || errorCode === 404) {
    return make('unauthorized', 'Telegram không nhận TELEGRAM_BOT_TOKEN; cần kiểm tra lại mã bot.', {
      retryable: true,
    })
  }
  return make('rejected', `Telegram từ chối yêu cầu ${cause.method} (${errorCode}).`, { retryable: false })
}
