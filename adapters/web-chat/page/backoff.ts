// How long to wait before trying again. Pure.

/** 1, 2, 4 … up to 30 seconds, half of it random, so that ten thousand pages do not return in the same second. */
export function backoffMs(failures: number, random: number): number {
  const longest = Math.min(30_000, 1_000 * 2 ** Math.min(failures, 5))
  return longest / 2 + (longest / 2) * random
}
