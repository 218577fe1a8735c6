// Phrases of the word lists, looked up by their first word: most words begin none, so one look tells.
import { formOf, type Token, tokens } from './normalise.ts'

export type PairTest = (one: string, other: string) => boolean

interface Phrase<Value> {
  /** Its words with their marks. */
  readonly key: string
  readonly words: readonly Token[]
  readonly value: Value
}

export interface Phrases<Value> {
  readonly words: ReadonlySet<string>
  add(phrase: string, value: Value): void
  /** The longest phrase that begins at this place. */
  at(
    typed: readonly Token[],
    place: number,
    marked: boolean,
    isPair: PairTest,
  ): { value: Value; length: number } | null
  /** Changes every word of every phrase found. */
  mark<Kind extends Token>(
    typed: Kind[],
    marked: boolean,
    isPair: PairTest,
    change: (token: Kind) => Kind,
  ): void
}

export function createPhrases<Value>(): Phrases<Value> {
  const byFirstWord = new Map<string, Phrase<Value>[]>()
  /** First words whose phrases were added to since they were last put in order, longest first. */
  const unsorted = new Set<string>()
  const known = new Set<string>()

  function at(typed: readonly Token[], place: number, marked: boolean, isPair: PairTest) {
    const first = typed[place]?.text ?? ''
    const phrases = byFirstWord.get(first)
    if (!phrases) return null
    if (unsorted.delete(first)) phrases.sort((one, other) => other.words.length - one.words.length)
    for (const { words, value } of phrases) {
      if (!words.every(({ text }, offset) => typed[place + offset]?.text === text)) continue
      const agrees =
        words.length > 1
          ? agreesMostly(words, typed, place)
          : agreesAlone(words, typed, place, marked, isPair)
      if (agrees) return { value, length: words.length }
    }
    return null
  }

  return {
    words: known,
    add(phrase, value) {
      const words = tokens(phrase)
      const first = words[0]
      if (!first) return
      for (const { text } of words) known.add(text)
      const key = words.map(formOf).join(' ')
      const list = byFirstWord.get(first.text)
      if (!list) {
        byFirstWord.set(first.text, [{ key, words, value }])
        return
      }
      // An editor's later line about the same phrase counts.
      const same = list.findIndex((other) => other.key === key)
      if (same >= 0) list.splice(same, 1)
      list.unshift({ key, words, value })
      unsorted.add(first.text)
    },
    at,
    mark(typed, marked, isPair, change) {
      for (let place = 0; place < typed.length; ) {
        const length = at(typed, place, marked, isPair)?.length ?? 0
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
  const wrong = words.filter((word, offset) => {
    const form = typed[place + offset]?.form ?? null
    return form !== null && form !== formOf(word)
  })
  return wrong.length * 2 < words.length
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
