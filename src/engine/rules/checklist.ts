// What a dossier needs in the applicant's case: components, and the fee.
import type { Component, Fee, Guide } from '../../content/schema.ts'
import { type Answers, anyDay, decide, holds } from './condition.ts'

/** Components of the case, the form among them. */
export function componentsOf(guide: Guide, answers: Answers): Component[] {
  return guide.components.filter((component) => holds(component.when, answers, anyDay))
}

/** Components the applicant sends as files. */
export function filesNeeded(guide: Guide, answers: Answers): Component[] {
  return componentsOf(guide, answers).filter((component) => component.how === 'submit' && !component.form)
}

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
