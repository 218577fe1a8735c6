// Token buckets in memory. They slow a flood; what must be counted exactly is in the database.

export interface Rate {
  /** What may come at once. */
  readonly burst: number
  readonly perSecond: number
}

// One bucket is some hundred bytes. At the bound the oldest is forgotten, and starts full again.
const mostBuckets = 20_000

export function createRate(rate: Rate, now: () => number): (key: string) => boolean {
  const buckets = new Map<string, { level: number; at: number }>()
  return (key) => {
    const at = now()
    const bucket = buckets.get(key)
    const refilled = bucket ? bucket.level + ((at - bucket.at) / 1000) * rate.perSecond : rate.burst
    const level = Math.min(rate.burst, refilled)
    const allowed = level >= 1
    // Taken out and put back, the map's order is the order of use.
    buckets.delete(key)
    buckets.set(key, { level: allowed ? level - 1 : level, at })
    if (buckets.size > mostBuckets) {
      const oldest = buckets.keys().next()
      if (!oldest.done) buckets.delete(oldest.value)
    }
    return allowed
  }
}
