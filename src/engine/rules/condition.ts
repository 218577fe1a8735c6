// Whether a line of a guide applies, from the answers given so far.
import type { Condition } from '../../content/schema.ts'

export type Answers = Readonly<Record<string, string>>

/** True when the condition holds. An unanswered question holds nothing, and so `not` of it holds. */
export function holds(condition: Condition | undefined, answers: Answers): boolean {
  if (!condition) return true
  if ('all' in condition) return condition.all.every((part) => holds(part, answers))
  if ('any' in condition) return condition.any.some((part) => holds(part, answers))
  if ('not' in condition) return !holds(condition.not, answers)
  const given = answers[condition.answer]
  if (given === undefined) return false
  return Array.isArray(condition.is) ? condition.is.includes(given) : condition.is === given
}
