// The one error an adapter throws for anything its platform did. The runtime reads these fields and nothing else.

export type ChannelErrorCode =
  | 'config'
  | 'unauthorized'
  | 'invalid_message'
  | 'rejected'
  | 'recipient_gone'
  | 'rate_limited'
  | 'unavailable'
  | 'unexpected_response'

export class ChannelError extends Error {
  readonly code: ChannelErrorCode
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  /** A sentence for the desk; no token, number or applicant's word in it. */
  readonly staffMessage: string
  constructor(
    code: ChannelErrorCode,
    staffMessage: string,
    options: { retryable: boolean; retryAfterMs?: number; cause?: unknown },
  ) {
    super(staffMessage, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ChannelError'
    this.code = code
    this.retryable = options.retryable
    this.retryAfterMs = options.retryAfterMs
    this.staffMessage = staffMessage
  }
}
