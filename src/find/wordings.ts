// The wordings of every entry: its name, the core of its name, its aliases, and what editors say people call it. Read once.
import type { Entry, RankLists } from './index.ts'
import type { Lexicon, ReadToken } from './lexicon.ts'
import { createNames } from './names.ts'
import { formOf, type Token, tokens } from './normalise.ts'
import { createPairCounter, type PairCounter } from './pairs.ts'
import { createHeldTerms, createTerms, type GrowingTerms, type HeldTerms, holdTerms } from './terms.ts'

/** A name-like phrase matches at most so many names; more than that is a field, not a procedure. */
const mostNamesOfSaying = 4
/** A thing has a first paper, an exchanged one, a renewed one, a withdrawn one, each at three levels. */
const mostNamesOfThing = 40

/** A text that stands for an entry. */
interface Text {
  readonly entry: number
  readonly text: string
  /** An official name or part of one, which is longer than what people say of it. */
  readonly isName: boolean
}

export interface Wording extends Text {
  /** The number of its text: what a thing is called belongs to many names, and is read once. */
  readonly number: number
}

export interface ReadWordings {
  readonly wordings: readonly Wording[]
  /** By text: its words as typed, and its terms. */
  readonly typed: readonly (readonly Token[])[]
  readonly held: HeldTerms
  readonly terms: GrowingTerms
  /** By entry: its name, as typed and as read. */
  readonly typedNames: readonly (readonly Token[])[]
  readonly names: readonly (readonly ReadToken[])[]
  /** Words as they stand before anything is replaced. */
  readonly typedPairs: PairCounter
  /** The part of it that was said of matters outside. */
  readonly outsidePairs: PairCounter
}

export function readWordings(
  entries: readonly Entry[],
  lists: Pick<RankLists, 'sayings' | 'things'>,
  lexicon: Lexicon,
): ReadWordings {
  const texts = new Map<string, number>()
  const typed: Token[][] = []
  const numberOf = (text: string) => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, typed.length)
    return typed.push(tokens(text)) - 1
  }
  const typedOf = (text: string) => typed[numberOf(text)] as readonly Token[]
  const wordings = [...textsOf(entries), ...sayingsFor(entries, lists, typedOf)].map(
    ({ entry, text, isName }) => ({ entry, text, isName, number: numberOf(text) }),
  )
  const nameNumbers = entries.map(({ name }) => numberOf(name))
  const names = new Map<number, readonly ReadToken[]>(nameNumbers.map((number) => [number, []]))

  const terms = createTerms()
  const held = createHeldTerms(typed.reduce((sum, { length }) => sum + length, 0))
  const typedPairs = createPairCounter()
  const outsidePairs = createPairCounter()
  const isRead = new Uint8Array(typed.length)
  const isMarkedText = typed.map(isWrittenOut)
  // Marked texts first: they say which words belong together, which unmarked ones are then read by.
  for (const turn of [true, false]) {
    for (const { number, entry } of wordings) {
      if (isMarkedText[number] !== turn || isRead[number]) continue
      isRead[number] = 1
      const words = typed[number] as readonly Token[]
      const read = lexicon.read(words, terms.isPair).filter(({ filler }) => !filler)
      holdTerms(number, read, terms, held)
      if (names.has(number)) names.set(number, read)
      typedPairs.add(words)
      if (entries[entry]?.kind === 'outside') outsidePairs.add(words)
    }
    if (turn) terms.endMarked()
  }
  return {
    wordings,
    typed,
    held,
    terms,
    typedNames: nameNumbers.map((number) => typed[number] ?? []),
    names: nameNumbers.map((number) => names.get(number) ?? []),
    typedPairs,
    outsidePairs,
  }
}

// A text with a mark here and there was typed without them; what stands side by side in it teaches nothing.
function isWrittenOut(typed: readonly Token[]): boolean {
  let marks = 0
  for (const { form } of typed) if (form !== null) marks += 1
  return marks * 3 >= typed.length
}

function textsOf(entries: readonly Entry[]): Text[] {
  return entries.flatMap(({ name, aliases, kind }, entry) => [
    { entry, text: name, isName: kind === 'catalogue' },
    ...(kind === 'catalogue' ? coreOf(name) : []).map((text) => ({ entry, text, isName: true })),
    ...aliases.map((text) => ({ entry, text, isName: false })),
  ])
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
  { sayings, things }: Pick<RankLists, 'sayings' | 'things'>,
  typedOf: (text: string) => readonly Token[],
): Text[] {
  const wordsOf = (text: string) => typedOf(text).map(formOf)
  const byCode = new Map(entries.map((entry, at) => [entry.code, at]))
  const names = createNames(entries, wordsOf)
  const said = Object.entries(sayings).flatMap(([phrase, says]) => {
    const code = byCode.get(phrase) ?? -1
    const named = code >= 0 ? [code] : /^\d\.\d{6}$/.test(phrase) ? [] : meantBy(phrase)
    return named.flatMap((entry) => says.map((text) => ({ entry, text, isName: false })))
  })
  const called = Object.entries(things).flatMap(([phrase, says]) =>
    names
      .named(wordsOf(phrase))
      .filter(({ whole }) => whole)
      .slice(0, mostNamesOfThing)
      .flatMap(({ entry }) => says.map((text) => ({ entry, text, isName: false }))),
  )
  return [...said, ...called]

  function meantBy(phrase: string): number[] {
    const found = names.named(wordsOf(phrase))
    // Where the phrase stands as it is written it is meant; scattered words are for those who leave words out.
    const meant = found.some(({ whole }) => whole) ? found.filter(({ whole }) => whole) : found
    const shortest = Math.min(...meant.map(({ length }) => length))
    return meant
      .filter(({ length }) => length <= shortest + 6)
      .slice(0, mostNamesOfSaying)
      .map(({ entry }) => entry)
  }
}
