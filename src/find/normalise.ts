// Folds text the way people type Vietnamese, so that spellings of one word compare equal.

/** Lower case, without marks, punctuation or double spaces. Folding twice changes nothing. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/g, 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

export function words(text: string): string[] {
  const folded = fold(text)
  return folded ? folded.split(' ') : []
}

/** A word as typed: what it compares by, and its marks when it had any. */
export interface Token {
  readonly text: string
  /** The marks in one order, so that "hoà" and "hòa" agree; null when nothing was marked. */
  readonly form: string | null
  /** As a person would read it. */
  readonly shown: string
  /** Something ended after this word: a sentence, a line, an item of a list. */
  readonly ends: boolean
}

const tones = /[\u0300\u0301\u0303\u0309\u0323]/g
/** VIQR puts a mark behind its letter: "ma't gia'y". */
const keyedMarks = /(?<=\p{L})['`´’](?=\p{L})/gu

function withoutKeys(text: string): string {
  return keyed.test(text) ? text.replace(keyedMarks, '') : text
}
const keyed = /['`´’]/
const gaps = /([^\p{L}\p{N}\p{M}]+)/u
const ending = /[.,;:!?\n()…]/

/** Words met before, as most of a text is: a few thousand syllables make up everything that is said. */
const met = new Map<string, Met>()
/** Strangers can type any number of words. */
const mostMet = 20_000

/** A word as it stands inside a sentence and at the end of one: both are made once, for a build meets the same few words all the time. */
interface Met {
  readonly inside: Token
  readonly last: Token
}

/** Splits text into words that keep their marks. */
export function tokens(text: string): Token[] {
  const result: Token[] = []
  // Words and gaps in turn; a split makes no object per match, which counts over thousands of names.
  const parts = withoutKeys(text.normalize('NFC')).split(gaps)
  for (let at = 0; at < parts.length; at += 2) {
    const word = parts[at] as string
    if (word === '') continue
    const gap = parts[at + 1] ?? ''
    let known = met.get(word)
    if (!known) {
      const inside = readWord(word)
      known = { inside, last: { ...inside, ends: true } }
      if (met.size >= mostMet) met.clear()
      met.set(word, known)
    }
    const { inside } = known
    // One written word may fold into several ("½"), or into nothing.
    if (inside.text.includes(' ')) {
      for (const part of inside.text.split(' '))
        result.push({ text: part, form: null, shown: part, ends: false })
    } else if (inside.text !== '') {
      result.push(gap !== ' ' && ending.test(gap) ? known.last : inside)
    }
  }
  return result
}

function readWord(word: string): Token {
  const letters = word.normalize('NFKD').toLowerCase().normalize('NFKD')
  const text = fold(word)
  return { text, form: text === letters ? null : toneLast(letters), shown: word.toLowerCase(), ends: false }
}

/** The form of a word: itself when it carries no marks. */
export function formOf(token: Token): string {
  return token.form ?? token.text
}

function toneLast(letters: string): string {
  const tone = letters.match(tones)?.join('') ?? ''
  return letters.replace(tones, '') + tone
}
