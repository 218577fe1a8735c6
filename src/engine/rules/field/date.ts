// Days and years of a form: real, not in the future where they cannot be, not absurdly far back.
import { dayAt, readDay, showDay } from '../dates.ts'
import { type FieldResult, right, wrong } from './result.ts'

/** The oldest people alive are not older. */
const mostYears = 130

export function checkDate(text: string, now: number, kind: 'date' | 'past-date' | 'birth-date'): FieldResult {
  const today = dayAt(now)
  const day = readDay(text, today)
  if (!day) return wrong('field.date')
  if (kind !== 'date' && day > today) {
    return wrong(kind === 'birth-date' ? 'field.birth-date-future' : 'field.date-future', {
      day: showDay(day),
      today: showDay(today),
    })
  }
  if (kind === 'birth-date' && day < `${Number(today.slice(0, 4)) - mostYears}-01-01`) {
    return wrong('field.birth-date-old', { day: showDay(day) })
  }
  return right(day)
}

export function checkYear(text: string, now: number): FieldResult {
  const year = Number(/^(?:năm )?(\d{4})$/i.exec(text)?.[1])
  const present = Number(dayAt(now).slice(0, 4))
  return year >= present - mostYears && year <= present ? right(String(year)) : wrong('field.year')
}
