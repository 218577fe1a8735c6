// Whether a line of a guide applies, from the answers given so far and the day.
import type { Condition } from '../../content/schema.ts'
import { addDays } from './dates.ts'

/** For what depends on choices alone and never on how old a date is. */
export const anyDay = '0000-01-01'

export type Answers = Readonly<Record<string, string>>

/** True or false once the answers decide it; null while a question it depends on is open. */
export function decide(condition: Condition | undefined, answers: Answers, day: string): boolean | null {
  if (!condition) return true
  if ('not' in condition) {
    const inner = decide(condition.not, answers, day)
    return inner === null ? null : !inner
  }
  if ('all' in condition) return decideAll(condition.all.map((part) => decide(part, answers, day)))
  if ('any' in condition) {
    const none = decideAll(condition.any.map((part) => negate(decide(part, answers, day))))
    return negate(none)
  }
  const given = answers[condition.answer]
  if (given === undefined) return null
  if ('within' in condition) return given >= addDays(day, -condition.within)
  return Array.isArray(condition.is) ? condition.is.includes(given) : condition.is === given
}

/** True only when the answers say so; what is still open does not apply yet. */
export function holds(condition: Condition | undefined, answers: Answers, day: string): boolean {
  return decide(condition, answers, day) === true
}

function decideAll(parts: readonly (boolean | null)[]): boolean | null {
  if (parts.includes(false)) return false
  return parts.includes(null) ? null : true
}

function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value
}
