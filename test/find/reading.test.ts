// How a question is read before anything is looked up: what is a slip and what is not, whose words they are, where its point stands.
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import { findAnswer } from '../../src/find/answer.ts'
import { tokens } from '../../src/find/normalise.ts'
import { readQuestion } from '../../src/find/question.ts'

const { index } = snapshotOfFiles(defaultContentDirectory, { demo: false })
const corrected = (typed: string) =>
  index.spelling
    .correct(tokens(typed))
    .map(({ text }) => text)
    .join(' ')
const read = (query: string) =>
  readQuestion(index, query)
    .read.filter(({ filler }) => !filler)
    .map(({ shown }) => shown)
    .join(' ')
const first = (query: string) => findAnswer(index, query).results[0]?.code

test.each([
  ['đủ tuổi ra ghi tên', 'du tuoi ra ghi ten'],
  ['nhà ko có giấy', 'nha ko co giay'],
  ['xin phép nhân viên năm nhất', 'xin phep nhan vien nam nhat'],
  ['chia đều cho các con', 'chia deu cho cac con'],
])('"%s" has no slip: a real word gives way only to one at home beside its neighbours', (typed, meant) => {
  expect(corrected(typed)).toBe(meant)
})

test.each([
  ['khai xinh', 'khai sinh'],
  ['nghĩa vụ quâng sự', 'nghia vu quan su'],
  ['căn cướt công dân', 'can cuoc cong dan'],
])('"%s" has one', (typed, meant) => {
  expect(corrected(typed)).toBe(meant)
})

test('a mark put behind its letter belongs to it (VIQR)', () => {
  expect(corrected("la'y gia'y khai sinh")).toBe('lay giay khai sinh')
  expect(first("khai sinh cho be'")).toBe('1.001193')
})

test('"nước ngoài mất bao lâu" asks how long; nobody called "ngoại" has died', () => {
  expect(read('kết hôn với người nước ngoài mất bao lâu')).not.toContain('qua đời')
  expect(first('kết hôn với ng nước ngoài mất bao lâu')).toBe('2.000806')
})

test('a common word without marks is not taken for a rare one that looks the same', () => {
  // "chua" is "chưa"; "chùa" has to say so.
  expect(read('ho chieu con han doi duoc chua')).not.toContain('tín ngưỡng')
})

test('an English question loses what says nothing and keeps its words; a Vietnamese one keeps "the"', () => {
  expect(read('how do I apply for a marriage certificate')).toBe('kết hôn')
  expect(first('I need to register my newborn baby, which documents are required')).toBe('1.001193')
  expect(index.lexicon.isEnglish(tokens('lam lai the can cuoc bi mat'))).toBe(false)
  expect(index.lexicon.isEnglish(tokens('ddawng kys max soos thuees'))).toBe(false)
})

test('words tell whether one speaks of an office or of something else', () => {
  const leaning = (query: string) => readQuestion(index, query).leaning
  expect(leaning('xin cấp lại giấy phép')).toBeLessThan(0)
  expect(leaning('hôm nay ăn gì ngon')).toBeGreaterThan(0)
  expect(findAnswer(index, 'mua bảo hiểm ô tô hãng nào tốt').kind).toBe('none')
})

test('the point of a long story is found at its end', () => {
  const story =
    'Hôm qua tôi đi chợ mua ít đồ, gửi xe xong vào hàng thịt với hàng rau, trả tiền thì ví vẫn còn, ghé quán nước ngồi với bà bạn một lúc, ' +
    'trời mưa to quá nên về trễ, tới nhà thay đồ thì không thấy ví đâu, tiền thì thôi, nhưng mất căn cước thì giờ làm lại ở đâu'
  expect(readQuestion(index, story).stretches.length).toBeGreaterThan(1)
  expect(first(story)).toBe('1.014064')
})

test('a help article that is not plainly meant is not in the way of a procedure', () => {
  expect(first('nhà ở xã bị nhập về tỉnh khác, giờ đăng ký kết hôn cho hai đứa ở đâu')).toBe('1.000894')
})

test.each([
  ['chồng Hàn muốn về Việt Nam ở', 'chồng nước ngoài'],
  ['cưới ở Nhật rồi về báo lại', 'ở nước ngoài'],
  ['vợ em người Philippines', 'nước ngoài'],
])('a country is abroad, as offices say: %s', (typed, meant) => {
  expect(read(typed)).toContain(meant)
})

test('what is only the name of a country after a word that says so stays a word elsewhere', () => {
  expect(read('tiệm mỹ phẩm của cô Nga ở Mỹ Tho')).not.toContain('nước ngoài')
})

test('who begins with hardly a word is asked back', () => {
  expect(findAnswer(index, 'nước ngoài').kind).toBe('choice')
})

test('who says little of what any procedure is about gets neighbours to choose from', () => {
  expect(findAnswer(index, 'bị mất giấy tờ hết rồi giờ làm sao').kind).toBe('choice')
})

test.each([
  'nhà tôi đang cháy to quá cứu với',
  'con tôi uống nhầm thuốc chuột',
  'bố tôi đột quỵ gọi ai',
  'muốn tự tử',
  'someone collapsed need ambulance',
])('an emergency is one, however it is put: %s', (query) => {
  expect(findAnswer(index, query)).toMatchObject({ kind: 'none', outside: 'khan-cap' })
})

test.each(['xin bay flycam chụp đám cưới', 'chở máy biến áp 90 tấn'])(
  'what may be an office’s matter of which nothing is known here is not called nobody’s: %s',
  (query) => {
    expect(findAnswer(index, query)).toEqual({ kind: 'none', results: [] })
  },
)
