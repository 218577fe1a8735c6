// Finding over the guides: folding, and the ways people ask for the eight procedures.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import { findAnswer } from '../../src/find/answer.ts'
import { fold } from '../../src/find/normalise.ts'

const { index, lexicon } = snapshotOfFiles(defaultContentDirectory, { demo: false })

test('folding twice changes nothing, and composed and decomposed text fold alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text))
      expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
    }),
    { numRuns: 2_000 },
  )
  expect(fold('Đăng ký KHAI  SINH, ạ!')).toBe('dang ky khai sinh a')
})

test.each([
  ['lam khai sinh cho be', '1.001193'],
  ['vợ tôi mới sinh con, làm giấy tờ gì?', '1.001193'],
  ['bố tôi mới mất', '1.000656'],
  ['xin giay xac nhan doc than', '1.004873'],
  ['dang ky ket hon', '1.000894'],
  ['làm lý lịch tư pháp', '3.000333'],
  ['photo cong chung giay to', '2.000815'],
  ['nộp đơn kiện ra tòa', '3.000163'],
  ['1.004884', '1.004884'],
])('"%s" finds %s first', (query, code) => {
  expect(findAnswer(index, query).results[0]?.code).toBe(code)
})

test('nonsense finds nothing', () => {
  for (const query of ['asdkjh qwe zxcv', '????', '', '12345']) {
    expect(findAnswer(index, query)).toEqual({ kind: 'none', results: [] })
  }
})

test('a word that may be yes or stop is neither until its marks are typed', () => {
  expect(lexicon.command('dừng')).toBe('stop')
  expect(lexicon.yesOrNo('đúng')).toBe('yes')
  expect(lexicon.command('đúng')).toBeNull()
  expect(lexicon.command('dung')).toBeNull()
  expect(lexicon.yesOrNo('dung')).toBeNull()
})

test('a question is about one part of a guide, and a word that only looks like it without marks is not', () => {
  expect(lexicon.aspect('phí bao nhiêu')).toEqual({ name: 'fee', rest: '' })
  expect(lexicon.aspect('mat may ngay')).toMatchObject({ name: 'time' })
  expect(lexicon.aspect('trợ cấp cho người già')).toBeNull()
  expect(lexicon.aspect('tro cap cho nguoi gia')).toBeNull()
})
