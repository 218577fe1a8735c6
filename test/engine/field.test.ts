// Answers of the form: what is kept, and which sentence is said otherwise.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { type Field, fieldSchema } from '../../src/content/schema.ts'
import { checkField, type FieldFacts, showAnswer } from '../../src/engine/rules/field/check.ts'

const { places } = readContent(defaultContentDirectory)
const facts: FieldFacts = { now: Date.parse('2026-11-22T03:00:00Z'), places }

function field(type: Field['type'], more: Partial<Field> = {}): Field {
  return fieldSchema.parse({ id: 'muc', label: 'Mục', ask: 'Mục gì?', type, ...more })
}

test.each<[Field['type'], string, string]>([
  ['citizen-number', '052 090 001 234', '052090001234'],
  ['citizen-number', '052.090.001.234', '052090001234'],
  ['phone', '+84 912 345 678', '0912345678'],
  ['phone', '0912.345.678', '0912345678'],
  ['phone', '02563822222', '02563822222'],
  ['name', '  nguyễn   văn an ', 'Nguyễn Văn An'],
  ['name', 'NGUYỄN THỊ HOA', 'Nguyễn Thị Hoa'],
  ['name', 'Mai Anh', 'Mai Anh'],
  ['citizen-number', '101090001234', '101090001234'],
  ['money', '2 triệu rưỡi', '2500000'],
  ['money', '1,5 tỷ', '1500000000'],
  ['money', '500k', '500000'],
  ['money', '3tr5', '3500000'],
  [
    'address',
    'số 5 đường Hà Nội, phường Hải Dương, thành phố Hải Phòng',
    'số 5 đường Hà Nội, phường Hải Dương, thành phố Hải Phòng',
  ],
  ['name', "H'Hen Niê", "H'Hen Niê"],
  ['birth-date', '20/9', '2026-09-20'],
  ['year', '1990', '1990'],
  ['money', '5.000.000 đồng', '5000000'],
  ['address', 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai', 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai'],
])('a %s takes "%s" as %s', (type, typed, value) => {
  expect(checkField(field(type), typed, facts)).toEqual({ ok: true, value })
})

test.each<[Field['type'], string, string]>([
  ['citizen-number', '05209000123', 'field.citizen-number'],
  ['citizen-number', '215123456', 'field.old-identity-number'],
  ['phone', '01234567890', 'field.old-phone'],
  ['phone', '12345', 'field.phone'],
  ['name', 'An 2', 'field.name'],
  ['name', '😀', 'field.name'],
  ['birth-date', '25/12/2026', 'field.birth-date-future'],
  ['birth-date', '1/1/1850', 'field.birth-date-old'],
  ['past-date', '23/11/2026', 'field.date-future'],
  ['date', 'mai', 'field.date'],
  ['year', '2030', 'field.year'],
  ['text', '1', 'field.text'],
  ['address', 'abc', 'field.address'],
  ['email', 'a@b', 'field.email'],
])('a %s does not take "%s": %s', (type, typed, problem) => {
  expect(checkField(field(type), typed, facts)).toMatchObject({ ok: false, problem: { key: problem } })
})

test('a choice is meant by its label, another wording, or the only wording that stands in a sentence', () => {
  const sex = field('choice', {
    choices: [
      { id: 'nam', label: 'Nam', also: ['trai'] },
      { id: 'nu', label: 'Nữ', also: ['gái'] },
    ],
  })
  for (const typed of ['nữ', 'NU', 'gai', 'bé gái ạ']) {
    expect(checkField(sex, typed, facts)).toEqual({ ok: true, value: 'nu' })
  }
  expect(checkField(sex, 'trai hay gái cũng được', facts)).toMatchObject({ ok: false })
  expect(showAnswer(sex, 'nu')).toBe('Nữ')
})

test('decomposed letters are kept composed', () => {
  expect(checkField(field('name'), 'Nguyễn Ân'.normalize('NFD'), facts)).toEqual({
    ok: true,
    value: 'Nguyễn Ân',
  })
})

test.each<[Field['type'], string, string, Partial<FieldFacts>?]>([
  ['citizen-number', '003090001234', 'doubt.number-place'],
  ['citizen-number', '052290001234', 'doubt.number-year'],
  ['citizen-number', '052090001234', 'doubt.number-birth', { birthDay: '1991-02-03' }],
  ['citizen-number', '052090001234', 'doubt.number-man', { birthDay: '1990-02-03', sex: 'nu' }],
  ['citizen-number', '052190001234', 'doubt.number-woman', { sex: 'nam' }],
  ['name', 'Hoa', 'doubt.name-short'],
  ['name', 'nguyen thi hoa', 'doubt.name-no-marks'],
  ['address', 'thôn 3, xã Tuy Phước', 'doubt.address-province'],
])('a %s typed "%s" is asked once more: %s', (type, typed, doubt, more = {}) => {
  expect(checkField(field(type), typed, { ...facts, ...more })).toMatchObject({
    ok: true,
    doubt: { key: doubt },
  })
})

test.each([
  ['xã Phước Hòa, Tuy Phước, Bình Định', 'xã Phước Hòa, Tuy Phước, tỉnh Gia Lai (trước là Bình Định)'],
  [
    '12 Lê Lợi, tp Thủ Dầu Một, tỉnh bình dương',
    '12 Lê Lợi, tp Thủ Dầu Một, thành phố Hồ Chí Minh (trước là Bình Dương)',
  ],
  ['to 4 phuong Tan Thanh, tinh hoa binh', 'to 4 phuong Tan Thanh, tỉnh Phú Thọ (trước là Hòa Bình)'],
])('an address in a merged province is kept with both names: %s', (typed, value) => {
  expect(checkField(field('address'), typed, facts)).toMatchObject({
    ok: true,
    value,
    note: { key: 'note.province-merged' },
  })
})

test('a district left in an address is told about and kept', () => {
  const typed = 'xã Tuy Phước, huyện Tuy Phước, tỉnh Gia Lai'
  expect(checkField(field('address'), typed, facts)).toMatchObject({
    value: typed,
    note: { key: 'note.no-district' },
  })
})

test('whatever is typed as an address, checking it again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('xã', 'Bình Định', 'tỉnh', 'Hà Nam', 'huyện', 'Gia Lai', ',', 'thôn 3', 'tp', 'Huế'),
      ),
      (parts) => {
        const once = checkField(field('address'), parts.join(' '), facts)
        if (!once.ok) return
        const again = checkField(field('address'), once.value, facts)
        expect(again).toMatchObject({ value: once.value })
      },
    ),
  )
})
