// What a refusal of Microsoft's means for a message of ours. Numbers only: bodies may quote people's words and stay behind.
import { ChannelError, type ChannelErrorCode } from '../../src/channel/errors.ts'

/** Why a call did not succeed. */
export class BotFrameworkRefusal extends Error {
  readonly at: 'login' | 'connector' | 'files'
  /** HTTP's number; null when there was no answer at all. */
  readonly status: number | null
  /** False when what came back was not an answer of this service. */
  readonly readable: boolean
  readonly retryAfterMs: number | undefined
  constructor(
    at: 'login' | 'connector' | 'files',
    status: number | null,
    more: { readable?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(`[bot-framework] ${at} failed (${status ?? 'no answer'})`)
    this.name = 'BotFrameworkRefusal'
    this.at = at
    this.status = status
    this.readable = more.readable ?? true
    this.retryAfterMs = more.retryAfterMs
  }
}

/** For the desk and the runtime. A ChannelError passes as it is; anything that is no refusal is a connection that failed. */
export function toChannelError(cause: unknown): ChannelError {
  if (cause instanceof ChannelError) return cause
  const make = (code: ChannelErrorCode, sentence: string, retryable: boolean, retryAfterMs?: number) =>
    new ChannelError(code, `[bot-framework] ${sentence}`, {
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      // Errors of libraries hold whole requests, token and words included; ours hold numbers.
      ...(cause instanceof BotFrameworkRefusal ? { cause } : {}),
    })
  if (!(cause instanceof BotFrameworkRefusal) || cause.status === null) {
    return make('unavailable', 'Không kết nối được với Microsoft; sẽ thử lại.', true)
  }
  const { at, status, readable, retryAfterMs } = cause
  if (!readable) return make('unexpected_response', 'Microsoft trả lời không đúng dạng; sẽ thử lại.', true)
  if (status === 429) {
    return make('rate_limited', 'Microsoft yêu cầu chờ trước khi gửi tiếp cho người này.', true, retryAfterMs)
  }
  // 412: what we wrote met something newer. With 502 and 504 Teams asks to try it again (its page on rate limits, read November 2026).
  if (status >= 500 || status === 408 || status === 412) {
    return make('unavailable', `Microsoft chưa trả lời được (${status}); sẽ thử lại.`, true, retryAfterMs)
  }
  if (at === 'login') {
    return make(
      'unauthorized',
      `Microsoft không cấp mã truy cập (${status}): cần kiểm tra MICROSOFT_APP_PASSWORD và MICROSOFT_APP_TENANT_ID.`,
      true,
    )
  }
  if (at === 'files') return make('rejected', `Microsoft không còn giữ tệp này (${status}).`, false)
  switch (status) {
    case 401:
      return make(
        'unauthorized',
        'Microsoft không nhận mã truy cập của bot: cần kiểm tra ứng dụng trên Azure.',
        true,
      )
    case 403:
    case 404:
      return make(
        'recipient_gone',
        'Người nhận đã chặn bot, gỡ ứng dụng, hoặc cuộc trò chuyện đã bị xóa.',
        false,
      )
    case 413:
      return make('invalid_message', 'Tin lớn hơn mức Microsoft nhận.', false)
    default:
      return make('rejected', `Microsoft từ chối tin (${status}).`, false)
  }
}
