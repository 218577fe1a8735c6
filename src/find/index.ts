// Builds the index that ranks procedures and help articles for a question.
import { type ActionLists, type Actions, buildActions } from './actions.ts'
import { createLeaning, type Leaning } from './leaning.ts'
import type { Lexicon } from './lexicon.ts'
import { fold } from './normalise.ts'
import { viewPairs } from './pairs.ts'
import { buildPostings, type Postings } from './postings.ts'
import { type Reading, readEntries } from './reading.ts'
import { buildSpelling, type Spelling } from './spelling.ts'
import { type Terms, viewTerms } from './terms.ts'
import { weights as usualWeights, type Weights } from './weights.ts'

export type EntryKind = 'procedure' | 'help' | 'catalogue' | 'outside'

export interface Entry {
  /** How the caller knows the entry: a guide's slug, a help article's code, a catalogue key, a topic outside. */
  readonly key: string
  /** `catalogue`: a procedure known by name only. `outside`: a matter no office here deals with. */
  readonly kind: EntryKind
  readonly code: string | null
  readonly name: string
  readonly aliases: readonly string[]
  readonly field?: string | null
  /** As published: "commune", "ministry|province", "district(abolished)"; unknown when absent. */
  readonly level?: string | null
}

/** What editors know about names in general, beside the words themselves. */
export interface RankLists {
  /** Words of a name that make it a special case of another. */
  readonly special: readonly string[]
  /** Words of an official name, or a code → how people say it. */
  readonly sayings: Readonly<Record<string, readonly string[]>>
  /** Words of official names → what people call the thing, whatever is wanted of it. */
  readonly things: Readonly<Record<string, readonly string[]>>
  readonly actions: Readonly<Record<string, ActionLists>>
  /** Keys of the entries offered when nothing in particular was asked. */
  readonly popular: readonly string[]
}

/** Everything the ranking reads, flat arrays where questions are answered from them. */
export interface FindIndex extends Postings {
  readonly entries: readonly Entry[]
  readonly lexicon: Lexicon
  readonly spelling: Spelling
  readonly weights: Weights
  readonly byCode: ReadonlyMap<string, number>
  readonly popular: readonly number[]
  /** Folded words of a field → its entries. */
  readonly byField: ReadonlyMap<string, readonly number[]>
  readonly terms: Terms
  readonly leaning: Leaning
  /** By wording: its entry. */
  readonly wordingEntry: Int32Array
  /** By wording: what sharing words with it is worth at a first look: its entry's standing, less for a long one. */
  readonly wordingStanding: Float64Array
  readonly wordingIsName: Uint8Array
  /** By entry: how many wordings it has. */
  readonly wordingCount: Int32Array
  readonly wordingText: readonly string[]
  /** By entry: its standing before anything is asked. */
  readonly prior: Float64Array
  /** By entry: which of `special` its name contains. */
  readonly specials: readonly (readonly number[])[]
  /** The words of each special case, as terms read. */
  readonly special: readonly (readonly string[])[]
  readonly actions: Actions
  /** By wording: the actions of its entry and its own. */
  readonly wordingActions: Int32Array
  /** Room for one question at a time, so that none is allocated per question. */
  readonly scratch: Scratch
}

export interface Scratch {
  readonly overlap: Float64Array
  readonly slot: Int32Array
  /** By entry: its place among those compared, from 1. */
  readonly candidate: Int32Array
}

/** A word heard less often may be a slip of whoever wrote it down. */
const leastHeard = 3

/** `known`: what readEntries() made of the same entries and lists another time. */
export function buildIndex(
  entries: readonly Entry[],
  lexicon: Lexicon,
  lists: RankLists = { special: [], sayings: {}, things: {}, actions: {}, popular: [] },
  weights: Weights = usualWeights,
  known?: Reading,
): FindIndex {
  const actions = buildActions(lists.actions, weights.action)
  const reading = known ?? readEntries(entries, lexicon, lists)
  const terms = viewTerms(reading.terms)
  const typedPairs = viewPairs(reading.typedPairs)
  const postings = buildPostings(reading, terms, lexicon.light, weights)
  const vocabulary = new Set([...typedPairs.words(), ...lexicon.words, ...terms.words.keys()])
  const byKey = new Map(entries.map(({ key }, at) => [key, at]))
  const prior = Float64Array.from(entries, (entry) => standingOf(entry, weights))
  return {
    entries,
    lexicon,
    spelling: buildSpelling(vocabulary, {
      isKnown: (word) => vocabulary.has(word),
      isManner: (word) => lexicon.manners.has(word),
      isForm: (form) => terms.forms.has(form),
      isRare: (word) => typedPairs.timesOf(word) < leastHeard && !lexicon.words.has(word),
      isPair: typedPairs.has,
      meetings: typedPairs.timesTogether,
      bond: typedPairs.bond,
    }),
    weights,
    byCode: new Map(entries.flatMap(({ code }, at) => (code ? [[code, at] as const] : []))),
    popular: lists.popular.flatMap((key) => byKey.get(key) ?? []),
    byField: indexFields(entries),
    terms,
    leaning: createLeaning(typedPairs, viewPairs(reading.outsidePairs)),
    ...postings,
    wordingEntry: reading.wordingEntry,
    wordingStanding: postings.wordingWeight.map(
      (weight, at) => (prior[reading.wordingEntry[at] as number] as number) / Math.sqrt(weight),
    ),
    wordingCount: countWordings(entries, reading.wordingEntry),
    wordingIsName: reading.wordingIsName,
    wordingText: reading.wordingText,
    prior,
    specials: reading.specials,
    special: reading.special,
    actions,
    wordingActions: reading.wordingActions,
    scratch: {
      overlap: new Float64Array(reading.wordingEntry.length),
      slot: new Int32Array(terms.count()),
      candidate: new Int32Array(entries.length),
    },
  }
}

function countWordings(entries: readonly Entry[], wordingEntry: Int32Array): Int32Array {
  const count = new Int32Array(entries.length)
  for (const entry of wordingEntry) count[entry] = (count[entry] as number) + 1
  return count
}

function indexFields(entries: readonly Entry[]): Map<string, number[]> {
  const fields = new Map<string, number[]>()
  // "Đất đai (Bộ Nông nghiệp và Môi trường)" is the field "Đất đai".
  const folded = new Map<string, string>()
  for (const [at, { field }] of entries.entries()) {
    if (!field) continue
    const key = folded.get(field) ?? fold(field.replace(/\(.*\)/, ''))
    folded.set(field, key)
    const list = fields.get(key)
    if (list) list.push(at)
    else fields.set(key, [at])
  }
  return fields
}

function standingOf({ kind, level }: Entry, weights: Weights): number {
  if (kind === 'help') return weights.help
  if (kind === 'outside') return weights.outside
  const kindWeight = kind === 'procedure' ? weights.guide : 1
  if (!level) return kindWeight
  if (/commune|xã|phường/i.test(level)) return kindWeight * weights.level.commune
  if (/abolished|huyện/i.test(level)) return kindWeight * weights.level.abolished
  if (/province|tỉnh|sở/i.test(level)) return kindWeight * weights.level.province
  if (/ministry|bộ|trung ương/i.test(level)) return kindWeight * weights.level.ministry
  return kindWeight * weights.level.other
}
