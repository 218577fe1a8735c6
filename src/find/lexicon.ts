// The editors' word lists, folded once for look-up.
import { fold } from './normalise.ts'

export interface WordLists {
  readonly synonyms: readonly (readonly string[])[]
  readonly abbreviations: Readonly<Record<string, string>>
  readonly oldNames: Readonly<Record<string, string>>
  readonly fillers: readonly string[]
  readonly commands: Readonly<Record<string, readonly string[]>>
  readonly aspects: Readonly<Record<string, readonly string[]>>
  readonly yes: readonly string[]
  readonly no: readonly string[]
}

export interface Lexicon {
  /** Replaces abbreviations, old names and synonyms, and drops fillers. */
  rewrite(text: string): string[]
  /** The command a text is, when the whole text is one. */
  command(text: string): string | null
  /** The part of a guide a question asks about, and what else the text says; nothing else when `rest` is empty. */
  aspect(text: string): { name: string; rest: string } | null
  yesOrNo(text: string): 'yes' | 'no' | null
}

export function buildLexicon(lists: WordLists): Lexicon {
  const replacements = new Map<string, string[]>()
  for (const [short, long] of Object.entries(lists.abbreviations)) replacements.set(fold(short), split(long))
  for (const [old, present] of Object.entries(lists.oldNames)) replacements.set(fold(old), split(present))
  for (const group of lists.synonyms) {
    const [first, ...others] = group
    for (const other of others) replacements.set(fold(other), split(first ?? other))
  }
  for (const filler of lists.fillers) replacements.set(fold(filler), [])
  const byFirstWord = indexByFirstWord(replacements)

  const commands = wordings(Object.entries(lists.commands))
  const yesNo = wordings([
    ['yes', lists.yes],
    ['no', lists.no],
  ])
  const aspects = Object.entries(lists.aspects).flatMap(([name, phrases]) =>
    phrases.map((phrase) => ({ name, phrase: fold(phrase), marked: exactly(phrase) })),
  )
  aspects.sort((a, b) => b.phrase.length - a.phrase.length)
  const fillers = new Set(lists.fillers.flatMap(split))

  function rewrite(text: string): string[] {
    let tokens = split(text)
    // A replacement may itself be replaced (an abbreviation of an old name), but never round in circles.
    for (let pass = 0; pass < 2; pass++) tokens = replaceOnce(tokens)
    return tokens
  }

  function replaceOnce(tokens: string[]): string[] {
    const result: string[] = []
    for (let at = 0; at < tokens.length; ) {
      const token = tokens[at] as string
      const found = byFirstWord
        .get(token)
        ?.find(({ words }) => words.every((word, offset) => tokens[at + offset] === word))
      if (found) result.push(...found.replacement)
      else result.push(token)
      at += found?.words.length ?? 1
    }
    return result
  }

  return {
    rewrite,
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

interface Replacement {
  readonly words: readonly string[]
  readonly replacement: readonly string[]
}

/** Most words begin no replacement at all, so one look tells; of those that do, the longest goes first. */
function indexByFirstWord(replacements: ReadonlyMap<string, readonly string[]>): Map<string, Replacement[]> {
  const index = new Map<string, Replacement[]>()
  for (const [phrase, replacement] of replacements) {
    const words = phrase.split(' ')
    const first = words[0] ?? ''
    index.set(first, [...(index.get(first) ?? []), { words, replacement }])
  }
  for (const list of index.values()) list.sort((one, other) => other.words.length - one.words.length)
  return index
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

function split(text: string): string[] {
  const folded = fold(text)
  return folded ? folded.split(' ') : []
}
