// When a photo deserves a word of advice, from the figures measured on it.
import type { PhotoFigures, PhotoWarning } from './decode/jobs.ts'

export function warningsOf(_figures: PhotoFigures): PhotoWarning[] {
  return []
}
