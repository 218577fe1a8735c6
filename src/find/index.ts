// Builds the index that ranks procedures and help articles for a question.
import { type ActionLists, type Actions, anyAction, buildActions } from './actions.ts'
import type { Leaning } from './leaning.ts'
import type { Lexicon } from './lexicon.ts'
import { fold, type Token, tokens } from './normalise.ts'
import { buildPostings, type Postings } from './postings.ts'
import { buildSpelling, type Spelling } from './spelling.ts'
import type { Terms } from './terms.ts'
import { weights as usualWeights, type Weights } from './weights.ts'
import { readWordings, type Wording } from './wordings.ts'

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

export function buildIndex(
  entries: readonly Entry[],
  lexicon: Lexicon,
  lists: RankLists = { special: [], sayings: {}, things: {}, actions: {}, popular: [] },
  weights: Weights = usualWeights,
): FindIndex {
  const { wordings, typed, held, terms, typedNames, names, typedPairs, leaning } = readWordings(
    entries,
    lists,
    lexicon,
  )
  const kept = wordings.filter(
    ({ number }) => (held.starts[number] as number) < (held.ends[number] as number),
  )
  const postings = buildPostings(kept, held, terms, lexicon.light, weights)
  const special = lists.special.map((phrase) =>
    lexicon
      .read(tokens(phrase), terms.isPair)
      .filter(({ filler }) => !filler)
      .map(({ text }) => text),
  )
  const vocabulary = new Set([...typedPairs.words(), ...lexicon.words, ...terms.words.keys()])
  const actions = buildActions(lists.actions, weights.action)
  const entryActions = entries.map((entry, at) => actionsOf(entry, typedNames[at] ?? [], actions))
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
    leaning,
    ...postings,
    wordingEntry: new Int32Array(kept.map(({ entry }) => entry)),
    wordingStanding: postings.wordingWeight.map(
      (weight, at) => (prior[kept[at]?.entry ?? -1] as number) / Math.sqrt(weight),
    ),
    wordingCount: countWordings(entries, kept),
    wordingIsName: new Uint8Array(kept.map(({ isName }) => (isName ? 1 : 0))),
    wordingText: kept.map(({ text }) => text),
    prior,
    specials: findSpecials(names, special),
    special,
    actions,
    wordingActions: actionsOfWordings(kept, typed, entryActions, actions),
    scratch: {
      overlap: new Float64Array(kept.length),
      slot: new Int32Array(terms.count()),
      candidate: new Int32Array(entries.length),
    },
  }
}

function countWordings(entries: readonly Entry[], kept: readonly Wording[]): Int32Array {
  const count = new Int32Array(entries.length)
  for (const { entry } of kept) count[entry] = (count[entry] as number) + 1
  return count
}

/** By name: the numbers of the special cases in it. */
function findSpecials(
  names: readonly (readonly Token[])[],
  special: readonly (readonly string[])[],
): number[][] {
  const byFirst = Map.groupBy(special.keys(), (number) => special[number]?.[0] ?? '')
  return names.map((name) => {
    const found: number[] = []
    for (let at = 0; at < name.length; at++) {
      for (const number of byFirst.get(name[at]?.text ?? '') ?? []) {
        if (standsAt(at, name, special[number] ?? []) && !found.includes(number)) found.push(number)
      }
    }
    return found.sort((one, other) => one - other)
  })
}

function standsAt(at: number, name: readonly Token[], phrase: readonly string[]): boolean {
  return phrase.every((word, offset) => name[at + offset]?.text === word)
}

function actionsOfWordings(
  kept: readonly Wording[],
  typed: readonly (readonly Token[])[],
  ofEntries: readonly number[],
  actions: Actions,
): Int32Array {
  // What things are called stands in many wordings, and is looked through once.
  const said: number[] = []
  return new Int32Array(
    kept.map(({ entry, isName, number }) => {
      const own = ofEntries[entry] as number
      if (isName) return own
      said[number] ??= actions.ofWords(typed[number] as readonly Token[])
      return own | said[number]
    }),
  )
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

function actionsOf({ kind, aliases }: Entry, name: readonly Token[], actions: Actions): number {
  // Help and matters outside are never the wrong thing to do with a paper.
  if (kind === 'help' || kind === 'outside') return anyAction
  // A guide's first alias is its published name.
  return actions.ofName(kind === 'procedure' && aliases[0] ? tokens(aliases[0]) : name)
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
