// Why a request did not bring an answer. Never carries the address's path, the body or a header.
export type OutboundErrorCode = 'refused' | 'redirect' | 'too_large' | 'timeout' | 'network' | 'aborted'

export class OutboundError extends Error {
  readonly code: OutboundErrorCode
  /** True when the other side may have received the request, and acted on it. */
  readonly reached: boolean
  constructor(code: OutboundErrorCode, message: string, reached = false, cause?: unknown) {
    super(`[outbound] ${message}`, cause === undefined ? undefined : { cause })
    this.name = 'OutboundError'
    this.code = code
    this.reached = reached
  }
}
