// What a dossier needs in the applicant's case: questions and fields in order, components, and the fee.
import type { Component, Fee, Field, Guide, Question } from '../../content/schema.ts'
import { type Answers, holds } from './condition.ts'

/** One thing to ask, in the order of asking: first what decides the case, then the form. */
export type Step =
  | { readonly type: 'question'; readonly id: string; readonly question: Question }
  | { readonly type: 'field'; readonly id: string; readonly field: Field }

export function stepsOf(guide: Guide, answers: Answers): Step[] {
  const questions = guide.questions
    .filter((question) => holds(question.when, answers))
    .map((question): Step => ({ type: 'question', id: question.id, question }))
  const fields = guide.fields
    .filter((field) => holds(field.when, answers))
    .map((field): Step => ({ type: 'field', id: field.id, field }))
  return [...questions, ...fields]
}

/** Components of the case, the form among them. */
export function componentsOf(guide: Guide, answers: Answers): Component[] {
  return guide.components.filter((component) => holds(component.when, answers))
}

/** Components the applicant sends as files. */
export function filesNeeded(guide: Guide, answers: Answers): Component[] {
  return componentsOf(guide, answers).filter((component) => component.how === 'submit' && !component.form)
}

export interface FeeLine {
  readonly fee: Fee
  /** True when the applicant's answers already say the line applies. */
  readonly certain: boolean
}

/**
 * Fee lines in force on a day (yyyy-mm-dd) for filing online. A line whose dates do not hold the day is left out: an
 * expired amount must not be quoted.
 */
export function feesOn(guide: Guide, answers: Answers, day: string): FeeLine[] {
  return guide.fees
    .filter((fee) => (fee.validFrom ?? '') <= day && day <= (fee.validTo ?? '9999-12-31'))
    .filter((fee) => fee.channel !== 'direct')
    .filter((fee) => !contradicted(fee, answers))
    .map((fee) => ({ fee, certain: fee.always && holds(fee.when, answers) }))
}

// Before the deciding question is answered every line is possible; afterwards only the fitting ones.
function contradicted(fee: Fee, answers: Answers): boolean {
  if (!fee.when) return false
  return 'answer' in fee.when && answers[fee.when.answer] === undefined ? false : !holds(fee.when, answers)
}
