// The ranking: which wordings share most with the question, weighed by what we know of their entries.
import type { FindIndex } from './index.ts'
import type { Question, Stretch } from './question.ts'
import { measureUsual } from './usual.ts'

export interface Ranked {
  readonly entry: number
  readonly score: number
  readonly reason: Reason
}

/** The parts of a score, for editors who ask why. */
export interface Reason {
  readonly wording: string
  readonly matched: readonly string[]
  /** Share of the wording that was said, share of the question it explains, and what all wordings explain together. */
  readonly said: number
  readonly explained: number
  readonly together: number
  /** What kind, level and unasked special cases made of it. */
  readonly standing: number
  readonly unasked: readonly string[]
}

/** Wordings looked at from rare words to common ones until so many were seen: common words alone find nothing. */
const mostSeen = 12_000
/** Wordings weighed exactly. */
const mostWeighed = 200
const mostRanked = 20

export function rank(index: FindIndex, question: Question): Ranked[] {
  const chosen = gather(index, question)
  const weighed = weigh(index, question, chosen)
  return preferUsual(index, question, addTogether(index, question, weighed))
}

interface Weighed {
  readonly entry: number
  readonly wording: number
  readonly stretch: number
  readonly said: number
  readonly explained: number
  readonly standing: number
  readonly score: number
  readonly matched: readonly number[]
}

/** A first look: the wordings that share most, by the terms fewest wordings hold. */
function gather(index: FindIndex, { terms }: Question): number[] {
  const { overlap } = index.scratch
  const holding = (term: number) => (index.holderStarts[term + 1] ?? 0) - (index.holderStarts[term] ?? 0)
  const order = [...terms].sort((one, other) => holding(one.term) - holding(other.term))
  const touched: number[] = []
  let seen = 0
  for (const { term, weight } of order) {
    seen += holding(term)
    if (seen > mostSeen && touched.length > 0) break
    const end = index.holderStarts[term + 1] ?? 0
    for (let at = index.holderStarts[term] ?? 0; at < end; at++) {
      const wording = index.holders[at] as number
      if (overlap[wording] === 0) touched.push(wording)
      overlap[wording] = (overlap[wording] as number) + weight
    }
  }
  const best = keepBest(
    touched,
    mostWeighed,
    (wording) => (overlap[wording] as number) * (index.wordingStanding[wording] as number),
  )
  for (const wording of touched) overlap[wording] = 0
  return best
}

/** The `most` items of highest value, by a heap whose top is the least of them. */
function keepBest(items: readonly number[], most: number, value: (item: number) => number): number[] {
  const heap: { item: number; value: number }[] = []
  for (const item of items) {
    const worth = value(item)
    // Most of thousands end here, so nothing is made for them.
    if (heap.length === most && worth <= (heap[0]?.value ?? 0)) continue
    const one = { item, value: worth }
    if (heap.length < most) {
      heap.push(one)
      for (let at = heap.length - 1; at > 0; ) {
        const above = (at - 1) >> 1
        if ((heap[above]?.value ?? 0) <= (heap[at]?.value ?? 0)) break
        swap(heap, at, above)
        at = above
      }
    } else {
      heap[0] = one
      for (let at = 0; ; ) {
        let least = at
        for (const below of [2 * at + 1, 2 * at + 2]) {
          if (below < heap.length && (heap[below]?.value ?? 0) < (heap[least]?.value ?? 0)) least = below
        }
        if (least === at) break
        swap(heap, at, least)
        at = least
      }
    }
  }
  return heap.map(({ item }) => item)
}

function swap<Item>(list: Item[], one: number, other: number): void {
  const kept = list[one] as Item
  list[one] = list[other] as Item
  list[other] = kept
}

function weigh(index: FindIndex, question: Question, chosen: readonly number[]): Weighed[] {
  const { weights, scratch } = index
  const { terms, stretches } = question
  for (const [number, { term }] of terms.entries()) scratch.slot[term] = number + 1
  const asked = index.special.map((phrase) => isAsked(phrase, question))
  const shared = new Float64Array(terms.length)
  const told = new Float64Array(terms.length)
  const places = stretches.map((stretch) => worthOfPlace(stretch, stretches[0]?.asked || 1, weights))
  const result: Weighed[] = []
  for (const wording of chosen) {
    const matched: number[] = []
    for (let at = index.heldStarts[wording] ?? 0; at < (index.heldStarts[wording + 1] ?? 0); at++) {
      const number = (scratch.slot[index.held[at] as number] as number) - 1
      const term = terms[number]
      if (!term) continue
      const form = index.heldForms[at] as number
      const agrees = form === 0 || term.form === 0 || form === term.form
      const marks = agrees ? 1 : weights.otherMarks
      shared[number] = term.weight * marks
      // Of the wording all of it was said, also where the question only touches it ("hết bao nhiêu tiền").
      told[number] = (index.information[term.term] as number) * marks
      matched.push(number)
    }
    const entry = index.wordingEntry[wording] as number
    const share = index.wordingIsName[wording] ? weights.nameShare : weights.wordingShare
    const cases = index.specials[entry] ?? []
    const unasked = cases.filter((special) => !asked[special]).length
    const standing = Math.min(
      weights.mostStanding,
      (index.prior[entry] as number) *
        index.actions.factor(question.actions, index.wordingActions[wording] as number) *
        weights.special ** unasked *
        weights.specialAsked ** (cases.length - unasked),
    )
    const side = index.entries[entry]?.kind === 'outside' ? 'outside' : 'inside'
    let best: Weighed | null = null
    for (const [place, stretch] of stretches.entries()) {
      let sum = 0
      let toldSum = 0
      for (const number of matched) {
        if (stretch.holds[number] === 0) continue
        sum += shared[number] as number
        toldSum += told[number] as number
      }
      if (sum === 0) continue
      const said = Math.min(1, toldSum / (index.wordingWeight[wording] as number))
      const explained = sum / stretch.asked
      const score =
        said ** share * explained ** weights.askedShare * (places[place]?.[side] as number) * standing
      if (!best || score > best.score) {
        best = { entry, wording, stretch: place, said, explained, standing, score, matched }
      }
    }
    for (const number of matched) {
      shared[number] = 0
      told[number] = 0
    }
    if (best) result.push(best)
  }
  for (const { term } of terms) scratch.slot[term] = 0
  return result
}

// Where in a story something is said. A story touches on many things; what is outside must be what it is about.
function worthOfPlace({ asked, isEnd }: Stretch, whole: number, weights: FindIndex['weights']) {
  const end = isEnd ? weights.storyEnd : 1
  return {
    inside: (asked / whole) ** weights.storyShare * end,
    outside: (asked / whole) ** weights.storyOutside * end,
  }
}

// What several wordings of an entry explain together counts beside its best one.
function addTogether(index: FindIndex, question: Question, weighed: readonly Weighed[]): Ranked[] {
  const byEntry = new Map<number, { best: Weighed; times: Map<number, number> }>()
  for (const one of weighed) {
    const known = byEntry.get(one.entry)
    if (!known)
      byEntry.set(one.entry, { best: one, times: new Map(one.matched.map((number) => [number, 1])) })
    else {
      for (const number of one.matched) known.times.set(number, (known.times.get(number) ?? 0) + 1)
      if (one.score > known.best.score) known.best = one
    }
  }
  const { together: weight, often, storyWhole } = index.weights
  return [...byEntry.values()]
    .map(({ best, times }) => {
      const stretch = question.stretches[best.stretch]
      let inStretch = 0
      let everywhere = 0
      for (const [number, count] of times) {
        const told = ((question.terms[number]?.weight ?? 0) * count) / (count + often)
        everywhere += told
        if (stretch?.holds[number] === 1) inStretch += told
      }
      const share = Math.min(1, inStretch / (stretch?.asked || 1))
      const all = Math.min(1, everywhere / (question.stretches[0]?.asked || 1))
      const together = share ** (1 - storyWhole) * all ** storyWhole
      const score = best.score ** (1 - weight) * (together * best.standing) ** weight
      return { entry: best.entry, best, together, score }
    })
    .sort((one, other) => other.score - one.score || nameLength(index, one) - nameLength(index, other))
    .slice(0, mostRanked)
    .map(({ entry, best, together, score }) => ({
      entry,
      score,
      reason: {
        wording: index.wordingText[best.wording] ?? '',
        matched: best.matched.map((number) => question.terms[number]?.text ?? ''),
        said: best.said,
        explained: best.explained,
        together,
        standing: best.standing,
        unasked: (index.specials[entry] ?? [])
          .map((special) => index.special[special] ?? [])
          .filter((phrase) => !isAsked(phrase, question))
          .map((phrase) => phrase.join(' ')),
      },
    }))
}

// Among entries that are near, the one of which such words are mostly said. The most usual one keeps its score, so that scores mean the same.
function preferUsual(index: FindIndex, question: Question, ranked: readonly Ranked[]): Ranked[] {
  const isInside = ({ entry }: Ranked) => index.entries[entry]?.kind !== 'outside'
  const inside = ranked.filter(isInside)
  const usual = measureUsual(
    index,
    question,
    inside.map(({ entry }) => entry),
  )
  const most = Math.max(...usual)
  return [
    ...inside.map((one, at) => ({
      ...one,
      score: one.score * Math.exp(index.weights.usual * ((usual[at] as number) - most)),
    })),
    ...ranked.filter((one) => !isInside(one)),
  ].sort((one, other) => other.score - one.score || nameLength(index, one) - nameLength(index, other))
}

function isAsked(phrase: readonly string[], { text }: Question): boolean {
  return text.includes(` ${phrase.join(' ')} `)
}

function nameLength(index: FindIndex, { entry }: { readonly entry: number }): number {
  return index.entries[entry]?.name.length ?? 0
}
