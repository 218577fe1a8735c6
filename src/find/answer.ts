// Ranks entries for a question and says what to do with them: one match, a short choice, help, or nothing.
import type { EntryKind, FindIndex } from './index.ts'
import { fold } from './normalise.ts'
import { type Question, readQuestion } from './question.ts'
import { type Ranked, type Reason, rank } from './rank.ts'
import type { Weights } from './weights.ts'

export interface FoundEntry {
  readonly key: string
  readonly kind: EntryKind
  readonly code: string | null
  readonly name: string
  /** 0 to 1: how much of the question and of the wording agree. */
  readonly score: number
}

export interface FindAnswer {
  readonly kind: 'match' | 'choice' | 'help' | 'none'
  readonly results: readonly FoundEntry[]
  /** With `none`: the question is understood and belongs elsewhere, on this topic of the word list. */
  readonly outside?: string
}

/** From this share on a wording was said, or a question explained, as a whole. */
const whole = 0.95
/** A field is offered as a choice of so many of its procedures. */
const mostOfField = 5

export function findAnswer(index: FindIndex, query: string, limit = 5): FindAnswer {
  const code = /\b[1-6]\.\d{6}\b/.exec(query)?.[0]
  const exact = code === undefined ? undefined : index.byCode.get(code)
  if (exact !== undefined) return { kind: 'match', results: [found(index, { entry: exact, score: 1 })] }

  const question = readQuestion(index, query)
  const field = fieldAlone(index, query)
  if (field) return { kind: 'choice', results: field.slice(0, limit) }
  const ranked = rank(index, question)
  const first = ranked[0]
  const kind = first && index.entries[first.entry]?.kind
  // A help article may be about words that name no procedure ("mức độ 3 là gì").
  if (question.saysNothing && kind !== 'help' && kind !== 'outside') {
    const results = question.isWish ? popular(index, limit) : []
    return results.length > 0 ? { kind: 'choice', results } : { kind: 'none', results: [] }
  }
  const isOf = (kind: EntryKind, { entry }: Ranked) => index.entries[entry]?.kind === kind
  const least = index.weights.leastScore * (question.pointsElsewhere ? index.weights.elsewhere : 1)
  const isHelp = kind === 'help' && first !== undefined && first.score >= least
  // An article that is not plainly meant is in the way of a procedure that may be.
  const isLeftOut = (one: Ranked) => isOf('outside', one) || (kind === 'help' && !isHelp && isOf('help', one))
  const inside = ranked.filter((one) => !isLeftOut(one)).slice(0, limit)
  const best = inside[0]
  const outside = ranked.find((one) => isOf('outside', one))
  if (
    !best ||
    (!isHelp && !isBroad(question, best, outside) && certainty(index, question, best, outside) < 0)
  ) {
    const topic =
      outside && outside.score > (best?.score ?? 0) && isPlainlyOutside(index, question, outside)
        ? index.entries[outside.entry]?.key
        : undefined
    const named = topic ?? (question.pointsElsewhere ? 'elsewhere' : undefined)
    return { kind: 'none', results: [], ...(named === undefined ? {} : { outside: named }) }
  }
  const results = inside.map((one) => found(index, one))
  if (isHelp) return { kind: 'help', results }
  // "sổ đỏ" says of what, not what about it: what is further away may be meant as well.
  const tie = tieOf(index, question, best)
  // "làm giấy khai sinh" is as short as a field, but it is just what people call one procedure.
  const isNamed = ({ reason }: Ranked) =>
    reason.said > whole && reason.explained > whole && question.typedCount > 2
  const near = inside.filter(
    (one) =>
      index.entries[one.entry]?.kind !== 'help' &&
      one.score >= best.score * tie &&
      (!isNamed(best) || isNamed(one)),
  )
  return { kind: near.length > 1 ? 'choice' : 'match', results }
}

/** "xin bay flycam" may be an office's matter of which nothing is known here; who hears "not ours" must not hear it by accident. */
function isPlainlyOutside({ weights }: FindIndex, { isWish, leaning }: Question, { score }: Ranked): boolean {
  const { score: enough, leaning: leaningEnough, whateverIsSaid } = weights.plainlyOutside
  if (isWish && leaning < 0 && score < whateverIsSaid) return false
  return score >= enough || leaning >= leaningEnough
}

/** "nước ngoài": so little was said that all of it is explained; people who begin like that are asked back. */
function isBroad(question: Question, { reason, score }: Ranked, outside: Ranked | undefined): boolean {
  return question.isBrief && reason.explained > whole && score > (outside?.score ?? 0)
}

/** How near to the best one others are meant as well: the less was said, the further. */
function tieOf({ weights }: FindIndex, question: Question, { reason }: Ranked): number {
  if (question.isBrief) return weights.briefTie
  // A story says much that is in no wording; a question that is hardly any wording of what was found may be about its neighbour.
  const isVague = question.stretches.length === 1 && reason.said * reason.explained < weights.vague
  return isVague ? weights.vagueTie : weights.nearTie
}

/**
 * How sure it is that the best hit is meant, 0 being just enough. Its score alone does not tell: a question in words of applying
 * is one to an office, and what resembles a matter outside, or is said as one speaks of those, may be one.
 */
function certainty(
  { weights: { certain } }: FindIndex,
  question: Question,
  best: Ranked,
  outside: Ranked | undefined,
): number {
  const features = certaintyFeatures(question, best, outside)
  let sum = 0
  for (const name of Object.keys(features) as (keyof typeof features)[]) sum += certain[name] * features[name]
  return sum
}

/** What is weighed there: each is a number whose weight stands in `weights.certain`. */
export function certaintyFeatures(
  { isWish, pointsElsewhere, leaning, stretches }: Question,
  best: Ranked,
  outside: Ranked | undefined,
): Readonly<Record<keyof Weights['certain'], number>> {
  // A story speaks of many things beside its point.
  const aside = stretches.length > 1 ? 0.5 : 1
  return {
    base: 1,
    score: Math.log(best.score + leastLikeness),
    fit: best.reason.said * best.reason.explained,
    wish: isWish ? 1 : 0,
    outside: -(outside?.score ?? 0),
    leaning: -aside * leaning,
    elsewhere: pointsElsewhere ? -aside : 0,
  }
}

/** Keeps the logarithm of nothing finite. */
const leastLikeness = 0.05

function popular(index: FindIndex, limit: number): FoundEntry[] {
  return index.popular
    .slice(0, limit)
    .map((entry) => found(index, { entry, score: index.weights.leastScore }))
}

/** Why an answer came out as it did: for editors. */
export interface Explanation {
  /** The words the question was read as, each with what it is good for. */
  readonly read: readonly { readonly word: string; readonly use: string; readonly weight: number }[]
  readonly results: readonly (FoundEntry & { readonly reason: Reason })[]
}

export function explainAnswer(index: FindIndex, query: string, limit = 5): Explanation {
  const question = readQuestion(index, query)
  return {
    read: question.read.map((token) => ({
      word: token.shown,
      use: token.filler ? 'bỏ qua' : token.around ? 'hỏi quanh thủ tục' : 'dùng',
      weight: index.information[index.terms.ofWord(token.text)] ?? 0,
    })),
    results: rank(index, question)
      .slice(0, limit)
      .map((one) => ({ ...found(index, one), reason: one.reason })),
  }
}

// "đất đai" names a field and no procedure: the field's own procedures are the choice, those with a guide first.
function fieldAlone(index: FindIndex, query: string): FoundEntry[] | null {
  const named = fold(query).replace(/^(thu tuc|linh vuc|cac thu tuc|ho so|giay to) (?:ve )?/, '')
  const positions = index.byField.get(named)
  if (!positions || positions.length < 2) return null
  return positions
    .map((entry) => ({ entry, score: Math.min(1, (index.prior[entry] ?? 0) * 0.8) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, mostOfField)
    .map((one) => found(index, one))
}

function found(index: FindIndex, { entry: position, score }: Pick<Ranked, 'entry' | 'score'>): FoundEntry {
  const entry = index.entries[position]
  if (!entry) throw new Error('[find] index out of step with its entries')
  return { key: entry.key, kind: entry.kind, code: entry.code, name: entry.name, score: Math.min(1, score) }
}
