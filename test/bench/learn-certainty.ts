// Learns what makes it sure that a hit is meant: a logistic regression of "somebody asked for something here" on what certainty() reads.
import { certaintyFeatures } from '../../src/find/answer.ts'
import type { FindIndex } from '../../src/find/index.ts'
import { readQuestion } from '../../src/find/question.ts'
import { rank } from '../../src/find/rank.ts'
import type { Weights } from '../../src/find/weights.ts'
import type { Question } from '../support/questions.ts'

type Name = keyof Weights['certain']
const names: readonly Name[] = ['base', 'score', 'fit', 'wish', 'outside', 'leaning', 'elsewhere']

/** Good questions that may be refused. */
const refusedShare = 0.015
/** Questions about matters outside are fewer, and missing one counts as much. */
const outsideWeight = 3
const rounds = 3_000
const rate = 0.5

/** The weights, scaled to that of the score, so that the sum is 0 where that share of good questions is refused. */
export function learnCertainty(index: FindIndex, questions: readonly Question[]): Record<string, number> {
  const rows = questions.flatMap(({ query, expected }) => {
    if (expected[0] === 'CLARIFY' || expected[0]?.startsWith('HELP')) return []
    const question = readQuestion(index, query)
    const ranked = rank(index, question)
    const isOutside = (entry: number) => index.entries[entry]?.kind === 'outside'
    const best = ranked.find(({ entry }) => !isOutside(entry))
    if (!best) return []
    const features = certaintyFeatures(
      question,
      best,
      ranked.find(({ entry }) => isOutside(entry)),
    )
    return [{ values: names.map((name) => features[name]), isGood: expected[0] !== 'OUT' }]
  })
  const learned = learn(rows)
  const sums = rows
    .filter(({ isGood }) => isGood)
    .map(({ values }) => dot(values, learned))
    .sort((one, other) => one - other)
  const bar = sums[Math.floor(sums.length * refusedShare)] ?? 0
  const scale = learned[names.indexOf('score')] || 1
  return Object.fromEntries(
    names.map((name, at) => {
      const weight = ((learned[at] ?? 0) - (name === 'base' ? bar : 0)) / scale
      return [name, Math.round(weight * 100) / 100]
    }),
  )
}

interface Row {
  readonly values: readonly number[]
  readonly isGood: boolean
}

/** Descends over features of one size each: a step that suits the one would hardly move the other. */
function learn(rows: readonly Row[]): number[] {
  const sizes = names.map((_, at) => Math.sqrt(mean(rows.map(({ values }) => (values[at] ?? 0) ** 2))) || 1)
  const scaled = rows.map(({ values, isGood }) => ({
    values: values.map((value, at) => value / (sizes[at] as number)),
    isGood,
  }))
  return descend(scaled).map((weight, at) => weight / (sizes[at] as number))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function descend(rows: readonly Row[]): number[] {
  const learned = names.map(() => 0)
  const total = rows.reduce((sum, { isGood }) => sum + (isGood ? 1 : outsideWeight), 0)
  for (let round = 0; round < rounds; round++) {
    const slope = learned.map(() => 0)
    for (const { values, isGood } of rows) {
      const off = 1 / (1 + Math.exp(-dot(values, learned))) - (isGood ? 1 : 0)
      for (const [at, value] of values.entries()) {
        slope[at] = (slope[at] ?? 0) + off * value * (isGood ? 1 : outsideWeight)
      }
    }
    for (const at of learned.keys()) learned[at] = (learned[at] ?? 0) - (rate * (slope[at] ?? 0)) / total
  }
  return learned
}

function dot(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)
}
