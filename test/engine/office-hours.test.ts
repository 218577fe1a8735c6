// When an office is open and when a promise in office hours falls due: holidays, make-up days and split shifts included.
import { expect, test } from 'vitest'
import type { Portal } from '../../src/content/schema.ts'
import { dayAt, showTime } from '../../src/engine/rules/dates.ts'
import { nextOpening, officeDeadline } from '../../src/engine/rules/office-hours.ts'

const days: Portal['receivingHours'][number]['days'] = ['mon', 'tue', 'wed', 'thu', 'fri']
const split: Portal['receivingHours'] = [
  // Out of order on purpose.
  { days, from: '13:30', to: '17:00' },
  { days, from: '07:30', to: '11:30' },
]
const source = { name: 'x', source: 'x', confidence: 'confirmed' as const }
const calendar = {
  years: {
    '2026': {
      holidays: [{ ...source, day: '2026-11-24' }],
      makeUpDays: [{ ...source, day: '2026-11-28' }],
    },
  },
}
const at = (time: string) => Date.parse(`2026-${time}:00+07:00`)
const deadline = (count: number, from: string, hours = split) => {
  const found = officeDeadline(hours, count, at(from), calendar)
  return found === null ? null : showTime(found)
}

test.each([
  ['within one shift', 2, '11-23T08:00', '10:00 23/11/2026'],
  ['to the very end of a shift', 1, '11-23T10:30', '11:30 23/11/2026'],
  ['over lunch', 4, '11-23T10:00', '16:00 23/11/2026'],
  ['asked at lunch', 1, '11-23T12:00', '14:30 23/11/2026'],
  ['asked at night', 1, '11-22T23:00', '08:30 23/11/2026'],
  ['over a holiday', 2, '11-23T16:00', '08:30 25/11/2026'],
  ['over a week-end that is worked', 2, '11-27T16:00', '08:30 28/11/2026'],
  ['over a week-end that is not', 2, '12-04T16:00', '08:30 07/12/2026'],
])('%s', (_, count, from, due) => {
  expect(deadline(count, from)).toBe(due)
})

test('where the hours are not published only days count', () => {
  expect(deadline(8, '11-23T08:00', [])).toBe('23:59 25/11/2026')
  expect(deadline(9, '11-25T08:00', [])).toBe('23:59 27/11/2026')
})

test('nothing is promised beyond the calendar, nor by an office that never opens', () => {
  expect(deadline(8, '12-31T16:00')).toBeNull()
  expect(deadline(8, '12-31T16:00', [])).toBeNull()
  expect(deadline(1, '11-23T08:00', [{ days: ['mon'], from: '08:00', to: '08:00' }])).toBeNull()
})

test('the next opening is told only while the office is closed and its hours are known', () => {
  const opening = (from: string, hours = split) => nextOpening(hours, at(from), calendar)
  expect(opening('11-23T08:00')).toBeNull()
  expect(opening('11-23T08:00', [])).toBeNull()
  expect(showTime(opening('11-23T11:30') ?? 0)).toBe('13:30 23/11/2026')
  expect(showTime(opening('11-23T17:00') ?? 0)).toBe('07:30 25/11/2026')
  expect(dayAt(opening('11-27T18:00') ?? 0)).toBe('2026-11-28')
})
