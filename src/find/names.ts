// Which entries a phrase of an official name means: those whose names hold all its words.
import type { Entry } from './index.ts'

/** An entry whose name holds all words of a phrase. */
export interface Named {
  readonly entry: number
  /** The phrase stands in the name as it is written. */
  readonly whole: boolean
  /** Words of the name. */
  readonly length: number
}

export interface Names {
  /** Those named by a phrase, short names first. */
  named(phrase: readonly string[]): Named[]
}

/** `wordsOf` gives words with their marks: "dược" is a medicine, "được" is not. */
export function createNames(entries: readonly Entry[], wordsOf: (text: string) => readonly string[]): Names {
  // As numbers, words are compared at a glance.
  const numbers = new Map<string, number>()
  /** By word: the entries in whose names it stands. */
  const holders: number[][] = []
  const names = entries.map((entry) => namesOf(entry).map(numbered))
  for (const [entry, own] of names.entries()) {
    for (const name of own) {
      for (const word of name) {
        const list = holders[word] as number[]
        if (list.at(-1) !== entry) list.push(entry)
      }
    }
  }

  function numbered(name: string): number[] {
    return wordsOf(name).map((word) => {
      const known = numbers.get(word)
      if (known !== undefined) return known
      numbers.set(word, holders.length)
      return holders.push([]) - 1
    })
  }

  return {
    named(phrase) {
      const words = phrase.map((word) => numbers.get(word) ?? -1)
      const named: Named[] = []
      for (const entry of shortest(words.map((word) => holders[word] ?? []))) {
        let whole = false
        let length = Number.POSITIVE_INFINITY
        for (const name of names[entry] ?? []) {
          if (!holdsAll(name, words)) continue
          whole ||= holdsPhrase(name, words)
          length = Math.min(length, name.length)
        }
        if (length < Number.POSITIVE_INFINITY) named.push({ entry, whole, length })
      }
      return named.sort((one, other) => one.length - other.length)
    },
  }
}

function namesOf({ kind, name, aliases }: Entry): string[] {
  if (kind === 'catalogue') return [name]
  // A guide's first alias is its published name.
  return kind === 'procedure' ? [name, aliases[0] ?? ''] : []
}

function shortest(lists: readonly (readonly number[])[]): readonly number[] {
  return lists.reduce((least, list) => (list.length < least.length ? list : least), lists[0] ?? [])
}

function holdsAll(name: readonly number[], words: readonly number[]): boolean {
  for (const word of words) if (!name.includes(word)) return false
  return true
}

function holdsPhrase(name: readonly number[], words: readonly number[]): boolean {
  return name.some((_, at) => words.every((word, offset) => name[at + offset] === word))
}
