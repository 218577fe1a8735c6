// How usual the words of a question are in what is said of an entry: what tells near siblings apart is often said in all wordings of
// the one and in a few of the other.
import type { FindIndex } from './index.ts'
import type { Question } from './question.ts'

/** By entry given: the logarithm of the share of its wordings that hold a word of the question, in the mean over its words. */
export function measureUsual(
  {
    holderStarts,
    holders,
    wordingEntry,
    wordingCount,
    scratch,
    weights: { usualUnheard, usualLeast },
  }: FindIndex,
  question: Question,
  among: readonly number[],
): number[] {
  const slot = scratch.candidate
  for (const [at, entry] of among.entries()) slot[entry] = at + 1
  const sums = among.map(() => 0)
  const times = new Float64Array(among.length)
  let weights = 0
  for (const { term, weight } of question.terms) {
    const start = holderStarts[term] as number
    const end = holderStarts[term + 1] as number
    times.fill(usualLeast + (usualUnheard * (end - start)) / wordingEntry.length)
    for (let at = start; at < end; at++) {
      const place = (slot[wordingEntry[holders[at] as number] as number] as number) - 1
      if (place >= 0) times[place] = (times[place] as number) + 1
    }
    for (const [at, entry] of among.entries()) {
      const share = (times[at] as number) / ((wordingCount[entry] as number) + usualUnheard)
      sums[at] = (sums[at] as number) + weight * Math.log(share)
    }
    weights += weight
  }
  for (const entry of among) slot[entry] = 0
  return sums.map((sum) => sum / (weights || 1))
}
