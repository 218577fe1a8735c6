// Builds the index that ranks procedures and help articles for a question.
import { type ActionLists, type Actions, anyAction, buildActions } from './actions.ts'
import type { Leaning } from './leaning.ts'
import type { Lexicon } from './lexicon.ts'
import { fold, formOf, type Token, tokens } from './normalise.ts'
import { buildSpelling, type Spelling } from './spelling.ts'
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
export interface FindIndex {
  readonly entries: readonly Entry[]
  readonly lexicon: Lexicon
  readonly spelling: Spelling
  readonly weights: Weights
  readonly byCode: ReadonlyMap<string, number>
  readonly popular: readonly number[]
  /** Folded words of a field → its entries. */
  readonly byField: ReadonlyMap<string, readonly number[]>
  /** A word, or two words with a space → its number. */
  readonly terms: ReadonlyMap<string, number>
  readonly leaning: Leaning
  /** True when two words stand side by side in a marked wording. */
  isPair(one: string, other: string): boolean
  /** By term: how much it tells, from how few entries use it. */
  readonly information: Float64Array
  /** By term: where its wordings begin in `holders`. */
  readonly holderStarts: Int32Array
  readonly holders: Int32Array
  /** By wording: its entry, what all its terms tell together, and where its terms begin in `held`. */
  readonly wordingEntry: Int32Array
  readonly wordingWeight: Float64Array
  /** By wording: what sharing words with it is worth at a first look: its entry's standing, less for a long one. */
  readonly wordingStanding: Float64Array
  readonly wordingIsName: Uint8Array
  readonly heldStarts: Int32Array
  readonly held: Int32Array
  /** Beside `held`: the marks of the word, 0 where it has none to compare. */
  readonly heldForms: Int32Array
  readonly forms: ReadonlyMap<string, number>
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
}

/** A word heard less often may be a slip of whoever wrote it down. */
const leastHeard = 3

export function buildIndex(
  entries: readonly Entry[],
  lexicon: Lexicon,
  lists: RankLists = { special: [], sayings: {}, things: {}, actions: {}, popular: [] },
  weights: Weights = usualWeights,
): FindIndex {
  const { wordings, typedNames, names, isPair, typedPairs, leaning, typedWords } = readWordings(
    entries,
    lists,
    lexicon,
  )
  const terms = new Map<string, number>()
  const forms = new Map<string, number>()
  const kept = wordings.filter(({ read }) => read.length > 0)
  const pairTerms = new Map<number, number>()
  const heldByRead = new Map<Wording['read'], readonly Held[]>()
  const heldOf = kept.map((wording) => {
    const known = heldByRead.get(wording.read)
    if (known) return known
    const held = holdTerms(wording, terms, pairTerms, forms)
    heldByRead.set(wording.read, held)
    return held
  })
  const actionsByRead = new Map<Wording['read'], number>()
  const information = measureInformation(terms, kept, heldOf, lexicon, weights)
  const special = lists.special.map((phrase) =>
    lexicon
      .read(tokens(phrase), isPair)
      .filter(({ filler }) => !filler)
      .map(({ text }) => text),
  )
  const vocabulary = new Set([...typedWords, ...lexicon.words])
  for (const term of terms.keys()) if (!term.includes(' ')) vocabulary.add(term)
  const actions = buildActions(lists.actions, weights.action)
  const entryActions = entries.map((entry, at) => actionsOf(entry, typedNames[at] ?? [], actions))
  const byKey = new Map(entries.map(({ key }, at) => [key, at]))
  const flat = flatten(heldOf, terms.size, information)
  const prior = Float64Array.from(entries, (entry) => standingOf(entry, weights))
  return {
    entries,
    lexicon,
    spelling: buildSpelling(vocabulary, {
      isKnown: (word) => vocabulary.has(word),
      isManner: (word) => lexicon.manners.has(word),
      isForm: (form) => forms.has(form),
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
    isPair,
    information,
    ...flat,
    wordingEntry: Int32Array.from(kept, ({ entry }) => entry),
    wordingStanding: Float64Array.from(
      kept,
      ({ entry }, at) => (prior[entry] as number) / Math.sqrt(flat.wordingWeight[at] as number),
    ),
    wordingIsName: Uint8Array.from(kept, ({ isName }) => (isName ? 1 : 0)),
    forms,
    wordingText: kept.map(({ text }) => text),
    prior,
    specials: names.map((read) => specialsIn(read, special)),
    special,
    actions,
    wordingActions: Int32Array.from(kept, ({ entry, isName, typed, read }) => {
      const own = entryActions[entry] ?? 0
      if (isName) return own
      let said = actionsByRead.get(read)
      if (said === undefined) {
        said = actions.ofWords(typed)
        actionsByRead.set(read, said)
      }
      return own | said
    }),
    scratch: { overlap: new Float64Array(kept.length), slot: new Int32Array(terms.size) },
  }
}

interface Held {
  readonly term: number
  readonly form: number
}

/** Lists of terms by wording, and of wordings by term, each as one flat array with the places where a list begins. */
function flatten(heldOf: readonly (readonly Held[])[], termCount: number, information: Float64Array) {
  const count = heldOf.reduce((sum, list) => sum + list.length, 0)
  const heldStarts = new Int32Array(heldOf.length + 1)
  const held = new Int32Array(count)
  const heldForms = new Int32Array(count)
  const holderStarts = new Int32Array(termCount + 1)
  const wordingWeight = new Float64Array(heldOf.length)
  let place = 0
  for (const [wording, list] of heldOf.entries()) {
    heldStarts[wording] = place
    for (const { term, form } of list) {
      held[place] = term
      heldForms[place] = form
      holderStarts[term + 1] = (holderStarts[term + 1] ?? 0) + 1
      wordingWeight[wording] = (wordingWeight[wording] ?? 0) + (information[term] ?? 0)
      place += 1
    }
  }
  heldStarts[heldOf.length] = place
  for (let term = 0; term < termCount; term++) {
    holderStarts[term + 1] = (holderStarts[term + 1] ?? 0) + (holderStarts[term] ?? 0)
  }
  const holders = new Int32Array(count)
  const next = holderStarts.slice()
  for (const [wording, list] of heldOf.entries()) {
    for (const { term } of list) {
      const slot = next[term] ?? 0
      holders[slot] = wording
      next[term] = slot + 1
    }
  }
  return { heldStarts, held, heldForms, holderStarts, holders, wordingWeight }
}

function specialsIn(read: readonly Token[], special: readonly (readonly string[])[]): number[] {
  const has = new Set(read.map(({ text }) => text))
  return special.flatMap((phrase, number) => {
    if (!has.has(phrase[0] ?? '')) return []
    const stands = read.some((_, at) => phrase.every((word, offset) => read[at + offset]?.text === word))
    return stands ? [number] : []
  })
}

/** Two numbers below this are one, so that pairs of words need no text of their own to be told apart. */
const pairBase = 2 ** 21

function holdTerms(
  { read }: Wording,
  terms: Map<string, number>,
  pairTerms: Map<number, number>,
  forms: Map<string, number>,
): Held[] {
  const held: Held[] = []
  const add = (term: number, form: number) => {
    // A wording has few words, so looking through them beats a set.
    for (let at = 0; at < held.length; at++) {
      if (held[at]?.term !== term) continue
      held[at] = { term, form }
      return
    }
    held.push({ term, form })
  }
  const marked = read.some(({ form }) => form !== null)
  let before = -1
  let beforeText = ''
  for (const token of read) {
    const term = numberOf(terms, token.text)
    if (before >= 0) {
      const key = before * pairBase + term
      let pair = pairTerms.get(key)
      if (pair === undefined) {
        pair = numberOf(terms, `${beforeText} ${token.text}`)
        pairTerms.set(key, pair)
      }
      add(pair, 0)
    }
    add(term, marked ? numberOf(forms, formOf(token), 1) : 0)
    before = term
    beforeText = token.text
  }
  return held
}

function numberOf(numbers: Map<string, number>, key: string, first = 0): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  const number = numbers.size + first
  numbers.set(key, number)
  return number
}

function measureInformation(
  terms: ReadonlyMap<string, number>,
  kept: readonly Wording[],
  heldOf: readonly (readonly { term: number }[])[],
  lexicon: Lexicon,
  weights: Weights,
): Float64Array {
  const entriesHolding = new Int32Array(terms.size)
  const lastEntry = new Int32Array(terms.size).fill(-1)
  // Wordings of one entry need not stand together, so an entry may count twice: a saying is worth the same as a name.
  for (const [wording, list] of heldOf.entries()) {
    const entry = kept[wording]?.entry ?? -1
    for (const { term } of list) {
      if (lastEntry[term] === entry) continue
      lastEntry[term] = entry
      entriesHolding[term] = (entriesHolding[term] ?? 0) + 1
    }
  }
  const all = new Set(kept.map(({ entry }) => entry)).size
  const information = new Float64Array(terms.size)
  for (const [term, number] of terms) {
    const parts = term.split(' ')
    // Below two holders rareness tells nothing more about meaning.
    const holding = Math.max(2, entriesHolding[number] ?? 0)
    const isLight = parts.some((part) => lexicon.light.has(part) || /^\d+$/.test(part))
    information[number] =
      (parts.length > 1 ? weights.pair : 1) * (isLight ? weights.light : 1) * Math.log(1 + all / holding)
  }
  return information
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
