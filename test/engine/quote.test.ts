// What an office wrote, as it stands in a message of ours: its words, and nothing that could act.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteWords } from '../../src/engine/rules/quote.ts'

test.each([
  ['Thiếu mặt sau', 'Thiếu mặt sau'],
  ['  Dòng một\r\n\tdòng hai ', 'Dòng một dòng hai'],
  ['<p>Thiếu <b>chữ ký</b></p><script src="//x">', 'Thiếu chữ ký'],
  ['diện tích < 30 m2 và > 20 m2', 'diện tích < 30 m2 và > 20 m2'],
  ['mã \u202Exe.gpj\u202C\u200B', 'mã xe.gpj'],
  ['thie\u0302\u0301u', 'thiếu'],
  ['', ''],
])('%j is told as %j', (written, told) => {
  expect(quoteWords(written)).toBe(told)
})

test('a letter is cut at a word, with a sign that it goes on', () => {
  const told = quoteWords('lời giải thích dài '.repeat(100))
  expect([...told].length).toBeLessThanOrEqual(501)
  expect(
    told.endsWith('dài…') || told.endsWith('thích…') || told.endsWith('lời…') || told.endsWith('giải…'),
  ).toBe(true)
  expect([...quoteWords('ộ'.repeat(600))]).toHaveLength(501)
})

test('whatever is written, one bounded line without control characters comes out', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000, unit: 'binary' }), (written) => {
      const told = quoteWords(written)
      expect(told).not.toMatch(/\p{Cc}|\p{Cf}|<\/?[a-z!][^<>]*>/iu)
      expect([...told].length).toBeLessThanOrEqual(501)
    }),
  )
})
