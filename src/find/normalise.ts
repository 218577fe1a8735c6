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

/** What stands between two spaces, read: a word mostly, with its comma or bracket. */
interface Chunk {
  readonly tokens: readonly Token[]
  /** Something ended before its first word ("(bao", "-"). */
  readonly endsBefore: boolean
  /** Its last word as it is when something ends after it; null when that word ends nothing; undefined when there is no word. */
  readonly lastEnded: Token | null | undefined
}

/** Chunks met before, as most of a text is: a few thousand of them make up everything that is said, so each is read once. */
const met = new Map<string, Chunk>()
/** Strangers can type any number of chunks, of any length. */
const mostMet = 20_000
const longestMet = 24

/** Splits text into words that keep their marks. */
export function tokens(text: string): Token[] {
  const result: Token[] = []
  let lastEnded: Token | null = null
  for (const written of text.split(' ')) {
    if (written === '') continue
    const chunk = met.get(written) ?? readChunk(written)
    if (chunk.endsBefore && lastEnded) result[result.length - 1] = lastEnded
    for (const token of chunk.tokens) result.push(token)
    if (chunk.lastEnded !== undefined) lastEnded = chunk.lastEnded
  }
  return result
}

function readChunk(written: string): Chunk {
  const read: Token[] = []
  const parts = withoutKeys(written.normalize('NFC')).split(gaps)
  // Words and gaps in turn, the first and the last word empty where the chunk begins or ends with a gap.
  const endsBefore = parts[0] === '' && ending.test(parts[1] ?? '')
  let lastEnded: Token | null | undefined
  for (let at = 0; at < parts.length; at += 2) {
    const part = parts[at] as string
    if (part === '') continue
    const word = readWord(part)
    if (word.text === '' || word.text.includes(' ')) {
      // One written word may fold into several ("½"), or into nothing.
      for (const text of word.text.split(' ').filter(Boolean)) {
        read.push({ text, form: null, shown: text, ends: false })
      }
      lastEnded = null
    } else {
      lastEnded = { ...word, ends: true }
      read.push(ending.test(parts[at + 1] ?? '') ? lastEnded : word)
    }
  }
  const chunk = { tokens: read, endsBefore, lastEnded }
  if (written.length > longestMet) return chunk
  if (met.size >= mostMet) met.clear()
  met.set(written, chunk)
  return chunk
}

function readWord(word: string): Token {
  const letters = word.normalize('NFKD').toLowerCase().normalize('NFKD')
  const text = fold(word)
  return { text, form: text === letters ? null : toneLast(letters), shown: word.toLowerCase(), ends: false }
}

export function isMarked(token: Token): boolean {
  return token.form !== null
}

/** The form of a word: itself when it carries no marks. */
export function formOf(token: Token): string {
  return token.form ?? token.text
}

function toneLast(letters: string): string {
  const tone = letters.match(tones)?.join('') ?? ''
  return letters.replace(tones, '') + tone
}
