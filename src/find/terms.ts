// The words of all wordings and the pairs of neighbours among them, numbered, so that everything else is counted in flat arrays.
import type { Token } from './normalise.ts'
import { createPairNumbers, type PairNumbers } from './pair-numbers.ts'

/** A term is a word, or a pair of words: words have the numbers from 0, pairs those behind the last word. */
export interface Terms {
  /** Words as read → their numbers. */
  readonly words: ReadonlyMap<string, number>
  /** Marks of words → their numbers, from 1. */
  readonly forms: ReadonlyMap<string, number>
  count(): number
  /** -1 where no wording holds it. */
  ofWord(word: string): number
  ofPair(one: string, other: string): number
  /** True when two words stand side by side in a wording written with its marks. */
  isPair(one: string, other: string): boolean
  /** Of a pair its words, of a word itself twice. */
  wordsOf(term: number): readonly [number, number]
}

export interface GrowingTerms extends Terms {
  readonly words: Map<string, number>
  readonly forms: Map<string, number>
  readonly pairs: PairNumbers
  /** Pairs met from here on stand in wordings without marks only. */
  endMarked(): void
}

export function createTerms(): GrowingTerms {
  const words = new Map<string, number>()
  const pairs = createPairNumbers()
  let markedPairs = Number.POSITIVE_INFINITY

  function pairOf(one: string, other: string): number {
    const first = words.get(one)
    const second = words.get(other)
    return first === undefined || second === undefined ? -1 : pairs.find(first, second)
  }

  return {
    words,
    pairs,
    forms: new Map(),
    count: () => words.size + pairs.count(),
    ofWord: (word) => words.get(word) ?? -1,
    ofPair(one, other) {
      const pair = pairOf(one, other)
      return pair < 0 ? -1 : words.size + pair
    },
    isPair(one, other) {
      const pair = pairOf(one, other)
      return pair >= 0 && pair < markedPairs
    },
    wordsOf(term) {
      const pair = term - words.size
      return pair < 0 ? [term, term] : [pairs.firstOf(pair), pairs.secondOf(pair)]
    },
    endMarked() {
      markedPairs = pairs.count()
    },
  }
}

/** Lists of the terms of texts, one behind the other. */
export interface HeldTerms {
  /** Pairs stand here below zero: while texts are read, the number of words to put them behind is not known. */
  readonly terms: number[]
  /** Beside it, the marks of a word; 0 where it has none to compare. */
  readonly forms: number[]
  /** By text: where its terms begin, and where they end. */
  readonly starts: number[]
  readonly ends: number[]
}

export function holdTerms(
  text: number,
  read: readonly Token[],
  { words, forms, pairs }: GrowingTerms,
  held: HeldTerms,
): void {
  const start = held.terms.length
  const isMarked = read.some(({ form }) => form !== null)
  let before = -1
  for (const { text, form } of read) {
    const word = numberOf(words, text, 0)
    if (before >= 0) holdTerm(~pairs.add(before, word), 0, start, held)
    holdTerm(word, isMarked ? numberOf(forms, form ?? text, 1) : 0, start, held)
    before = word
  }
  held.starts[text] = start
  held.ends[text] = held.terms.length
}

function holdTerm(term: number, form: number, start: number, held: HeldTerms): void {
  // A text has few words, so looking through them beats a set.
  const at = held.terms.indexOf(term, start)
  if (at >= 0) held.forms[at] = form
  else {
    held.terms.push(term)
    held.forms.push(form)
  }
}

function numberOf(numbers: Map<string, number>, key: string, first: number): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  const number = numbers.size + first
  numbers.set(key, number)
  return number
}
