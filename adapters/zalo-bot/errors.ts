// Why a call did not succeed: numbers only. What the platform says beside them may quote people's words and stays behind.
import { ChannelError } from '../../src/channel/errors.ts'

export class ZaloBotRefusal extends Error {
  readonly method: string
  /** The platform's number, HTTP's when there was no body, null when there was no answer at all. */
  readonly errorCode: number | null
  /** False when what came back was not an answer of the platform's. */
  readonly readable: boolean
  readonly retryAfterMs: number | undefined
  constructor(
    method: string,
    errorCode: number | null,
    more: { readable?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(`[zalo-bot] ${method} failed (${errorCode ?? 'no answer'})`)
    this.name = 'ZaloBotRefusal'
    this.method = method
    this.errorCode = errorCode
    this.readable = more.readable ?? true
    this.retryAfterMs = more.retryAfterMs
  }
}

/** 401, 403, 429 and 5xx have been seen (read November 2026); 400 and 404 are read as everywhere. */
export function toChannelError(cause: unknown): ChannelError {
  if (cause instanceof ChannelError) return cause
  const make = (
    code: ChannelError['code'],
    sentence: string,
    options: { retryable: boolean; retryAfterMs?: number },
  ) => new ChannelError(code, `[zalo-bot] ${sentence}`, { ...options, cause })
  const again = { retryable: true }
  if (!(cause instanceof ZaloBotRefusal))
    return make('unavailable', 'Không kết nối được với Zalo; sẽ thử lại.', again)
  const { errorCode, readable, retryAfterMs } = cause
  if (!readable) return make('unexpected_response', 'Zalo trả lời không đúng dạng; sẽ thử lại.', again)
  // No wait is named, and the quotas are not published: the usual growing wait, unless a header says more.
  if (errorCode === 429) {
    return make('rate_limited', 'Zalo yêu cầu gửi chậm lại, hoặc bot đã hết hạn mức.', {
      retryable: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
  if (errorCode === null || errorCode >= 500 || errorCode === 408) {
    return make('unavailable', 'Zalo chưa trả lời được; sẽ thử lại.', again)
  }
  if (errorCode === 403) {
    return make('recipient_gone', 'Người nhận không nhận tin của bot nữa.', { retryable: false })
  }
  // The token stands in the address, so a wrong one may look like an address that is not there. Staff can put it right.
  if (errorCode === 401 || errorCode === 404) {
    return make('unauthorized', 'Zalo không nhận ZALO_BOT_TOKEN; cần kiểm tra lại mã bot.', again)
  }
  return make('rejected', `Zalo từ chối yêu cầu ${cause.method} (${errorCode}).`, { retryable: false })
}
