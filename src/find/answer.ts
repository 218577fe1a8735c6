// Ranks entries for a question and says what to do with them: one match, a short choice, help, or nothing.
import { baseWeight, type EntryKind, type FindIndex, termsOf } from './index.ts'

export interface FoundEntry {
  readonly key: string
  readonly kind: EntryKind
  readonly code: string | null
  readonly name: string
  /** 0 to 1: how much of the question and of the wording agree. */
  readonly score: number
}

export interface FindAnswer {
  readonly kind: 'match' | 'choice' | 'help' | 'none'
  readonly results: readonly FoundEntry[]
}

/** Below this a hit is an accident; a person is better served by "tôi chưa hiểu". */
const leastScore = 0.3
/** Within this share of the best score two entries are told apart by asking. */
const nearTie = 0.86
/** Long stories put the point at the end or the start; this many characters hold both. */
const longestQuery = 1_000

export function findAnswer(index: FindIndex, query: string, limit = 5): FindAnswer {
  const code = /\b[1-6]\.\d{6}\b/.exec(query)?.[0]
  const exact = code === undefined ? undefined : index.byCode.get(code)
  if (exact !== undefined) return { kind: 'match', results: [found(index, exact, 1)] }

  const ranked = rank(index, query.slice(0, longestQuery)).slice(0, limit)
  const best = ranked[0]
  if (!best || best.score < leastScore) return { kind: 'none', results: [] }
  if (best.kind === 'help') return { kind: 'help', results: ranked }
  const near = ranked.filter((entry) => entry.kind !== 'help' && entry.score >= best.score * nearTie)
  return { kind: near.length > 1 ? 'choice' : 'match', results: ranked }
}

export function rank(index: FindIndex, query: string): FoundEntry[] {
  const tokens = index.lexicon.rewrite(query).map((token) => index.correct(token) ?? token)
  const terms = new Set(termsOf(tokens))
  if (terms.size === 0) return []
  let asked = 0
  const overlap = new Map<number, number>()
  for (const term of terms) {
    const information = index.information.get(term)
    // A pair nobody uses says nothing; a word nobody uses says the question is about something else.
    if (information === undefined) {
      if (!term.includes(' ')) asked += baseWeight(term) * 2
      continue
    }
    asked += information
    for (const wording of index.postings.get(term) ?? []) {
      overlap.set(wording, (overlap.get(wording) ?? 0) + information)
    }
  }
  const best = new Map<number, number>()
  for (const [position, shared] of overlap) {
    const wording = index.wordings[position]
    if (!wording) continue
    let whole = 0
    for (const term of wording.terms) whole += index.information.get(term) ?? 0
    // How much of the wording was said counts more than how much of a long story the wording explains.
    const score = (shared / whole) ** 0.6 * (shared / asked) ** 0.4
    if (score > (best.get(wording.entry) ?? 0)) best.set(wording.entry, score)
  }
  return [...best]
    .map(([entry, score]) => found(index, entry, score))
    .sort((a, b) => b.score - a.score || a.name.length - b.name.length)
}

function found(index: FindIndex, position: number, score: number): FoundEntry {
  const entry = index.entries[position]
  if (!entry) throw new Error('[find] index out of step with its entries')
  return { key: entry.key, kind: entry.kind, code: entry.code, name: entry.name, score }
}
