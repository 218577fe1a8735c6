// Why a line applies: the answers its condition looked at, as the applicant gave them.
import type { Condition, Guide } from '../../content/schema.ts'
import type { Answers } from './condition.ts'
import { showAnswer } from './field/check.ts'

/** "Ngày sinh của bé: 20/09/2026" for each answer the condition depends on; empty for what always applies. */
export function reasonsFor(condition: Condition | undefined, guide: Guide, answers: Answers): string[] {
  if (!condition) return []
  return [...new Set(answersIn(condition))].flatMap((id) => {
    const value = answers[id]
    if (value === undefined) return []
    const field = guide.fields.find((one) => one.id === id)
    if (field) return [`${field.label}: ${showAnswer(field, value)}`]
    const choice = guide.questions.find((one) => one.id === id)?.choices.find((one) => one.id === value)
    return choice ? [choice.label] : []
  })
}

function answersIn(condition: Condition): string[] {
  if ('not' in condition) return answersIn(condition.not)
  if ('all' in condition) return condition.all.flatMap(answersIn)
  if ('any' in condition) return condition.any.flatMap(answersIn)
  return [condition.answer]
}
