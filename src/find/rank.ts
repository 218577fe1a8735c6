// The ranking: which wordings share most with the question, weighed by what we know of their entries.
import type { FindIndex } from './index.ts'
import type { QueryTerm, Question, Stretch } from './question.ts'
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
  const kept: number[] = []
  const values: number[] = []
  for (let next = 0; next < items.length; next++) {
    const item = items[next] as number
    const worth = value(item)
    if (kept.length < most) {
      kept.push(item)
      values.push(worth)
      rise(kept, values)
      continue
    }
    // Most of thousands end here.
    if (worth <= (values[0] as number)) continue
    kept[0] = item
    values[0] = worth
    sink(kept, values)
  }
  return kept
}

function rise(kept: number[], values: number[]): void {
  for (let at = kept.length - 1; at > 0; ) {
    const above = (at - 1) >> 1
    if ((values[above] as number) <= (values[at] as number)) return
    swap(kept, at, above)
    swap(values, at, above)
    at = above
  }
}

function sink(kept: number[], values: number[]): void {
  for (let at = 0; ; ) {
    const left = 2 * at + 1
    if (left >= kept.length) return
    const right = left + 1
    const below = right < kept.length && (values[right] as number) < (values[left] as number) ? right : left
    if ((values[below] as number) >= (values[at] as number)) return
    swap(kept, at, below)
    swap(values, at, below)
    at = below
  }
}

function swap(list: number[], one: number, other: number): void {
  const kept = list[one] as number
  list[one] = list[other] as number
  list[other] = kept
}

function weigh(index: FindIndex, question: Question, chosen: readonly number[]): Weighed[] {
  const { weights, scratch } = index
  const { terms, stretches } = question
  for (const [number, { term }] of terms.entries()) scratch.slot[term] = number + 1
  const standing = standingFor(index, question)
  const shared = new Float64Array(terms.length)
  const told = new Float64Array(terms.length)
  const places = stretches.map((stretch) => worthOfPlace(stretch, stretches[0]?.asked || 1, weights))
  const result: Weighed[] = []
  // Plain loops: what follows runs some thousand times a question.
  for (const wording of chosen) {
    const matched: number[] = []
    const end = index.heldStarts[wording + 1] as number
    for (let at = index.heldStarts[wording] as number; at < end; at++) {
      const number = (scratch.slot[index.held[at] as number] as number) - 1
      if (number < 0) continue
      const term = terms[number] as QueryTerm
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
    const isOutside = index.entries[entry]?.kind === 'outside'
    let stretch = -1
    let said = 0
    let explained = 0
    let fit = 0
    for (let place = 0; place < stretches.length; place++) {
      const { holds, asked } = stretches[place] as Stretch
      let sum = 0
      let toldSum = 0
      for (let at = 0; at < matched.length; at++) {
        const number = matched[at] as number
        if (holds[number] === 0) continue
        sum += shared[number] as number
        toldSum += told[number] as number
      }
      if (sum === 0) continue
      const saidHere = Math.min(1, toldSum / (index.wordingWeight[wording] as number))
      const worth = places[place] as Worth
      const fitHere =
        saidHere ** share * (sum / asked) ** weights.askedShare * (isOutside ? worth.outside : worth.inside)
      if (fitHere <= fit) continue
      stretch = place
      said = saidHere
      explained = sum / asked
      fit = fitHere
    }
    if (stretch < 0) continue
    const stands = standing(entry, index.wordingActions[wording] as number)
    result.push({
      entry,
      wording,
      stretch,
      said,
      explained,
      standing: stands,
      score: fit * stands,
      matched,
    })
  }
  for (const { term } of terms) scratch.slot[term] = 0
  return result
}

/** What speaks for an entry beside words: its kind and level, what it does with the paper, and cases asked for or not. */
function standingFor(index: FindIndex, question: Question): (entry: number, actions: number) => number {
  const { weights } = index
  const asked = index.special.map((phrase) => isAsked(phrase, question))
  return (entry, actions) => {
    let standing = (index.prior[entry] as number) * index.actions.factor(question.actions, actions)
    for (const special of index.specials[entry] ?? []) {
      standing *= asked[special] ? weights.specialAsked : weights.special
    }
    return Math.min(weights.mostStanding, standing)
  }
}

interface Worth {
  readonly inside: number
  readonly outside: number
}

// Where in a story something is said. A story touches on many things; what is outside must be what it is about.
function worthOfPlace({ asked, isEnd }: Stretch, whole: number, weights: FindIndex['weights']): Worth {
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
