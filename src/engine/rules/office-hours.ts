// When an office works: its receiving hours on days that are no holiday, make-up days included.
import type { Calendar, Portal } from '../../content/schema.ts'
import { isCovered, isWorkingDay } from './calendar.ts'
import { addDays, dayAt } from './dates.ts'

type Hours = Portal['receivingHours']

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
/** Where an office does not publish its hours, this many are a working day (Bộ luật Lao động 2019, Điều 105). */
const hoursOfDay = 8
const hourMs = 3_600_000
/** A promise is days away, not a year; a loop that gets here has met an office that never opens. */
const mostDays = 400

/**
 * The instant by which so many office hours after `at` are over. Without published hours only the day is meant, and its
 * last minute given. Null when the calendar does not reach that far: then no day can be promised.
 */
export function officeDeadline(hours: Hours, count: number, at: number, calendar: Calendar): number | null {
  const deadline =
    hours.length > 0 ? throughHours(hours, count, at, calendar) : throughDays(count, at, calendar)
  return deadline !== null && isCovered(dayAt(at), dayAt(deadline), calendar) ? deadline : null
}

/** When the office next opens; null while it is open, or when its hours are not known. */
export function nextOpening(hours: Hours, at: number, calendar: Calendar): number | null {
  if (hours.length === 0) return null
  let day = dayAt(at)
  for (let days = 0; days < mostDays; days += 1) {
    const coming = spansOn(hours, day, calendar).find(({ to }) => to > at)
    if (coming) return coming.from <= at ? null : coming.from
    day = addDays(day, 1)
  }
  return null
}

function throughHours(hours: Hours, count: number, at: number, calendar: Calendar): number | null {
  let left = count * hourMs
  let day = dayAt(at)
  for (let days = 0; days < mostDays; days += 1) {
    for (const { from, to } of spansOn(hours, day, calendar)) {
      const begin = Math.max(from, at)
      if (to <= begin) continue
      if (to - begin >= left) return begin + left
      left -= to - begin
    }
    day = addDays(day, 1)
  }
  return null
}

function throughDays(count: number, at: number, calendar: Calendar): number | null {
  let left = Math.ceil(count / hoursOfDay)
  let day = dayAt(at)
  for (let days = 0; days < mostDays; days += 1) {
    day = addDays(day, 1)
    if (isWorkingDay(day, calendar)) left -= 1
    if (left === 0) return instant(day, '23:59')
  }
  return null
}

function spansOn(hours: Hours, day: string, calendar: Calendar): { from: number; to: number }[] {
  const year = calendar.years[day.slice(0, 4)]
  if (year?.holidays.some((one) => one.day === day)) return []
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 'sun'
  const own = hours.filter(({ days }) => days.includes(weekday))
  // A Saturday that makes up for a bridged holiday is worked like any other day.
  const makesUp = own.length === 0 && year?.makeUpDays.some((one) => one.day === day)
  return (makesUp ? hours.filter(({ days }) => days.includes('mon')) : own)
    .map(({ from, to }) => ({ from: instant(day, from), to: instant(day, to) }))
    .toSorted((left, right) => left.from - right.from)
}

function instant(day: string, time: string): number {
  return Date.parse(`${day}T${time}:00+07:00`)
}
