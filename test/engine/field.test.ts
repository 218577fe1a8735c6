// Answers of the form: what is kept, and which sentence is said otherwise.
import { expect, test } from 'vitest'
import { type Field, fieldSchema } from '../../src/content/schema.ts'
import { checkField, showAnswer } from '../../src/engine/rules/field.ts'

const now = Date.parse('2026-11-22T03:00:00Z')

function field(type: Field['type'], more: Partial<Field> = {}): Field {
  return fieldSchema.parse({ id: 'muc', label: 'Mục', ask: 'Mục gì?', type, ...more })
}

test.each<[Field['type'], string, string]>([
  ['citizen-number', '052 090 001 234', '052090001234'],
  ['citizen-number', '052.090.001.234', '052090001234'],
  ['phone', '+84 912 345 678', '0912345678'],
  ['phone', '0912.345.678', '0912345678'],
  ['phone', '02563822222', '02563822222'],
  ['name', '  nguyễn   văn an ', 'nguyễn văn an'],
  ['name', "H'Hen Niê", "H'Hen Niê"],
  ['birth-date', '20/9', '2026-09-20'],
  ['year', '1990', '1990'],
  ['money', '5.000.000 đồng', '5000000'],
  ['address', 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai', 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai'],
])('a %s takes "%s" as %s', (type, typed, value) => {
  expect(checkField(field(type), typed, now)).toEqual({ ok: true, value })
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
  expect(checkField(field(type), typed, now)).toMatchObject({ ok: false, problem })
})

test('a choice is meant by its label, another wording, or the only wording that stands in a sentence', () => {
  const sex = field('choice', {
    choices: [
      { id: 'nam', label: 'Nam', also: ['trai'] },
      { id: 'nu', label: 'Nữ', also: ['gái'] },
    ],
  })
  for (const typed of ['nữ', 'NU', 'gai', 'bé gái ạ']) {
    expect(checkField(sex, typed, now)).toEqual({ ok: true, value: 'nu' })
  }
  expect(checkField(sex, 'trai hay gái cũng được', now)).toMatchObject({ ok: false })
  expect(showAnswer(sex, 'nu')).toBe('Nữ')
})

test('decomposed letters are kept composed', () => {
  expect(checkField(field('name'), 'Nguyễn Ân'.normalize('NFD'), now)).toEqual({
    ok: true,
    value: 'Nguyễn Ân',
  })
})
