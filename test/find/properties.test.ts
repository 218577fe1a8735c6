// What must hold of finding for any text, not just the ones we thought of.

import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import { findAnswer } from '../../src/find/answer.ts'
import { tokens } from '../../src/find/normalise.ts'
import { readQuestion } from '../../src/find/question.ts'
import { decodeTyping, isSyllable } from '../../src/find/spelling.ts'
import { readQuestions } from '../support/questions.ts'

const { index } = snapshotOfFiles(defaultContentDirectory, { demo: false })
const questions = readQuestions(join(import.meta.dirname, 'questions', 'tuned.tsv'))
const first = (query: string) => findAnswer(index, query).results[0]?.key

test('composed and decomposed spellings of a question get the same answer', () => {
  for (const { query } of questions) {
    expect(findAnswer(index, query.normalize('NFD'))).toEqual(findAnswer(index, query.normalize('NFC')))
  }
})

test.each([
  ['', ' ạ'],
  ['dạ ', ''],
  ['cho em hỏi với ', ''],
  ['cho em hỏi ', ' với ạ'],
  ['', ' cảm ơn'],
  ['dạ em chào anh chị ', ' ạ, em cảm ơn ạ'],
])('"%s…%s" around a question changes no first place', (before, after) => {
  const changed = questions
    .filter(({ sort }) => sort === 'plain' || sort === 'aspect' || sort === 'regional')
    .filter(({ query }) => first(query) !== first(before + query + after))
  expect(changed.map(({ query }) => query)).toEqual([])
})

test('words without marks agree with themselves: the text of a token folds to itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      for (const token of tokens(text))
        expect(tokens(token.text).map((one) => one.text)).toEqual([token.text])
    }),
    { numRuns: 1_000 },
  )
})

// How long it takes is the bench's business (`longestMs`); here that the work is bounded whatever is typed.
test('five thousand characters of anything are cut into a bounded number of stretches and answered', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 5_000, maxLength: 5_000, unit: 'grapheme' }), (text) => {
      expect(readQuestion(index, text).stretches.length).toBeLessThanOrEqual(60)
      expect(['match', 'choice', 'help', 'none']).toContain(findAnswer(index, text).kind)
    }),
    // To shrink five thousand characters would take hours.
    { numRuns: 20, endOnFailure: true },
  )
  const words = [...index.terms.words.keys()].slice(0, 1_000).join(' ').slice(0, 5_000)
  expect(readQuestion(index, words).stretches.length).toBeLessThanOrEqual(60)
})

test('answering leaves nothing behind: the same question asked again gets the same answer', () => {
  const before = questions.map(({ query }) => first(query))
  const after = questions.map(({ query }) => first(query))
  expect(after).toEqual(before)
})

test.each([
  ['khai sinhf', 'khai sinh'],
  ['ddawng kys', 'dang ky'],
  ['d9a8ng ky1', 'dang ky'],
  ['dangkykethon', 'dang ky ket hon'],
  ['khai xinh', 'khai sinh'],
  ['khai sin', 'khai sinh'],
  ['k ết hôn', 'ket hon'],
])('"%s" is read as "%s"', (typed, meant) => {
  const read = index.spelling.correct(tokens(typed)).map(({ text }) => text)
  expect(read.join(' ')).toBe(meant)
})

test('a syllable is told from a jumble of letters, and Telex keys are taken away', () => {
  expect(['nghieng', 'khuya', 'sinh', 'y'].every(isSyllable)).toBe(true)
  expect(['sinhf', 'ddawng', 'xkcd'].some(isSyllable)).toBe(false)
  expect(decodeTyping('thuees')).toContain('thue')
})
