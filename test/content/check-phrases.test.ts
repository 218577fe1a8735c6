import { expect, test } from 'vitest'
import { checkPhrases, listBlanks } from '../../src/content/check-phrases.ts'

const languages = (vi: Record<string, string>, en: Record<string, string>) =>
  new Map([
    ['vi', vi],
    ['en', en],
  ])

test('the blanks of a sentence are the names between braces, each once', () => {
  expect(listBlanks('Còn {count} tệp; {name} gửi {count} tệp')).toEqual(['count', 'name'])
})

test('languages with the same keys and blanks have no problems', () => {
  const phrases = languages({ 'file.kept': 'Đã nhận {count} tệp' }, { 'file.kept': '{count} files kept' })
  expect(checkPhrases(phrases)).toEqual([])
  expect(checkPhrases(phrases, { 'file.kept': ['count'] })).toEqual([])
})

test('a key that one language lacks is reported there', () => {
  expect(checkPhrases(languages({ 'file.kept': 'Đã nhận' }, {}))).toEqual([
    { file: 'phrases/en.yaml', path: 'file.kept', sentence: 'thiếu câu này; viết thêm' },
  ])
})

test('a key the program uses is reported in every language that lacks it', () => {
  expect(checkPhrases(languages({}, {}), { 'file.kept': [] })).toHaveLength(2)
})

test('a sentence nobody says is reported when the use is known', () => {
  expect(checkPhrases(new Map([['vi', { 'old.words': 'Cũ' }]]), {})).toHaveLength(1)
})

test('a blank the program does not fill is reported', () => {
  expect(
    checkPhrases(new Map([['vi', { 'file.kept': 'Đã nhận {sum} tệp' }]]), { 'file.kept': ['count'] }),
  ).toEqual([
    {
      file: 'phrases/vi.yaml',
      path: 'file.kept',
      sentence: 'không có chỗ trống tên {sum}; chỉ dùng {count}',
    },
    { file: 'phrases/vi.yaml', path: 'file.kept', sentence: 'thiếu chỗ trống {count}; thêm vào câu' },
  ])
})
