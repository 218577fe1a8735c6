// The words of all wordings and the pairs of neighbours among them, numbered, so that everything else is counted in flat arrays.
import { isMarked, type Token } from './normalise.ts'
import {
  createPairNumbers,
  type GrowingPairNumbers,
  type KnownPairNumbers,
  type PairNumbers,
  viewPairNumbers,
} from './pair-numbers.ts'

/** Where a word has no marks to compare, its form is 0. */
const firstForm = 1

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
  /** The words of a term, by their numbers; of a word itself. */
  firstOf(term: number): number
  lastOf(term: number): number
}

/** Terms while texts are read. */
export interface GrowingTerms {
  readonly words: Map<string, number>
  readonly forms: Map<string, number>
  readonly pairs: GrowingPairNumbers
  isPair(one: string, other: string): boolean
  /** Pairs met from here on stand in wordings without marks only. */
  endMarked(): void
  known(): KnownTerms
}

export interface KnownTerms {
  readonly words: readonly string[]
  readonly forms: readonly string[]
  readonly pairs: KnownPairNumbers
  /** So many pairs, from the first, stand in wordings with marks. */
  readonly markedPairs: number
}

export function createTerms(): GrowingTerms {
  const words = new Map<string, number>()
  const forms = new Map<string, number>()
  const pairs = createPairNumbers()
  let markedPairs = Number.POSITIVE_INFINITY
  return {
    words,
    forms,
    pairs,
    isPair(one, other) {
      const pair = pairOf(words, pairs, one, other)
      return pair >= 0 && pair < markedPairs
    },
    endMarked() {
      markedPairs = pairs.count()
    },
    known: () => ({ words: [...words.keys()], forms: [...forms.keys()], pairs: pairs.known(), markedPairs }),
  }
}

export function viewTerms(known: KnownTerms): Terms {
  const words = numbered(known.words, 0)
  const pairs = viewPairNumbers(known.pairs)
  return {
    words,
    forms: numbered(known.forms, firstForm),
    count: () => words.size + pairs.count(),
    ofWord: (word) => words.get(word) ?? -1,
    ofPair(one, other) {
      const pair = pairOf(words, pairs, one, other)
      return pair < 0 ? -1 : words.size + pair
    },
    isPair(one, other) {
      const pair = pairOf(words, pairs, one, other)
      return pair >= 0 && pair < known.markedPairs
    },
    firstOf: (term) => (term < words.size ? term : pairs.firstOf(term - words.size)),
    lastOf: (term) => (term < words.size ? term : pairs.secondOf(term - words.size)),
  }
}

function numbered(keys: readonly string[], first: number): Map<string, number> {
  const numbers = new Map<string, number>()
  for (let at = 0; at < keys.length; at++) numbers.set(keys[at] as string, at + first)
  return numbers
}

function pairOf(words: ReadonlyMap<string, number>, pairs: PairNumbers, one: string, other: string): number {
  const first = words.get(one)
  const second = words.get(other)
  return first === undefined || second === undefined ? -1 : pairs.find(first, second)
}

/** Lists of the terms of texts, one behind the other in arrays that double when they are full. */
export interface HeldTerms {
  /** Pairs stand here below zero: while texts are read, the number of words to put them behind is not known. */
  terms: Int32Array
  /** Beside it, the marks of a word; 0 where it has none to compare. */
  forms: Int32Array
  length: number
  /** By text: where its terms begin, and where they end. */
  readonly starts: number[]
  readonly ends: number[]
}

/** `words`: how many are expected; each brings itself and a pair. */
export function createHeldTerms(words: number): HeldTerms {
  const room = Math.max(1, 2 * words)
  return { terms: new Int32Array(room), forms: new Int32Array(room), length: 0, starts: [], ends: [] }
}

export function holdTerms(
  text: number,
  read: readonly Token[],
  { words, forms, pairs }: GrowingTerms,
  held: HeldTerms,
): void {
  while (held.length + 2 * read.length > held.terms.length) {
    held.terms = doubled(held.terms)
    held.forms = doubled(held.forms)
  }
  const start = held.length
  const marked = read.some(isMarked)
  let before = -1
  for (const { text, form } of read) {
    const word = numberOf(words, text, 0)
    if (before >= 0) holdTerm(~pairs.add(before, word), 0, start, held)
    holdTerm(word, marked ? numberOf(forms, form ?? text, firstForm) : 0, start, held)
    before = word
  }
  held.starts[text] = start
  held.ends[text] = held.length
}

function holdTerm(term: number, form: number, start: number, held: HeldTerms): void {
  const { terms, length } = held
  // A text has few words, so looking through them beats a set.
  let at = start
  while (at < length && terms[at] !== term) at += 1
  terms[at] = term
  held.forms[at] = form
  if (at === length) held.length += 1
}

function doubled(list: Int32Array): Int32Array {
  const longer = new Int32Array(list.length * 2)
  longer.set(list)
  return longer
}

function numberOf(numbers: Map<string, number>, key: string, first: number): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  const number = numbers.size + first
  numbers.set(key, number)
  return number
}
