// When a photo deserves a word of advice, from the figures measured on it.
//
// The limits come from made pages (test/support/photo.ts) of 12 and 8 point type, photographed at 12 megapixels and less, and
// read by eye; pixels of blur are those of a page 4,000 pixels high. They stand on the lenient side: asking for a good photo again costs more than passing a bad one to a person.
//
// blurred    edge width: sharp 1–2, readable to a blur of 8 pixels 6.6, diacritics gone at 12 pixels 9.6
// dark       brightness of the paper: daylight 230, dim but readable 58, hardly readable 35
// tiny_text  letter height: small letters of 5 pixels read well (taller ones 6–7), of under 4 not (5 and less)
// blank      a page with one line has 79 letters, an empty one none; its middle spreads 0.036 of the
//            paper's brightness by the light alone, badly blurred writing 0.056, a face over 0.15
import type { PhotoFigures, PhotoWarning } from './decode/jobs.ts'

const limits = {
  edgeWidth: 8.5,
  /** With fewer edges than this there is nothing to be sharp. */
  edgeShare: 0.0008,
  paper: 50,
  letterHeight: 5,
  /** Fewer are no page of writing; more are a patterned cloth. */
  letters: { least: 300, most: 8_000 },
  /** Above this, specks look like letters. */
  grain: 8,
  blankLetters: 12,
  /** As a share of the paper's brightness. */
  blankSpread: 0.05,
} as const

export function warningsOf(figures: PhotoFigures, hasCardQr: boolean): PhotoWarning[] {
  const warnings: PhotoWarning[] = []
  // Nothing else can be told in the dark.
  if (figures.paper < limits.paper) return ['dark']
  // Whoever could read the code can read the card.
  if (hasCardQr) return warnings
  const { edgeWidth, edgeShare, letterCount, letterHeight } = figures
  if (edgeWidth >= limits.edgeWidth && edgeShare >= limits.edgeShare) warnings.push('blurred')
  const { least, most } = limits.letters
  const isWriting = letterCount >= least && letterCount <= most && figures.grain <= limits.grain
  if (isWriting && letterHeight <= limits.letterHeight) warnings.push('tiny_text')
  const isEmpty =
    letterCount < limits.blankLetters && figures.middleSpread < limits.blankSpread * figures.paper
  // A page too dark or blurred to show its letters is not therefore empty.
  if (isEmpty && warnings.length === 0) warnings.push('blank')
  return warnings
}
