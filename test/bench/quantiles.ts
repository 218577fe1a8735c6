// Medians and tails of what was measured.

/** The value below which this share of the sorted sample lies. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = Float64Array.from(sample).sort()
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return Math.round(value * 1000) / 1000
}
