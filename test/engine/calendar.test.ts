// Due days over weekends, holidays, make-up days and late afternoons.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Calendar, Guide } from '../../src/content/schema.ts'
import { addWorkingDays, dueDay, isWorkingDay } from '../../src/engine/rules/calendar.ts'

const row = (day: string) => ({ day, name: 'x', source: 'x', confidence: 'confirmed' as const })
const calendar: Calendar = {
  years: {
    '2026': {
      holidays: [row('2026-04-30'), row('2026-05-01'), row('2026-01-02')],
      makeUpDays: [row('2026-01-10')],
    },
  },
}
const limit = (unit: Guide['timeLimit']['unit'], value: number | null, parts?: Guide['timeLimit']['parts']) =>
  ({ unit, value, text: 'x', ...(parts ? { parts } : {}) }) as Guide['timeLimit']
const at = (text: string) => Date.parse(`${text}+07:00`)

describe('working days', () => {
  test('leave out weekends and holidays, and take make-up Saturdays in', () => {
    expect(isWorkingDay('2026-01-10', calendar)).toBe(true)
    expect(isWorkingDay('2026-01-02', calendar)).toBe(false)
    expect(isWorkingDay('2026-01-03', calendar)).toBe(false)
    expect(addWorkingDays('2026-04-29', 1, calendar)).toBe('2026-05-04')
  })

  test('never end on a day off, and more days never end earlier', () => {
    const day = fc
      .integer({ min: 0, max: 300 })
      .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 20 }), (from, count) => {
        const end = addWorkingDays(from, count, calendar)
        expect(isWorkingDay(end, calendar)).toBe(true)
        expect(end > from).toBe(true)
        expect(addWorkingDays(from, count + 1, calendar) > end).toBe(true)
      }),
    )
  })
})

test.each([
  ['same-day', null, '2026-04-29T14:59:00', '2026-04-29'],
  ['same-day', null, '2026-04-29T15:00:00', '2026-05-04'],
  ['same-day', null, '2026-05-02T09:00:00', '2026-05-04'],
  ['working-day', 3, '2026-04-28T09:00:00', '2026-05-05'],
  ['working-day', 1, '2026-05-02T09:00:00', '2026-05-05'],
  ['day', 10, '2026-04-20T09:00:00', '2026-05-04'],
  ['hour', 4, '2026-04-20T09:00:00', '2026-04-21'],
  ['variable', null, '2026-04-20T09:00:00', null],
  ['working-day', 20, '2026-12-20T09:00:00', null],
] as const)('%s %s received at %s is due on %s', (unit, value, received, due) => {
  expect(dueDay(limit(unit, value), at(received), calendar)).toBe(due)
})

test('the parts of a split term follow one another', () => {
  const parts = [
    { agency: 'xã', value: 5 },
    { agency: 'tỉnh', value: 5 },
  ]
  const split = dueDay(limit('working-day', 10, parts), at('2026-05-04T09:00:00'), calendar)
  expect(split).toBe(addWorkingDays('2026-05-04', 10, calendar))
})

test('the shipped calendar holds this year and the next', () => {
  const { calendar: shipped } = snapshotOfFiles(defaultContentDirectory, { demo: false })
  expect(isWorkingDay('2026-02-17', shipped)).toBe(false)
  expect(isWorkingDay('2027-04-30', shipped)).toBe(false)
})
