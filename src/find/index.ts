// Builds the index that ranks procedures and help articles for a question.
import Fuse from 'fuse.js'
import type { Lexicon } from './lexicon.ts'

export type EntryKind = 'procedure' | 'help' | 'catalogue'

export interface Entry {
  /** How the caller knows the entry: a guide's slug, a help article's code, a catalogue key. */
  readonly key: string
  /** `catalogue`: a procedure known by name only. */
  readonly kind: EntryKind
  readonly code: string | null
  readonly name: string
  readonly aliases: readonly string[]
}

/** A wording of an entry: its words and pairs of words, each once. */
interface Wording {
  readonly entry: number
  readonly terms: ReadonlySet<string>
  readonly weight: number
}

export interface FindIndex {
  readonly entries: readonly Entry[]
  readonly wordings: readonly Wording[]
  /** Term → wordings that hold it. */
  readonly postings: ReadonlyMap<string, readonly number[]>
  /** Term → how much it tells, from how few wordings hold it. */
  readonly information: ReadonlyMap<string, number>
  readonly lexicon: Lexicon
  readonly byCode: ReadonlyMap<string, number>
  /** The known word nearest to a misspelt one, or null. */
  correct(word: string): string | null
}

export function buildIndex(entries: readonly Entry[], lexicon: Lexicon): FindIndex {
  const wordings: Wording[] = []
  const postings = new Map<string, number[]>()
  for (const [position, entry] of entries.entries()) {
    const texts = new Set([entry.name, ...entry.aliases].map((text) => lexicon.rewrite(text).join(' ')))
    for (const text of texts) {
      const terms = new Set(termsOf(text.split(' ').filter(Boolean)))
      if (terms.size === 0) continue
      let weight = 0
      for (const term of terms) weight += baseWeight(term)
      for (const term of terms) {
        const list = postings.get(term)
        if (list) list.push(wordings.length)
        else postings.set(term, [wordings.length])
      }
      wordings.push({ entry: position, terms, weight })
    }
  }
  const information = new Map<string, number>()
  for (const [term, list] of postings) {
    information.set(term, baseWeight(term) * Math.log(1 + wordings.length / list.length))
  }
  const byCode = new Map<string, number>()
  for (const [position, entry] of entries.entries()) if (entry.code) byCode.set(entry.code, position)
  return {
    entries,
    wordings,
    postings,
    information,
    lexicon,
    byCode,
    correct: buildCorrection([...postings.keys()].filter((term) => !term.includes(' '))),
  }
}

/** Words and neighbouring pairs. Vietnamese words are mostly two syllables, so pairs carry the meaning. */
export function termsOf(tokens: readonly string[]): string[] {
  const pairs = tokens.slice(1).map((token, at) => `${tokens[at]} ${token}`)
  return [...tokens, ...pairs]
}

export function baseWeight(term: string): number {
  return term.includes(' ') ? 1.6 : 1
}

function buildCorrection(vocabulary: readonly string[]): (word: string) => string | null {
  const known = new Set(vocabulary)
  const fuse = new Fuse(
    vocabulary.filter((word) => word.length >= 3),
    { includeScore: true, threshold: 0.34, ignoreLocation: false, distance: 10 },
  )
  const remembered = new Map<string, string | null>()
  return (word) => {
    if (known.has(word)) return word
    if (word.length < 3 || word.length > 8 || /\d/.test(word)) return null
    const before = remembered.get(word)
    if (before !== undefined) return before
    const best = fuse.search(word, { limit: 3 }).find((hit) => Math.abs(hit.item.length - word.length) <= 1)
    // Bounded: a stranger can type any number of unknown words.
    if (remembered.size > 5_000) remembered.clear()
    remembered.set(word, best?.item ?? null)
    return best?.item ?? null
  }
}
