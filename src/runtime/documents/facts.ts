// What our documents say of a dossier, gathered from its guide, its portal and the applicant's answers.
import type { Guide, Portal } from '../../content/schema.ts'
import type { Snapshot } from '../../content/snapshot.ts'
import type { Effect } from '../../engine/effect.ts'
import { componentsOf, feesOn } from '../../engine/rules/checklist.ts'
import { dayAt, showTime } from '../../engine/rules/dates.ts'
import { showAnswer } from '../../engine/rules/field/check.ts'
import { stepsOf } from '../../engine/rules/steps.ts'
import { fill } from '../../engine/turn.ts'
import type { FormAnswer } from '../../files/form/layout.ts'
import type { Say } from '../../files/papers/papers.ts'

export type DocumentOrder = Extract<Effect, { type: 'prepare_document' }>

export interface DossierFacts {
  readonly order: DocumentOrder
  readonly guide: Guide
  readonly portal: Portal
  readonly link: string
  readonly answers: readonly FormAnswer[]
  /** Phrases in the applicant's language. */
  readonly say: Say
}

/** Null when the guide's revision or the portal is no longer there. */
export function gatherFacts(order: DocumentOrder, content: Snapshot): DossierFacts | null {
  const guide = content.guideAt(order.procedure, order.revision)?.guide
  const portal = content.portals.get(order.portal)
  if (!guide || !portal) return null
  const offer = guide.offers.find((one) => one.portal === order.portal)
  return {
    order,
    guide,
    portal,
    link: offer?.link ?? `https://${portal.domain}`,
    answers: answersOf(guide, order.answers),
    say: sayIn(order.language, content),
  }
}

export function sayIn(language: string, content: Snapshot): Say {
  const phrases = content.phrases.get(language) ?? content.phrases.get('vi')
  return (key, blanks) => fill(phrases?.[key] ?? '', blanks)
}

export function answersOf(guide: Guide, answers: DocumentOrder['answers']): FormAnswer[] {
  return stepsOf(guide, answers).flatMap((step): FormAnswer[] => {
    const value = answers[step.id]
    if (value === undefined || step.type === 'more') return []
    if (step.type === 'question') {
      const { choices, ask: label } = step.question
      const shown = choices.find(({ id }) => id === value)?.label ?? value
      return [{ id: step.id, label, value, shown, choices, question: true }]
    }
    const { label, choices } = step.field
    const shown = showAnswer(step.field, value)
    return [{ id: step.id, label, value, shown, ...(choices ? { choices } : {}) }]
  })
}

/** The applicant's own name, as the form has it. */
export function applicantOf({ guide, order }: DossierFacts): string {
  const field = guide.fields.find(({ fills }) => fills === 'applicant-name')
  return (field && order.answers[field.id]) ?? ''
}

export function feesOf({
  guide,
  order,
  say,
}: DossierFacts): { label: string; amount: string; note: string }[] {
  return feesOn(guide, order.answers, dayAt(order.at)).map(({ fee }) => ({
    label: fee.label,
    amount:
      fee.amount === null
        ? say('fee.unknown')
        : fee.amount === 0
          ? say('fee.free')
          : amountOf(say, fee.amount, fee.unit),
    note: [fee.condition ?? '', fee.basis].filter(Boolean).join('; '),
  }))
}

/** Papers to bring to a counter: shown ones, and originals of what was sent. */
export function bringOf({ guide, order }: DossierFacts): string[] {
  return componentsOf(guide, order.answers)
    .filter(({ form, originals, how }) => !form && (how === 'show' || originals > 0))
    .map(({ name }) => name)
}

export function componentNames({ guide, order }: DossierFacts): Map<string, string> {
  return new Map(componentsOf(guide, order.answers).map(({ id, name }) => [id, name]))
}

export function timeOf({ order }: DossierFacts): string {
  return showTime(order.at)
}

/** The receiving hours in one line; empty when the portal's record has none. */
export function hoursOf({ portal, say }: DossierFacts): string {
  return portal.receivingHours
    .map(({ days, from, to }) => {
      const named = days.map((day) => say(`paper.day-${day}`))
      return say('paper.hours-line', { from, to, days: named.join(', ') })
    })
    .join('; ')
}

function amountOf(say: Say, amount: number, unit: string | undefined): string {
  const digits = String(amount).replace(/\B(?=(\d{3})+$)/g, '.')
  return unit ? say('fee.amount', { amount: digits, unit }) : say('paper.amount', { amount: digits })
}
