import { expect, test } from 'vitest'
import { parseCard } from '../../src/files/card-qr.ts'
import { card, cardText } from '../support/card.ts'

test('the text of a card becomes its fields, dates as yyyy-mm-dd', () => {
  expect(parseCard(cardText())).toEqual(card)
})

test('an early card without an old number or date of issue is a card', () => {
  const text = '001088000001||Trần Văn Bình|01011988|Nam|Phường Hoàn Kiếm, Hà Nội|'
  expect(parseCard(text)).toMatchObject({ oldNumber: '', issuedOn: '', sex: 'nam' })
  expect(parseCard(text.slice(0, -1))).toMatchObject({ issuedOn: '' })
})

test('a card of 2024 with more fields after the seventh is a card', () => {
  expect(parseCard(`${cardText()}|Nguyễn Văn A|Lê Thị B||`)).toEqual(card)
})

test('decomposed letters and a lower-case sex are understood', () => {
  expect(parseCard(cardText().normalize('NFD').replace('|Nữ|'.normalize('NFD'), '|nữ|'))).toEqual(card)
})

test.each([
  ['another code', 'https://example.vn/?a=1|2|3|4|5|6|7'],
  ['eleven digits', cardText().replace('052194001234', '05219400123')],
  ['a number that begins otherwise', cardText().replace('052194001234', '952194001234')],
  ['letters in the old number', cardText().replace('215123456', '21512345a')],
  ['a name of digits', cardText().replace('Nguyễn Thị Hoàng Quỳnh', '12345')],
  ['a day that does not exist', cardText().replace('28021994', '30021994')],
  ['a month that does not exist', cardText().replace('28021994', '28131994')],
  ['no such sex', cardText().replace('|Nữ|', '|F|')],
  ['issued before birth', cardText().replace('09082021', '09081990')],
  ['too few fields', cardText().split('|').slice(0, 5).join('|')],
  ['no address', cardText().replace(card.address, '')],
  ['nothing', ''],
])('not a card: %s', (_, text) => {
  expect(parseCard(text)).toBeNull()
})
