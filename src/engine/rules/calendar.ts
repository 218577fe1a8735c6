// Due days as offices count them: working days without weekends and holidays, make-up days with them.
import type { Calendar, Guide } from '../../content/schema.ts'
import { addDays, dayAt } from './dates.ts'

/** A dossier received after this hour counts from the next working day where the limit is "within the day". */
const lateHour = 15
const vietnamOffsetMs = 7 * 3_600_000
/** No time limit comes near this; a loop that does has met a calendar without working days. */
const mostDays = 3_000

export function isWorkingDay(day: string, calendar: Calendar): boolean {
  const year = calendar.years[day.slice(0, 4)]
  if (year?.makeUpDays.some((one) => one.day === day)) return true
  if (year?.holidays.some((one) => one.day === day)) return false
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The n-th working day after a day; the day itself is not counted. */
export function addWorkingDays(day: string, count: number, calendar: Calendar): string {
  let left = count
  let at = day
  for (let steps = 0; left > 0 && steps < mostDays; steps++) {
    at = addDays(at, 1)
    if (isWorkingDay(at, calendar)) left -= 1
  }
  return at
}

export function nextWorkingDay(day: string, calendar: Calendar): string {
  let at = day
  for (let steps = 0; !isWorkingDay(at, calendar) && steps < mostDays; steps++) at = addDays(at, 1)
  return at
}

/** Whether the calendar has the holidays of every year up to the day; if not, a due day is a guess and is not told. */
export function isCovered(from: string, to: string, calendar: Calendar): boolean {
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
    if (!calendar.years[String(year)]) return false
  }
  return true
}

/**
 * The day by which a complete dossier received at an instant should be answered; null when the limit is not a fixed one or
 * the calendar does not reach that far. Parts of a split term follow one another.
 */
export function dueDay(timeLimit: Guide['timeLimit'], receivedAt: number, calendar: Calendar): string | null {
  const today = dayAt(receivedAt)
  const due = countFrom(timeLimit, receivedAt, today, calendar)
  return due !== null && isCovered(today, due, calendar) ? due : null
}

function countFrom(
  timeLimit: Guide['timeLimit'],
  receivedAt: number,
  today: string,
  calendar: Calendar,
): string | null {
  const { unit } = timeLimit
  const value = timeLimit.parts ? timeLimit.parts.reduce((sum, part) => sum + part.value, 0) : timeLimit.value
  if (unit === 'same-day') {
    const hour = new Date(receivedAt + vietnamOffsetMs).getUTCHours()
    if (!isWorkingDay(today, calendar)) return nextWorkingDay(today, calendar)
    return hour < lateHour ? today : addWorkingDays(today, 1, calendar)
  }
  if (value === null || unit === 'variable') return null
  // Outside working days an office receives on the next one.
  const received = nextWorkingDay(today, calendar)
  if (unit === 'working-day') return addWorkingDays(received, Math.ceil(value), calendar)
  if (unit === 'day') return nextWorkingDay(addDays(received, Math.ceil(value)), calendar)
  return addWorkingDays(received, Math.ceil(value / 8), calendar)
}
