// Which wording holds which terms, which term stands in which wordings, and how much each tells: flat arrays, counted once.
import type { Reading } from './reading.ts'
import type { Terms } from './terms.ts'
import type { Weights } from './weights.ts'

export interface Postings {
  /** By wording: where its terms begin in `held`. */
  readonly heldStarts: Int32Array
  readonly held: Int32Array
  /** Beside `held`: the marks of the word, 0 where it has none to compare. */
  readonly heldForms: Int32Array
  /** By term: where its wordings begin in `holders`. */
  readonly holderStarts: Int32Array
  readonly holders: Int32Array
  /** By term: how much it tells, from how few entries use it. */
  readonly information: Float64Array
  /** By wording: what all its terms tell together. */
  readonly wordingWeight: Float64Array
}

type Held = Pick<Postings, 'heldStarts' | 'held'>

export function buildPostings(
  reading: Pick<Reading, 'wordingEntry' | 'heldStarts' | 'held' | 'heldForms'>,
  terms: Terms,
  light: ReadonlySet<string>,
  weights: Weights,
): Postings {
  const { heldStarts, held, heldForms } = reading
  const information = measureInformation(reading, terms, light, weights)
  return {
    heldStarts,
    held,
    heldForms,
    ...turnRound(reading, terms.count()),
    information,
    wordingWeight: weigh(reading, information),
  }
}

/** The wordings of each term. */
function turnRound({ heldStarts, held }: Held, termCount: number) {
  const holderStarts = new Int32Array(termCount + 1)
  forEachHeld({ heldStarts, held }, (term) => {
    holderStarts[term + 1] = (holderStarts[term + 1] as number) + 1
  })
  for (let term = 0; term < termCount; term++) {
    holderStarts[term + 1] = (holderStarts[term + 1] as number) + (holderStarts[term] as number)
  }
  const holders = new Int32Array(held.length)
  const next = holderStarts.slice()
  forEachHeld({ heldStarts, held }, (term, wording) => {
    const slot = next[term] as number
    holders[slot] = wording
    next[term] = slot + 1
  })
  return { holderStarts, holders }
}

function measureInformation(
  reading: Held & Pick<Reading, 'wordingEntry'>,
  terms: Terms,
  light: ReadonlySet<string>,
  weights: Weights,
): Float64Array {
  const entriesHolding = new Int32Array(terms.count())
  const lastEntry = new Int32Array(terms.count()).fill(-1)
  // Wordings of one entry need not stand together, so an entry may count twice: a saying is worth the same as a name.
  forEachHeld(reading, (term, wording) => {
    const entry = reading.wordingEntry[wording] as number
    if (lastEntry[term] === entry) return
    lastEntry[term] = entry
    entriesHolding[term] = (entriesHolding[term] as number) + 1
  })
  const all = new Set(reading.wordingEntry).size
  const wordCount = terms.words.size
  const isLight = [...terms.words.keys()].map((word) => light.has(word) || /^\d+$/.test(word))
  const information = new Float64Array(terms.count())
  for (let term = 0; term < information.length; term++) {
    const lightness = isLight[terms.firstOf(term)] || isLight[terms.lastOf(term)] ? weights.light : 1
    // Below two holders rareness tells nothing more about meaning.
    const holding = Math.max(2, entriesHolding[term] as number)
    information[term] = (term < wordCount ? 1 : weights.pair) * lightness * Math.log(1 + all / holding)
  }
  return information
}

function weigh(held: Held, information: Float64Array): Float64Array {
  const weight = new Float64Array(held.heldStarts.length - 1)
  forEachHeld(held, (term, wording) => {
    weight[wording] = (weight[wording] as number) + (information[term] as number)
  })
  return weight
}

function forEachHeld({ heldStarts, held }: Held, visit: (term: number, wording: number) => void): void {
  for (let wording = 0; wording + 1 < heldStarts.length; wording++) {
    const end = heldStarts[wording + 1] as number
    for (let at = heldStarts[wording] as number; at < end; at++) visit(held[at] as number, wording)
  }
}
