// The table of how people say it: what is read, and what an editor is told of a line that cannot be.
import { expect, test } from 'vitest'
import { readSayings } from '../../src/content/sayings.ts'

test('a line is a code or words of a name, a tab, and what people say; comments and empty lines say nothing', () => {
  const { sayings, problems } = readSayings(
    '# ghi chú\n\n1.001193\tvợ mới đẻ làm giấy tờ gì; khai sinh cho bé\r\nnuôi chim yến\tnhà yến;\n',
    'sayings.tsv',
  )
  expect(problems).toEqual([])
  expect(sayings).toEqual({
    '1.001193': ['vợ mới đẻ làm giấy tờ gì', 'khai sinh cho bé'],
    'nuôi chim yến': ['nhà yến'],
  })
})

test.each([
  ['1.001193 khai sinh', 'dòng 1', /phím Tab/],
  ['\tkhai sinh', 'dòng 1', /phím Tab/],
  ['1.001193\t ; ', 'dòng 1', /phím Tab/],
  ['# đầu\n1.001193\ta b c\n1.001193\td e f', 'dòng 3', /đã có ở dòng 2/],
  [`1.001193\t${'dài '.repeat(40)}`, 'dòng 1', /dài quá/],
])('of %j it says where and what', (text, path, sentence) => {
  const { problems } = readSayings(text, 'sayings.tsv')
  expect(problems).toEqual([{ file: 'sayings.tsv', path, sentence: expect.stringMatching(sentence) }])
})
