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

interface Name {
  readonly words: readonly string[]
  readonly text: string
}

/** `wordsOf` gives words with their marks: "dược" is a medicine, "được" is not. */
export function createNames(entries: readonly Entry[], wordsOf: (text: string) => readonly string[]): Names {
  const names = entries.map((entry) => namesOf(entry).map((text) => nameOf(wordsOf(text))))
  const byWord = new Map<string, number[]>()
  for (const [entry, own] of names.entries()) {
    for (const { words } of own) {
      for (const word of words) {
        const list = byWord.get(word)
        if (!list) byWord.set(word, [entry])
        else if (list.at(-1) !== entry) list.push(entry)
      }
    }
  }

  function entriesOfRarest(phrase: readonly string[]): readonly number[] {
    let rarest: readonly number[] | undefined
    for (const word of phrase) {
      const list = byWord.get(word) ?? []
      if (!rarest || list.length < rarest.length) rarest = list
    }
    return rarest ?? []
  }

  return {
    named(phrase) {
      const { text } = nameOf(phrase)
      const named: Named[] = []
      for (const entry of entriesOfRarest(phrase)) {
        let whole = false
        let length = Number.POSITIVE_INFINITY
        for (const name of names[entry] ?? []) {
          if (!holdsAll(name.words, phrase)) continue
          whole ||= name.text.includes(text)
          length = Math.min(length, name.words.length)
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

function nameOf(words: readonly string[]): Name {
  // Spaces around, so that only whole words are found in it.
  return { words, text: ` ${words.join(' ')} ` }
}

function holdsAll(words: readonly string[], wanted: readonly string[]): boolean {
  for (const word of wanted) if (!words.includes(word)) return false
  return true
}
