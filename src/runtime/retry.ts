// When to try again: waits that grow, with jitter, and a bound after which a person must look.

export interface RetryPlan {
  readonly firstMs: number
  readonly longestMs: number
  readonly mostTries: number
}

/** Messages to applicants: a platform that is down for a day is worth waiting for, a longer silence is not. */
export const replyRetry: RetryPlan = { firstMs: 1_000, longestMs: 15 * 60_000, mostTries: 110 }
/** Our own work on files. */
export const effectRetry: RetryPlan = { firstMs: 1_000, longestMs: 60_000, mostTries: 20 }
/** Filing: portals close for a night; two days of tries before staff are asked. */
export const submissionRetry: RetryPlan = { firstMs: 1_000, longestMs: 10 * 60_000, mostTries: 300 }

/** Milliseconds until the next try, or null when the bound is reached. `random` is in [0, 1). */
export function nextWait(plan: RetryPlan, triesSoFar: number, random: number, askedMs = 0): number | null {
  if (triesSoFar >= plan.mostTries) return null
  const grown = Math.min(plan.longestMs, plan.firstMs * 2 ** Math.min(triesSoFar, 30))
  return Math.max(askedMs, Math.round(grown * (0.5 + random / 2)))
}
