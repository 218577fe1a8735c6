// Phrases of the word lists, looked up word by word: most words begin none, so one look tells.
import { formOf, type Token, tokens } from './normalise.ts'

export type PairTest = (one: string, other: string) => boolean

/** Where words alone decide. */
export const noPairs: PairTest = () => false

export interface Phrase<Value> {
  /** Its words with their marks. */
  readonly key: string
  readonly words: readonly Token[]
  readonly value: Value
}

export interface Phrases<Value> {
  readonly words: ReadonlySet<string>
  add(phrase: string, value: Value): void
  /** The longest phrase that begins at this place. */
  at(typed: readonly Token[], place: number, marked: boolean, isPair: PairTest): Phrase<Value> | null
  /** Changes every word of every phrase found. */
  mark<Kind extends Token>(
    typed: Kind[],
    marked: boolean,
    isPair: PairTest,
    change: (token: Kind) => Kind,
  ): void
}

/** Phrases that begin with the same words, by the next word. */
interface Branch<Value> {
  readonly next: Map<string, Branch<Value>>
  /** Those that end here: the same words, with other marks. */
  readonly ending: Phrase<Value>[]
}

export function createPhrases<Value>(): Phrases<Value> {
  const root: Branch<Value>['next'] = new Map()
  const known = new Set<string>()

  function longest(
    branches: Branch<Value>['next'],
    typed: readonly Token[],
    place: number,
    length: number,
    marked: boolean,
    isPair: PairTest,
  ): Phrase<Value> | null {
    const token = typed[place + length]
    const branch = token && branches.get(token.text)
    if (!branch) return null
    if (branch.next.size > 0) {
      const longer = longest(branch.next, typed, place, length + 1, marked, isPair)
      if (longer) return longer
    }
    for (const phrase of branch.ending) {
      const agrees =
        length > 0
          ? agreesMostly(phrase.words, typed, place)
          : agreesAlone(phrase.words, typed, place, marked, isPair)
      if (agrees) return phrase
    }
    return null
  }

  const at: Phrases<Value>['at'] = (typed, place, marked, isPair) =>
    longest(root, typed, place, 0, marked, isPair)

  return {
    words: known,
    add(phrase, value) {
      const words = tokens(phrase)
      let branches = root
      let ending: Phrase<Value>[] | undefined
      for (const { text } of words) {
        known.add(text)
        let branch = branches.get(text)
        if (!branch) {
          branch = { next: new Map(), ending: [] }
          branches.set(text, branch)
        }
        branches = branch.next
        ending = branch.ending
      }
      if (!ending) return
      const key = words.map(formOf).join(' ')
      // An editor's later line about the same phrase counts.
      const same = ending.findIndex((other) => other.key === key)
      if (same >= 0) ending.splice(same, 1)
      ending.unshift({ key, words, value })
    },
    at,
    mark(typed, marked, isPair, change) {
      for (let place = 0; place < typed.length; ) {
        const length = at(typed, place, marked, isPair)?.words.length ?? 0
        for (let offset = 0; offset < length; offset++) {
          const token = typed[place + offset]
          if (token) typed[place + offset] = change(token)
        }
        place += length || 1
      }
    },
  }
}

// Three words together are hardly chance, even when one has other marks; of two, "ngoài mất" is not "ngoại mất".
function agreesMostly(words: readonly Token[], typed: readonly Token[], place: number): boolean {
  let wrong = 0
  for (let offset = 0; offset < words.length; offset++) {
    const form = typed[place + offset]?.form ?? null
    if (form !== null && form !== formOf(words[offset] as Token)) wrong += 1
  }
  return wrong * 2 < words.length
}

// "má" is mother, "mã" is a code. Without marks the neighbours decide: "ma so" belongs together, so "ma" is no mother there.
function agreesAlone(
  words: readonly Token[],
  typed: readonly Token[],
  place: number,
  marked: boolean,
  isPair: PairTest,
): boolean {
  const word = words[0] as Token
  const token = typed[place] as Token
  if (token.form !== null) return token.form === formOf(word)
  if (word.form !== null && marked) return false
  const before = typed[place - 1]?.text
  const next = typed[place + 1]?.text
  return (
    !(before !== undefined && isPair(before, token.text)) && !(next !== undefined && isPair(token.text, next))
  )
}
