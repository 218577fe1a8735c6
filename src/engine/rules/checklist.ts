// What a dossier needs in the applicant's case: questions and fields in order, components, and the fee.
import type { Component, Condition, Fee, Field, Guide, Question } from '../../content/schema.ts'
import { type Answers, decide, holds } from './condition.ts'

/** One thing to ask, in the order of asking: first what decides the case, then the form. */
export type Step =
  | { readonly type: 'question'; readonly id: string; readonly question: Question }
  | { readonly type: 'field'; readonly id: string; readonly field: Field }

/**
 * Questions and fields of the case. Whether something is asked depends on choices alone, never on how old a date is, so no
 * day is needed here.
 */
export function stepsOf(guide: Guide, answers: Answers): Step[] {
  return allSteps(guide).filter((step) => holds(whenOf(step), answers, anyDay))
}

/** How many steps the case may still have: those that apply and those an open question may yet bring. */
export function countSteps(guide: Guide, answers: Answers): number {
  return allSteps(guide).filter((step) => decide(whenOf(step), answers, anyDay) !== false).length
}

function allSteps(guide: Guide): Step[] {
  return [
    ...guide.questions.map((question): Step => ({ type: 'question', id: question.id, question })),
    ...guide.fields.map((field): Step => ({ type: 'field', id: field.id, field })),
  ]
}

function whenOf(step: Step): Condition | undefined {
  return step.type === 'question' ? step.question.when : step.field.when
}

/** Components of the case, the form among them. */
export function componentsOf(guide: Guide, answers: Answers): Component[] {
  return guide.components.filter((component) => holds(component.when, answers, anyDay))
}

/** Components the applicant sends as files. */
export function filesNeeded(guide: Guide, answers: Answers): Component[] {
  return componentsOf(guide, answers).filter((component) => component.how === 'submit' && !component.form)
}

const anyDay = '0000-01-01'

export interface FeeLine {
  readonly fee: Fee
  /** True when the answers decide that the line applies; otherwise it may. */
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
    .flatMap((fee) => {
      const applies = decide(fee.when, answers, day)
      return applies === false ? [] : [{ fee, certain: fee.always && applies === true }]
    })
}
