// Dates the ways people write them.
import { expect, test } from 'vitest'
import { addDays, dayAt, readDay, showDay } from '../../src/engine/rules/dates.ts'

const today = '2026-11-22'

test.each([
  ['20/9/2026', '2026-09-20'],
  ['20-09-26', '2026-09-20'],
  ['20.9.2026', '2026-09-20'],
  ['20 9 2026', '2026-09-20'],
  ['20092026', '2026-09-20'],
  ['2026-09-20', '2026-09-20'],
  ['20 tháng 9 năm 2026', '2026-09-20'],
  ['ngày 20 tháng 9 năm 2026', '2026-09-20'],
  ['ngay 20/9', '2026-09-20'],
  ['sinh ngày 20/9/2026', '2026-09-20'],
  ['25/12', '2025-12-25'],
  ['1/1/87', '1987-01-01'],
  ['hôm nay', '2026-11-22'],
  ['hom qua', '2026-11-21'],
])('%s is %s', (text, day) => {
  expect(readDay(text, today)).toBe(day)
})

test.each(['30/2/2026', '0/1/2026', '13/13/2026', '29/2/2025', 'mai', '20/9/99999', '2026', 'thứ hai'])(
  '%s is no day',
  (text) => {
    expect(readDay(text, today)).toBeNull()
  },
)

test('a day in Vietnam begins at 17:00 UTC', () => {
  expect(dayAt(Date.parse('2026-11-21T16:59:59Z'))).toBe('2026-11-21')
  expect(dayAt(Date.parse('2026-11-21T17:00:00Z'))).toBe('2026-11-22')
})

test('days are shown day first and counted over month ends', () => {
  expect(showDay('2026-09-05')).toBe('05/09/2026')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
})
