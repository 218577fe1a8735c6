// Early, on time or late, in working days against the day the office first promised.
import type { Calendar } from '../../content/schema.ts'
import { isWorkingDay } from './calendar.ts'
import { addDays, dayAt } from './dates.ts'

/** Beyond this only "very late" can be said, and counting further says nothing new. */
const mostDays = 2_000

/** `days`: working days after the due day (positive: late), before it (negative: early); 0 on the day or an idle day next to it. */
export function lateness(dueAt: number, at: number, calendar: Calendar): { readonly days: number } {
  const due = dayAt(dueAt)
  const day = dayAt(at)
  if (day === due) return { days: 0 }
  const [first, last, sign] = day > due ? [due, day, 1] : [day, due, -1]
  let days = 0
  for (let one = addDays(first, 1); one <= last && days < mostDays; one = addDays(one, 1)) {
    if (isWorkingDay(one, calendar)) days += 1
  }
  return { days: days * sign }
}
