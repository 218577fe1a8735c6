// The ranking held against questions as people type them. Floors lie a little under what was measured, so that a step back is red.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { buildSnapshot } from '../../src/content/snapshot.ts'
import { describeWith } from '../support/needs.ts'
import { judge, namesFile, type Question, readNames, readQuestions } from '../support/questions.ts'

const files = readContent(defaultContentDirectory)
const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
const folder = join(import.meta.dirname, 'questions')
const tuned = readQuestions(join(folder, 'tuned.tsv'))
const fresh = readQuestions(join(folder, 'fresh.tsv'))

const ofGuides = buildSnapshot(files, revisions, { demo: false })
const known = new Set([...ofGuides.index.byCode.keys(), 'OUT', 'CLARIFY'])

function answeredByGuides(questions: readonly Question[]): Question[] {
  return questions.filter(({ expected }) => known.has(expected[0] ?? ''))
}

test('questions the guides answer find them, and what is nobody’s business here is not answered', () => {
  const accuracy = judge(answeredByGuides(tuned), ofGuides.index)
  expect(accuracy.firstPercent).toBeGreaterThanOrEqual(95)
  expect(accuracy.inThreePercent).toBeGreaterThanOrEqual(98)
  expect(accuracy.refusedPercent).toBeLessThanOrEqual(2)
  expect(accuracy.outsideRecognisedPercent).toBeGreaterThanOrEqual(95)
})

describeWith('the table of procedure names', existsSync(namesFile), 'over guides and names', () => {
  const { index } = buildSnapshot(files, revisions, { demo: false, catalogue: readNames() ?? [] })

  test('questions find their procedure among thousands', () => {
    const accuracy = judge(tuned, index)
    expect(accuracy.firstPercent).toBeGreaterThanOrEqual(94)
    expect(accuracy.inThreePercent).toBeGreaterThanOrEqual(98)
    expect(accuracy.refusedPercent).toBeLessThanOrEqual(2)
    expect(accuracy.outsideRecognisedPercent).toBeGreaterThanOrEqual(97)
  })

  test('questions of every field find theirs, rare ones too', () => {
    const accuracy = judge(fresh, index)
    expect(accuracy.firstPercent).toBeGreaterThanOrEqual(92)
    expect(accuracy.inThreePercent).toBeGreaterThanOrEqual(97)
    expect(accuracy.refusedPercent).toBeLessThanOrEqual(2)
    expect(accuracy.outsideRecognisedPercent).toBeGreaterThanOrEqual(96)
  })

  test.each([
    ['second.tsv', 85],
    ['third.tsv', 85],
  ])('questions of people who knew neither the lists nor the code find theirs: %s', (file, first) => {
    const accuracy = judge(readQuestions(join(folder, file)), index)
    expect(accuracy.firstPercent).toBeGreaterThanOrEqual(first)
    expect(accuracy.inThreePercent).toBeGreaterThanOrEqual(94)
    expect(accuracy.refusedPercent).toBeLessThanOrEqual(3)
    expect(accuracy.outsideRecognisedPercent).toBeGreaterThanOrEqual(90)
  })
})
