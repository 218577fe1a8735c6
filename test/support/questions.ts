// Questions with their right answers, one a line: query, codes joined by | (or OUT, CLARIFY, HELP-…), sort of wording.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CatalogueEntry, readRecords } from '../../src/content/catalogue.ts'
import { type FindAnswer, findAnswer } from '../../src/find/answer.ts'
import type { FindIndex } from '../../src/find/index.ts'

export interface Question {
  readonly query: string
  readonly expected: readonly string[]
  readonly sort: string
}

const root = join(import.meta.dirname, '..', '..')

/** Optional data beside the checkout, or where BENCH_NAMES says; a fresh clone has none. */
export const namesFile =
  process.env.BENCH_NAMES || join(root, '..', 'shared', 'domain', 'procedure-names.tsv')
export const sampleFile = join(namesFile, '..', 'queries-sample.tsv')

export function readQuestions(file: string): Question[] {
  return rowsOf(file)
    .filter(([query, expected]) => query && expected && !query.startsWith('#'))
    .map(([query = '', expected = '', sort = '']) => ({ query, expected: expected.split('|'), sort }))
}

/** The catalogue of names beside the checkout, as an import would read it; null where there is none. */
export function readNames(): readonly CatalogueEntry[] | null {
  if (!existsSync(namesFile)) return null
  const [columns = [], ...rows] = rowsOf(namesFile)
  return readRecords(
    rows.map((cells, at) => ({
      line: at + 2,
      record: Object.fromEntries(cells.map((cell, column) => [columns[column] ?? '', cell])),
    })),
  ).entries
}

function rowsOf(file: string): string[][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'))
}

export interface Accuracy {
  /** Questions that have a right answer among the procedures or articles. */
  readonly questions: number
  readonly firstPercent: number
  readonly inThreePercent: number
  readonly refusedPercent: number
  readonly outside: number
  readonly outsideRecognisedPercent: number
  readonly broad: number
  readonly broadAskedBackPercent: number
  /** By sort of wording: how many were right first, of how many. */
  readonly bySort: Readonly<Record<string, string>>
}

export function judge(questions: readonly Question[], index: FindIndex): Accuracy {
  return judgeAnswers(questions, (query) => findAnswer(index, query))
}

export function judgeAnswers(
  questions: readonly Question[],
  answer: (
    query: string,
  ) => Pick<FindAnswer, 'kind'> & { results: readonly { code: string | null; name: string }[] },
): Accuracy {
  const sorts = new Map<string, { right: number; all: number }>()
  const counts = { good: 0, first: 0, inThree: 0, refused: 0, out: 0, outRight: 0, broad: 0, broadRight: 0 }
  for (const { query, expected, sort } of questions) {
    const { kind, results } = answer(query)
    const place = results.findIndex(
      ({ code, name }) => expected.includes(code ?? '') || expected.includes(`name:${name}`),
    )
    let right = place === 0
    if (expected[0] === 'OUT') {
      right = kind === 'none'
      counts.out += 1
      if (right) counts.outRight += 1
    } else if (expected[0] === 'CLARIFY') {
      right = kind === 'choice' || place === 0
      counts.broad += 1
      if (right) counts.broadRight += 1
    } else {
      counts.good += 1
      if (right) counts.first += 1
      if (place >= 0 && place < 3) counts.inThree += 1
      if (kind === 'none') counts.refused += 1
    }
    const known = sorts.get(sort) ?? { right: 0, all: 0 }
    sorts.set(sort, { right: known.right + (right ? 1 : 0), all: known.all + 1 })
  }
  return {
    questions: counts.good,
    firstPercent: percent(counts.first, counts.good),
    inThreePercent: percent(counts.inThree, counts.good),
    refusedPercent: percent(counts.refused, counts.good),
    outside: counts.out,
    outsideRecognisedPercent: percent(counts.outRight, counts.out),
    broad: counts.broad,
    broadAskedBackPercent: percent(counts.broadRight, counts.broad),
    bySort: Object.fromEntries(
      [...sorts].map(([sort, { right, all }]) => [sort || 'any', `${right}/${all}`]),
    ),
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10
}
