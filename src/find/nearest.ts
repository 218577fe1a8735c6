// The name of a short list that somebody typed, slips included. Fuse.js is at its best on a few hundred short names.
import Fuse from 'fuse.js'
import { fold } from './normalise.ts'

/** Fuse's distance, 0 to 1; above this another name is as likely. */
const farthest = 0.25
/** Shorter texts are near to everything. */
const shortest = 3

export function nearestName(names: readonly string[], typed: string): string | null {
  const folded = fold(typed)
  if (folded.length < shortest) return null
  const exact = names.find((name) => fold(name) === folded)
  if (exact !== undefined) return exact
  const fuse = new Fuse(names.map(fold), { includeScore: true, threshold: farthest, ignoreLocation: false })
  const best = fuse.search(folded, { limit: 1 })[0]
  // A long sentence that holds a field's name is a question, not a choice.
  if (!best || best.item.length > folded.length * 2 || folded.length > best.item.length * 1.5) return null
  return names[best.refIndex] ?? null
}
