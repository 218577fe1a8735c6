// Bounds the databases share.

/** A claimed row is another process's again after this long; longer than any single try takes. */
export const leaseMs = 90_000

/** A turn that throws is tried this often before it is parked and the line behind it moves on. */
export const mostTurnFailures = 5

/** The wait before the next try of a failed turn: short at first, since most causes are a deploy or a passing fault. */
export function turnRetryMs(failuresBefore: number): number {
  return Math.min(60_000, 500 * 4 ** failuresBefore)
}
