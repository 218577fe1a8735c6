// Leaves a portal alone that keeps failing, or that said how long: one portal's bad hour must not fill our queues with waits.

/** Failures in a row before the portal is left alone; fewer could be one bad connection. */
const mostFailures = 5
const firstPauseMs = 5_000
const longestPauseMs = 5 * 60_000
/** A wrong Retry-After must not shut a portal for a day; what the caller tries again waits as long as was asked anyway. */
const longestAskedMs = 60 * 60_000

export class Breaker {
  readonly #now: () => number
  readonly #firstPauseMs: number
  #failures = 0
  #pauses = 0
  #closedUntil = 0
  #probeUntil = 0

  constructor(now: () => number, firstPause = firstPauseMs) {
    this.#now = now
    this.#firstPauseMs = firstPause
  }

  /** Milliseconds to stay away; 0 to go ahead. After a pause one request goes first, and the rest wait for how it ends. */
  enter(): number {
    const now = this.#now()
    if (this.#closedUntil > now) return this.#closedUntil - now
    if (this.#closedUntil === 0) return 0
    if (this.#probeUntil > now) return Math.min(1_000, this.#probeUntil - now)
    // The longest a request may take: a probe that is never heard of again must not hold the door for ever.
    this.#probeUntil = now + 60_000
    return 0
  }

  /** Any answer of the portal, refusals included: it is there. */
  succeeded(): void {
    this.#failures = 0
    // An answer that was on its way before the pause began says nothing about now.
    if (this.#closedUntil > this.#now()) return
    this.#pauses = 0
    this.#closedUntil = 0
    this.#probeUntil = 0
  }

  failed(askedMs: number | undefined): void {
    const now = this.#now()
    const isProbe = this.#closedUntil !== 0 && this.#closedUntil <= now
    this.#failures += 1
    this.#probeUntil = 0
    if (askedMs !== undefined && askedMs > 0) {
      this.#closedUntil = Math.max(this.#closedUntil, now + Math.min(askedMs, longestAskedMs))
      return
    }
    if (!isProbe && this.#failures < mostFailures) return
    if (this.#closedUntil > now) return
    this.#closedUntil = now + Math.min(longestPauseMs, this.#firstPauseMs * 2 ** Math.min(this.#pauses, 10))
    this.#pauses += 1
    this.#failures = 0
  }
}
