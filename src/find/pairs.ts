// How often words were heard, alone and side by side: what belongs together, and what met once by chance.
import type { Token } from './normalise.ts'
import { createPairNumbers, type KnownPairNumbers, viewPairNumbers } from './pair-numbers.ts'

export interface Pairs {
  /** Texts heard. */
  count(): number
  /** The words heard, in the order they were. */
  words(): Iterable<string>
  timesOf(word: string): number
  timesTogether(one: string, other: string): number
  /** True when the two stand side by side somewhere. */
  has(one: string, other: string): boolean
  /** How much two words belong together, 0 to 1: the share of the one's neighbours on that side that are the other. */
  bond(one: string, other: string): number
}

/** Counts while texts are read. */
export interface PairCounter {
  add(words: readonly Token[]): void
  known(): KnownPairs
}

export interface KnownPairs {
  readonly texts: number
  readonly words: readonly string[]
  /** By word: how often it stands, how often something follows it, and how often it follows something. */
  readonly times: Int32Array
  readonly before: Int32Array
  readonly behind: Int32Array
  readonly pairs: KnownPairNumbers
  /** By pair. */
  readonly together: Int32Array
}

/** Two words that meet so rarely met by chance. */
const leastMeetings = 4

export function createPairCounter(): PairCounter {
  const numbers = new Map<string, number>()
  const pairs = createPairNumbers()
  const together: number[] = []
  const times: number[] = []
  const before: number[] = []
  const behind: number[] = []
  let texts = 0

  function numberOf(word: string): number {
    const met = numbers.get(word)
    if (met !== undefined) return met
    numbers.set(word, numbers.size)
    times.push(0)
    before.push(0)
    behind.push(0)
    return numbers.size - 1
  }

  return {
    add(words) {
      texts += 1
      let last = -1
      for (const { text } of words) {
        const number = numberOf(text)
        times[number] = (times[number] as number) + 1
        if (last >= 0) {
          const pair = pairs.add(last, number)
          if (pair === together.length) together.push(0)
          together[pair] = (together[pair] as number) + 1
          before[last] = (before[last] as number) + 1
          behind[number] = (behind[number] as number) + 1
        }
        last = number
      }
    },
    known: () => ({
      texts,
      words: [...numbers.keys()],
      times: Int32Array.from(times),
      before: Int32Array.from(before),
      behind: Int32Array.from(behind),
      pairs: pairs.known(),
      together: Int32Array.from(together),
    }),
  }
}

export function viewPairs({ texts, words, times, before, behind, pairs, together }: KnownPairs): Pairs {
  const numbers = new Map<string, number>()
  for (let number = 0; number < words.length; number++) numbers.set(words[number] as string, number)
  const { find } = viewPairNumbers(pairs)

  function timesTogether(one: string, other: string): number {
    const first = numbers.get(one)
    const second = numbers.get(other)
    const pair = first === undefined || second === undefined ? -1 : find(first, second)
    return pair < 0 ? 0 : (together[pair] as number)
  }

  return {
    count: () => texts,
    words: () => numbers.keys(),
    timesOf: (word) => times[numbers.get(word) ?? -1] ?? 0,
    timesTogether,
    has: (one, other) => timesTogether(one, other) > 0,
    bond(one, other) {
      const meetings = timesTogether(one, other)
      if (meetings < leastMeetings) return 0
      const first = numbers.get(one) as number
      const second = numbers.get(other) as number
      return meetings / Math.min(before[first] as number, behind[second] as number)
    },
  }
}
