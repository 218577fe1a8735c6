// The editors' word lists, folded once for look-up.
import { fold, isMarked, type Token, tokens, words } from './normalise.ts'
import { createPhrases, noPairs, type PairTest } from './phrases.ts'
import { decodeTyping, isSyllable } from './spelling.ts'

export interface WordLists {
  readonly synonyms: readonly (readonly string[])[]
  readonly abbreviations: Readonly<Record<string, string>>
  readonly oldNames: Readonly<Record<string, string>>
  readonly readings: Readonly<Record<string, string>>
  readonly abroad: {
    readonly names: readonly string[]
    readonly short: readonly string[]
    readonly after: readonly string[]
    readonly places: readonly string[]
  }
  readonly fillers: readonly string[]
  readonly polite: readonly string[]
  readonly english: readonly string[]
  readonly light: readonly string[]
  readonly elsewhere: readonly string[]
  readonly wishes: readonly string[]
  readonly commands: Readonly<Record<string, readonly string[]>>
  readonly aspects: Readonly<Record<string, readonly string[]>>
  readonly yes: readonly string[]
  readonly no: readonly string[]
}

/** A word after reading: replaced where the lists say so, and what it is good for. */
export interface ReadToken extends Token {
  /** Says nothing about which procedure is meant. */
  readonly filler: boolean
  /** Part of a question around a procedure ("hết bao nhiêu tiền"). */
  readonly around: boolean
  /** Words typed for each word read: below 1 where a short wording stands for a long official one. */
  readonly share: number
}

export interface Lexicon {
  /** Replaces abbreviations, old names and synonyms, and marks fillers. `isPair` knows which words belong together. */
  read(typed: readonly Token[], isPair?: (one: string, other: string) => boolean): ReadToken[]
  /** True of a question in English, whose words are no slips of Vietnamese ones. */
  isEnglish(typed: readonly Token[]): boolean
  /** True when something in it says that it is about another matter than an office's. */
  pointsElsewhere(typed: readonly Token[]): boolean
  /** True when something in it is said by who wants something of an office. */
  isWish(typed: readonly Token[]): boolean
  /** Without greetings before and thanks behind, so that manners change no answer. */
  withoutManners(typed: readonly Token[]): readonly Token[]
  /** The words of `read` without fillers. */
  rewrite(text: string): string[]
  /** Every word of the lists, so that none of them is taken for a slip of the finger. */
  readonly words: ReadonlySet<string>
  /** Single words that say nothing ("tui", "ạ"). */
  readonly manners: ReadonlySet<string>
  /** Words that tell a story rather than name a procedure. */
  readonly light: ReadonlySet<string>
  /** The command a text is, when the whole text is one. */
  command(text: string): string | null
  /** The part of a guide a question asks about, and what else the text says; nothing else when `rest` is empty. */
  aspect(text: string): { name: string; rest: string } | null
  yesOrNo(text: string): 'yes' | 'no' | null
}

/** Words judged before: wordings in English share a few hundred. */
const judged = new Map<string, boolean>()
/** Strangers can type any number of words. */
const mostJudged = 5_000

/** A syllable, or one behind the keys of Telex and VNI. */
function mayBeVietnamese(word: string): boolean {
  let isOurs = judged.get(word)
  if (isOurs === undefined) {
    isOurs = isSyllable(word) || decodeTyping(word).some(isSyllable)
    if (judged.size >= mostJudged) judged.clear()
    judged.set(word, isOurs)
  }
  return isOurs
}

/** Words that are no Vietnamese syllables: fewer may be names. */
const leastForeign = 2

/** What offices call every country but ours. */
const abroad = 'nước ngoài'

export function buildLexicon(lists: WordLists): Lexicon {
  const replacements = createPhrases<readonly Token[]>()
  for (const name of lists.abroad.names) replacements.add(name, tokens(abroad))
  // "Anh" and "đi Anh": a short name is a country's only after a word that says so.
  for (const word of lists.abroad.after) {
    for (const name of lists.abroad.short) replacements.add(`${word} ${name}`, tokens(`${word} ${abroad}`))
    for (const place of lists.abroad.places) replacements.add(`${word} ${place}`, tokens(`${word} ${place}`))
  }
  for (const record of [lists.abbreviations, lists.oldNames, lists.readings]) {
    for (const [short, long] of Object.entries(record)) replacements.add(short, tokens(long))
  }
  for (const [first, ...others] of lists.synonyms) {
    for (const other of others) replacements.add(other, tokens(first ?? other))
  }
  const around = createPhrases<true>()
  for (const phrase of Object.values(lists.aspects).flat()) {
    // A single word such as "phí" is as often part of a name ("mai táng phí").
    if (phrase.includes(' ')) around.add(phrase, true)
  }
  const dropped = createPhrases<true>()
  const droppedWhole = createPhrases<true>()
  for (const phrase of lists.fillers) {
    dropped.add(phrase, true)
    // Several words that say nothing must go before a part of them is replaced by something that says much.
    if (phrase.includes(' ')) droppedWhole.add(phrase, true)
  }

  const polite = createPhrases<true>()
  for (const phrase of lists.polite) polite.add(phrase, true)

  const manners = new Set(lists.fillers.map(fold).filter((phrase) => !phrase.includes(' ')))
  const light = new Set(lists.light.map(fold))

  const english = new Set(lists.english)
  /** Those that nobody writes in Vietnamese, with whatever keys. */
  const plainlyEnglish = new Set(lists.english.filter((word) => !mayBeVietnamese(word)))
  function isEnglish(typed: readonly Token[]): boolean {
    if (typed.some(isMarked) || !typed.some(({ text }) => plainlyEnglish.has(text))) return false
    let foreign = 0
    let words = 0
    for (const { text } of typed) {
      const isOurs = mayBeVietnamese(text)
      if (!isOurs) foreign += 1
      if (!isOurs || english.has(text)) words += 1
    }
    return foreign >= leastForeign && words > typed.length / 2
  }

  const pointsElsewhere = finder(lists.elsewhere)
  const isWish = finder(lists.wishes)

  function withoutManners(typed: readonly Token[]): readonly Token[] {
    const marked = typed.some(isMarked)
    const isPolite = new Array<boolean>(typed.length).fill(false)
    for (let place = 0; place < typed.length; ) {
      const length = polite.at(typed, place, marked, noPairs)?.words.length ?? 0
      isPolite.fill(true, place, place + length)
      place += length || 1
    }
    const from = isPolite.indexOf(false)
    return from < 0 ? [] : typed.slice(from, isPolite.lastIndexOf(false) + 1)
  }

  function read(typed: readonly Token[], isPair: PairTest = noPairs): ReadToken[] {
    const marked = typed.some(isMarked)
    let current = typed.map(asUnread)
    droppedWhole.mark(current, marked, isPair, asFiller)
    // A replacement may itself be replaced (an abbreviation of an old name), but never round in circles.
    for (let pass = 0; pass < 2; pass++) {
      around.mark(current, marked, isPair, (token) => ({ ...token, around: true }))
      const replaced = replaceOnce(current, marked, isPair)
      if (!replaced) break
      current = replaced
    }
    dropped.mark(current, marked, isPair, asFiller)
    // What was replaced has marks by now: "the" is no "thẻ".
    return isEnglish(typed)
      ? current.map((token) => (token.form === null && english.has(token.text) ? asFiller(token) : token))
      : current
  }

  const shortForms = new Set(Object.keys(lists.abbreviations).map(fold))

  /** Null when nothing is replaced. */
  function replaceOnce(current: readonly ReadToken[], marked: boolean, isPair: PairTest): ReadToken[] | null {
    // Most texts have nothing to replace, and need no copy.
    let result: ReadToken[] | null = null
    for (let at = 0; at < current.length; ) {
      const token = current[at] as ReadToken
      const found = token.filler ? null : replacements.at(current, at, marked, isPair)
      if (
        !found ||
        isChance(found.words.length, current, at) ||
        standsThere(found.value, found.words.length, current, at)
      ) {
        const end = at + (found?.words.length ?? 1)
        if (result) result.push(...current.slice(at, end))
        at = end
        continue
      }
      result ??= current.slice(0, at)
      const last = current[at + found.words.length - 1] as ReadToken
      // An abbreviation is all of what it stands for; "đi lính" is less than "nghĩa vụ quân sự".
      const said = shortForms.has(token.text) ? 1 : found.words.length / found.value.length
      const share = Math.min(token.share, said)
      const final = found.value.length - 1
      for (let place = 0; place <= final; place++) {
        const { text, form, shown } = found.value[place] as Token
        const ends = place === final && last.ends
        result.push({ text, form, shown, ends, filler: false, around: token.around, share })
      }
      at += found.words.length
    }
    return result
  }

  // "ngoài | mất bao lâu": half of it belongs to a question around the procedure. And "chua" alone is "chưa", whatever "chùa" means.
  function isChance(length: number, current: readonly ReadToken[], at: number): boolean {
    const first = current[at] as ReadToken
    if (length === 1) return first.form === null && (manners.has(first.text) || light.has(first.text))
    return current.slice(at, at + length).some(({ around }) => around !== first.around)
  }

  const commands = wordings(Object.entries(lists.commands))
  const yesNo = wordings([
    ['yes', lists.yes],
    ['no', lists.no],
  ])
  const aspects = Object.entries(lists.aspects).flatMap(([name, phrases]) =>
    phrases.map((phrase) => ({ name, phrase: fold(phrase), marked: exactly(phrase) })),
  )
  aspects.sort((a, b) => b.phrase.length - a.phrase.length)
  const fillers = new Set(lists.fillers.flatMap(words))
  return {
    read,
    isEnglish,
    withoutManners,
    pointsElsewhere,
    isWish,
    rewrite: (text) =>
      read(tokens(text))
        .filter(({ filler }) => !filler)
        .map((token) => token.text),
    words: new Set([...replacements.words, ...around.words, ...dropped.words, ...polite.words]),
    manners,
    light,
    // "dung" without marks may be "dừng" or "đúng": what could be both is neither, and gets asked again.
    command: (text) => commands.exact.get(exactly(text)) ?? unlessIn(yesNo, commands, text),
    aspect(text) {
      const folded = ` ${fold(text)} `
      const marked = ` ${exactly(text)} `
      // Typed with marks, a single word must agree in its marks: "già" is not "giá", "phi" not "phí".
      const exact = marked !== folded
      const found = aspects.find(({ phrase, marked: wording }) =>
        exact && !phrase.includes(' ') ? marked.includes(` ${wording} `) : folded.includes(` ${phrase} `),
      )
      if (!found) return null
      // "phí bao nhiêu" asks one thing in two wordings: whatever wording of the aspect stands there says nothing else.
      const rest = aspects
        .filter(({ name }) => name === found.name)
        .reduce((left, { phrase }) => left.replaceAll(` ${phrase} `, '  '), folded)
        .split(' ')
        .filter((word) => word && !fillers.has(word))
        .join(' ')
      return { name: found.name, rest }
    },
    yesOrNo: (text) =>
      (yesNo.exact.get(exactly(text)) ?? unlessIn(commands, yesNo, text)) as 'yes' | 'no' | null,
  }
}

// "mở công ty" becomes "thành lập công ty", of which "lập công ty" is a wording too: it must not grow again.
function standsThere(
  value: readonly Token[],
  length: number,
  current: readonly Token[],
  at: number,
): boolean {
  for (let offset = 0; offset + length <= value.length; offset++) {
    if (value.every(({ text }, place) => current[at - offset + place]?.text === text)) return true
  }
  return false
}

/** Words are made once and shared, so what they are before reading can be kept with them. */
const unread = new WeakMap<Token, ReadToken>()
const fillersMade = new WeakMap<ReadToken, ReadToken>()

function asUnread(token: Token): ReadToken {
  let known = unread.get(token)
  if (!known) {
    const { text, form, shown, ends } = token
    known = { text, form, shown, ends, filler: false, around: false, share: 1 }
    unread.set(token, known)
  }
  return known
}

function asFiller(token: ReadToken): ReadToken {
  let known = fillersMade.get(token)
  if (!known) {
    known = { ...token, filler: true }
    fillersMade.set(token, known)
  }
  return known
}

/** Says whether any of the phrases stands in a text. */
function finder(list: readonly string[]): (typed: readonly Token[]) => boolean {
  const phrases = createPhrases<true>()
  for (const phrase of list) phrases.add(phrase, true)
  return (typed) => {
    const marked = typed.some(isMarked)
    return typed.some((_, place) => phrases.at(typed, place, marked, noPairs) !== null)
  }
}

interface Wordings {
  readonly exact: ReadonlyMap<string, string>
  readonly folded: ReadonlyMap<string, string>
}

function wordings(groups: readonly (readonly [string, readonly string[]])[]): Wordings {
  const exact = new Map<string, string>()
  const folded = new Map<string, string>()
  for (const [name, phrases] of groups) {
    for (const phrase of phrases) {
      exact.set(exactly(phrase), name)
      folded.set(fold(phrase), name)
    }
  }
  return { exact, folded }
}

function unlessIn(others: Wordings, wanted: Wordings, text: string): string | null {
  const folded = fold(text)
  // Typed with marks, a wording that differs in its marks is another word.
  if (others.exact.has(exactly(text)) || others.folded.has(folded)) return null
  return wanted.folded.get(folded) ?? null
}

function exactly(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
