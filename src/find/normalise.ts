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
const wordThenGap = /([\p{L}\p{N}][\p{L}\p{N}\p{M}]*)([^\p{L}\p{N}]*)/gu
const ending = /[.,;:!?\n()…]/

/** Words met before, as most of a text is: a few thousand syllables make up everything that is said. */
const met = new Map<string, Omit<Token, 'ends'>>()
/** Strangers can type any number of words. */
const mostMet = 20_000

/** Splits text into words that keep their marks. */
export function tokens(text: string): Token[] {
  const result: Token[] = []
  for (const [, word = '', gap = ''] of text.normalize('NFC').matchAll(wordThenGap)) {
    let known = met.get(word)
    if (!known) {
      known = readWord(word)
      if (met.size >= mostMet) met.clear()
      met.set(word, known)
    }
    // One written word may fold into several ("½"), or into nothing.
    if (known.text.includes(' ')) {
      for (const part of known.text.split(' '))
        result.push({ text: part, form: null, shown: part, ends: false })
    } else if (known.text !== '') {
      result.push({ ...known, ends: gap !== ' ' && ending.test(gap) })
    }
  }
  return result
}

function readWord(word: string): Omit<Token, 'ends'> {
  const letters = word.normalize('NFKD').toLowerCase().normalize('NFKD')
  const text = fold(word)
  return { text, form: text === letters ? null : toneLast(letters), shown: word.toLowerCase() }
}

/** The form of a word: itself when it carries no marks. */
export function formOf(token: Token): string {
  return token.form ?? token.text
}

function toneLast(letters: string): string {
  const tone = letters.match(tones)?.join('') ?? ''
  return letters.replace(tones, '') + tone
}
