// Vietnamese text for print: which characters the type face has, and where lines break.
import type { Run } from './model.ts'

export interface Face {
  widthOfTextAtSize(text: string, size: number): number
}

export interface Piece {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
}

/** Composed letters, one space for any white space, and `?` for what the face cannot draw (it would print an empty box). */
export function writable(text: string, has: (codePoint: number) => boolean): string {
  const composed = text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, (space) => (space === '\u00a0' ? space : ' '))
  return [...composed]
    .map((letter) => (has(letter.codePointAt(0) ?? 0) ? letter : isJoiner(letter) ? '' : '?'))
    .join('')
}

function isJoiner(letter: string): boolean {
  return /\p{Cf}|\p{Mn}/u.test(letter)
}

/** Lines of at most `width`, the first of at most `firstWidth`. Breaks at spaces; a word longer than a line breaks anywhere. */
export function wrap(
  text: string,
  width: number,
  measure: (text: string) => number,
  firstWidth = width,
): string[] {
  const lines: string[] = []
  let line = ''
  const room = () => (lines.length === 0 ? firstWidth : width)
  for (const word of text.split(' ').filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer) <= room()) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    // The first line may have no room at all behind a long label.
    else if (lines.length === 0 && firstWidth < width) lines.push('')
    line = word
    while (measure(line) > room() && line.length > 1) {
      let cut = line.length - 1
      while (cut > 1 && measure(line.slice(0, cut)) > room()) cut -= 1
      lines.push(line.slice(0, cut))
      line = line.slice(cut)
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

/** Words of several weights, broken into lines together. */
export function wrapRuns(
  runs: readonly Run[],
  width: number,
  measure: (piece: Piece) => number,
  firstWidth = width,
): Piece[][] {
  const lines: Piece[][] = [[]]
  let used = 0
  for (const run of runs) {
    const style = { bold: run.bold ?? false, italic: run.italic ?? false }
    for (const word of run.text.match(/ +|[^ ]+/g) ?? []) {
      const size = measure({ text: word, ...style })
      const room = lines.length === 1 ? firstWidth : width
      if (used > 0 && used + size > room && word.trim() !== '') {
        lines.push([])
        used = 0
      }
      if (used === 0 && word.trim() === '') continue
      lines.at(-1)?.push({ text: word, ...style })
      used += size
    }
  }
  return lines
}
