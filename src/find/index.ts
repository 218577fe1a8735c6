// Builds the index that ranks procedures and help articles for a question.
import type { Lexicon, ReadToken } from './lexicon.ts'
import { fold, formOf, type Token, tokens } from './normalise.ts'
import { buildSpelling, type Spelling } from './spelling.ts'
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
  /** Room for one question at a time, so that none is allocated per question. */
  readonly scratch: Scratch
}

export interface Scratch {
  readonly overlap: Float64Array
  readonly slot: Int32Array
}

/** A name-like phrase matches at most so many names; more than that is a field, not a procedure. */
const mostNamesOfSaying = 4

interface Wording {
  readonly entry: number
  readonly text: string
  readonly isName: boolean
  readonly read: readonly ReadToken[]
}

export function buildIndex(
  entries: readonly Entry[],
  lexicon: Lexicon,
  lists: RankLists = { special: [], sayings: {}, popular: [] },
  weights: Weights = usualWeights,
): FindIndex {
  // Marked wordings first: they say which words belong together, which unmarked ones are then read by.
  const pairs = new Set<string>()
  const isPair = (one: string, other: string) => pairs.has(`${one} ${other}`)
  const typedPairs = new Set<string>()
  const own = wordingsOf(entries)
  const ownCount = own.length
  const texts = [...own, ...sayingsFor(entries, lists.sayings)]
  const readTexts = texts.map((one) => ({ ...one, typed: tokens(one.text) }))
  const found: Wording[] = new Array(readTexts.length)
  for (const marked of [true, false]) {
    for (const [at, { typed, ...one }] of readTexts.entries()) {
      if (isMarked(typed) !== marked) continue
      const read = lexicon.read(typed, isPair).filter(({ filler }) => !filler)
      found[at] = { ...one, read }
      for (let next = 1; next < typed.length; next++) {
        typedPairs.add(`${typed[next - 1]?.text} ${typed[next]?.text}`)
      }
      if (!marked) continue
      for (let next = 1; next < read.length; next++) pairs.add(`${read[next - 1]?.text} ${read[next]?.text}`)
    }
  }

  const terms = new Map<string, number>()
  const forms = new Map<string, number>()
  const heldOf: { term: number; form: number }[][] = []
  const kept: Wording[] = []
  for (const wording of found) {
    if (wording.read.length === 0) continue
    kept.push(wording)
    heldOf.push(holdTerms(wording, terms, forms))
  }

  const information = measureInformation(terms, kept, heldOf, lexicon, weights)
  const count = heldOf.reduce((sum, held) => sum + held.length, 0)
  const heldStarts = new Int32Array(kept.length + 1)
  const held = new Int32Array(count)
  const heldForms = new Int32Array(count)
  const holderStarts = new Int32Array(terms.size + 1)
  const wordingWeight = new Float64Array(kept.length)
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
  heldStarts[kept.length] = place
  for (let term = 0; term < terms.size; term++) {
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

  const readAs = (text: string) =>
    lexicon
      .read(tokens(text), isPair)
      .filter(({ filler }) => !filler)
      .map((token) => token.text)
  const special = lists.special.map(readAs)
  // The first wording of every entry is its name.
  const nameReads: (readonly ReadToken[])[] = entries.map(() => [])
  for (let at = found.length - 1; at >= 0; at--) {
    const wording = found[at]
    if (wording && at < ownCount) nameReads[wording.entry] = wording.read
  }
  const vocabulary = new Set([...[...terms.keys()].filter((term) => !term.includes(' ')), ...lexicon.words])
  for (const { typed } of readTexts) for (const { text } of typed) vocabulary.add(text)
  return {
    entries,
    lexicon,
    spelling: buildSpelling(vocabulary, {
      isKnown: (word) => vocabulary.has(word),
      isForm: (form) => forms.has(form),
      isPair: (one, other) => typedPairs.has(`${one} ${other}`),
    }),
    weights,
    byCode: new Map(entries.flatMap(({ code }, at) => (code ? [[code, at] as const] : []))),
    popular: lists.popular.flatMap((key) => {
      const at = entries.findIndex((entry) => entry.key === key)
      return at >= 0 ? [at] : []
    }),
    byField: indexFields(entries),
    terms,
    isPair,
    information,
    holderStarts,
    holders,
    wordingEntry: Int32Array.from(kept, ({ entry }) => entry),
    wordingWeight,
    wordingIsName: Uint8Array.from(kept, ({ isName }) => (isName ? 1 : 0)),
    heldStarts,
    held,
    heldForms,
    forms,
    wordingText: kept.map(({ text }) => text),
    prior: Float64Array.from(entries, (entry) => standingOf(entry, weights)),
    specials: nameReads.map((read) => specialsIn(read, special)),
    special,
    scratch: { overlap: new Float64Array(kept.length), slot: new Int32Array(terms.size) },
  }
}

// A text with a mark here and there was typed without them; what stands side by side in it teaches nothing.
function isMarked(typed: readonly Token[]): boolean {
  return typed.filter(({ form }) => form !== null).length * 3 >= typed.length
}

function wordingsOf(entries: readonly Entry[]): { entry: number; text: string; isName: boolean }[] {
  return entries.flatMap(({ name, aliases, kind }, entry) => [
    { entry, text: name, isName: kind === 'catalogue' },
    ...(kind === 'catalogue' ? coreOf(name) : []).map((text) => ({ entry, text, isName: true })),
    ...aliases.map((text) => ({ entry, text, isName: false })),
  ])
}

function specialsIn(read: readonly Token[], special: readonly (readonly string[])[]): number[] {
  const has = new Set(read.map(({ text }) => text))
  return special.flatMap((phrase, number) => {
    if (!has.has(phrase[0] ?? '')) return []
    const stands = read.some((_, at) => phrase.every((word, offset) => read[at + offset]?.text === word))
    return stands ? [number] : []
  })
}

/** Where the core of a name ends and its cases begin. */
const coreEnd =
  /\s*[(;:/]| đối với | trong trường hợp | trường hợp | thuộc thẩm quyền | theo quy định | thực hiện tại | do | tại /i
/** A name of fewer words is its own core. */
const longName = 9

// "Cấp Chứng chỉ hành nghề dược (bao gồm cả trường hợp …)": nobody says the cases, so the core is a wording of its own.
function coreOf(name: string): string[] {
  if (name.split(' ').length < longName) return []
  const core = name.slice(0, coreEnd.exec(name)?.index ?? name.length).trim()
  return core.length < name.length && core.split(' ').length >= 4 ? [core] : []
}

// A saying belongs to the names that hold all words of its phrase and little else; "1.004859" to the entry of that code.
function sayingsFor(
  entries: readonly Entry[],
  sayings: RankLists['sayings'],
): { entry: number; text: string; isName: boolean }[] {
  // With their marks: "dược" is a medicine, "được" is not.
  const wordsOf = (text: string) => tokens(text).map(formOf)
  const nameWords = entries.map(({ kind, name, aliases }) =>
    // A guide's first alias is its published name.
    kind === 'catalogue'
      ? [wordsOf(name)]
      : kind === 'procedure'
        ? [wordsOf(name), wordsOf(aliases[0] ?? '')]
        : [],
  )
  const byCode = new Map(entries.map((entry, at) => [entry.code, at]))
  const byWord = new Map<string, number[]>()
  for (const [entry, names] of nameWords.entries()) {
    for (const word of new Set(names.flat())) {
      const list = byWord.get(word)
      if (list) list.push(entry)
      else byWord.set(word, [entry])
    }
  }
  return Object.entries(sayings).flatMap(([phrase, says]) => {
    const code = byCode.get(phrase) ?? -1
    const named =
      code >= 0 ? [code] : /^\d\.\d{6}$/.test(phrase) ? [] : entriesNamed(wordsOf(phrase), nameWords, byWord)
    return named.flatMap((entry) => says.map((text) => ({ entry, text, isName: false })))
  })
}

function entriesNamed(
  phrase: readonly string[],
  nameWords: readonly (readonly (readonly string[])[])[],
  byWord: ReadonlyMap<string, readonly number[]>,
): number[] {
  let rarest: readonly number[] | undefined
  for (const word of phrase) {
    const list = byWord.get(word) ?? []
    if (!rarest || list.length < rarest.length) rarest = list
  }
  const found = (rarest ?? []).flatMap((entry) => {
    const fitting = (nameWords[entry] ?? []).filter((name) => phrase.every((word) => name.includes(word)))
    if (fitting.length === 0) return []
    const whole = fitting.some((name) => ` ${name.join(' ')} `.includes(` ${phrase.join(' ')} `))
    return [{ entry, whole, length: Math.min(...fitting.map((name) => name.length)) }]
  })
  // Where the phrase stands as it is written it is meant; scattered words are for those who leave words out.
  const meant = found.some(({ whole }) => whole) ? found.filter(({ whole }) => whole) : found
  const shortest = Math.min(...meant.map(({ length }) => length))
  return meant
    .filter(({ length }) => length <= shortest + 6)
    .sort((one, other) => one.length - other.length)
    .slice(0, mostNamesOfSaying)
    .map(({ entry }) => entry)
}

function holdTerms(
  { read }: Wording,
  terms: Map<string, number>,
  forms: Map<string, number>,
): { term: number; form: number }[] {
  const held = new Map<number, number>()
  const marked = read.some(({ form }) => form !== null)
  for (const [at, token] of read.entries()) {
    held.set(numberOf(terms, token.text), marked ? numberOf(forms, formOf(token), 1) : 0)
    const next = read[at + 1]
    if (next) held.set(numberOf(terms, `${token.text} ${next.text}`), 0)
  }
  return [...held].map(([term, form]) => ({ term, form }))
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
