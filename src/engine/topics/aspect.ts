// Answers one thing about a procedure from its guide: fee, time, documents, where, who and the rest.
import type { Condition, Guide } from '../../content/schema.ts'
import { dueDay } from '../rules/calendar.ts'
import { componentsOf, feesOn } from '../rules/checklist.ts'
import type { Answers } from '../rules/condition.ts'
import { dayAt, showDay } from '../rules/dates.ts'
import { reasonsFor } from '../rules/reason.ts'
import type { Turn } from '../turn.ts'
import { describeLevel, offerFor } from './card.ts'
import { nearestFaq } from './faq.ts'

/** Answers about the procedure in hand: the draft's, or the card's. False when there is none or nothing to answer. */
export function answerAspect(turn: Turn, aspect: string): boolean {
  const found = guideInHand(turn)
  if (!found) return false
  const { slug, guide, answers } = found
  const body = describe(turn, slug, guide, aspect, answers)
  if (body === null) return false
  turn.sayText(
    `${body}\n\n${turn.phrase('card.checked', { day: showDay(guide.checkedOn), source: guide.source })}`,
  )
  return true
}

/** Answers a question that the guide in hand has among its FAQ. */
export function answerFaq(turn: Turn, question: string): boolean {
  const found = guideInHand(turn)
  const item = found && nearestFaq(found.guide, question, turn.content.lexicon)
  if (!found || !item) return false
  const doubt = item.confidence === 'confirmed' ? '' : `\n${turn.phrase('faq.unverified')}`
  const { checkedOn, source } = found.guide
  turn.sayText(
    `${item.q}\n${item.a}${doubt}\n\n${turn.phrase('card.checked', { day: showDay(checkedOn), source })}`,
  )
  return true
}

function guideInHand(turn: Turn): { slug: string; guide: Guide; answers: Answers } | null {
  const { topic, draft } = turn.state
  const slug = topic.type === 'card' || topic.type === 'portal' ? topic.procedure : draft?.procedure
  if (slug === undefined) return null
  if (draft?.procedure === slug) {
    const guide = turn.content.guideAt(slug, draft.revision)?.guide
    return guide ? { slug, guide, answers: draft.answers } : null
  }
  const guide = turn.content.guides.get(slug)?.guide
  return guide ? { slug, guide, answers: {} } : null
}

function describe(turn: Turn, slug: string, guide: Guide, aspect: string, answers: Answers): string | null {
  const heading = (key: string, body: string) =>
    `${turn.phrase(key, { procedure: guide.shortName })}\n${body}`
  switch (aspect) {
    case 'fee': {
      const exemptions =
        guide.exemptions.length > 0 ? `\n${turn.phrase('fee.exempt')} ${guide.exemptions.join('; ')}.` : ''
      return heading('aspect.fee', describeFees(turn, guide, answers) + exemptions)
    }
    case 'time':
      return heading('aspect.time', describeTime(turn, guide))
    case 'documents':
      return heading('aspect.documents', describeComponents(turn, guide, answers))
    case 'where': {
      const { offer, portal } = offerFor(turn, slug, guide)
      const link = offer.link ? `\n${offer.link}` : ''
      const hotline = portal.hotline
        ? `\n${turn.phrase('where.hotline', { number: portal.hotline.number })}`
        : ''
      const note = offer.note ? `\n${offer.note}` : ''
      return heading(
        'aspect.where',
        `${guide.agency.name}\n${portal.name} (${portal.domain})${link}${note}${hotline}`,
      )
    }
    case 'who':
      return heading('aspect.who', bullets(guide.applicants))
    case 'conditions':
      return heading(
        'aspect.conditions',
        guide.conditions.length > 0 ? bullets(guide.conditions) : turn.phrase('fact.unknown'),
      )
    case 'level':
      return heading('aspect.level', describeLevel(turn, offerFor(turn, slug, guide).offer))
    case 'steps':
      return heading('aspect.steps', guide.steps.map((line, at) => `${at + 1}. ${line}`).join('\n'))
    case 'result':
      return heading('aspect.result', bullets(guide.result))
    case 'basis':
      return heading(
        'aspect.basis',
        bullets(guide.legalBasis.map(({ number, title }) => (title ? `${number}: ${title}` : number))),
      )
    default:
      return null
  }
}

/** Fee lines in force today, each with what it depends on and its basis. Unknown is said to be unknown, never free. */
export function describeFees(turn: Turn, guide: Guide, answers: Answers): string {
  const lines = feesOn(guide, answers, dayAt(turn.event.at))
  if (lines.length === 0) return turn.phrase('fact.unknown')
  return lines
    .map(({ fee }) => {
      const amount =
        fee.amount === null
          ? turn.phrase('fee.unknown')
          : fee.amount === 0
            ? turn.phrase('fee.free')
            : turn.phrase('fee.amount', { amount: groupThousands(fee.amount), unit: fee.unit })
      const when = fee.condition ? ` (${fee.condition})` : ''
      const doubt = fee.confidence === 'from-memory' ? ` – ${turn.phrase('fee.unverified')}` : ''
      return `• ${fee.label}: ${amount}${when}${doubt} – ${fee.basis}${because(turn, fee.when, guide, answers)}`
    })
    .join('\n')
}

function describeTime(turn: Turn, guide: Guide): string {
  const parts = (guide.timeLimit.parts ?? []).map(({ agency, value }) => `• ${agency}: ${value}`)
  const today = dayAt(turn.event.at)
  const due = dueDay(guide.timeLimit, turn.event.at, turn.content.calendar)
  const example = due ? [turn.phrase('time.due', { today: showDay(today), due: showDay(due) })] : []
  const doubt = guide.timeLimit.confidence === 'from-memory' ? [turn.phrase('time.unverified')] : []
  return [guide.timeLimit.text, ...parts, ...example, ...doubt].join('\n')
}

function describeComponents(turn: Turn, guide: Guide, answers: Answers): string {
  return componentsOf(guide, answers)
    .map((component) => {
      const how = component.form
        ? turn.phrase('document.form')
        : component.how === 'show'
          ? turn.phrase('document.show')
          : component.optional
            ? turn.phrase('document.optional')
            : turn.phrase('document.send')
      const condition = component.condition ? ` ${component.condition.replace(/\.$/, '')}.` : ''
      return `• ${component.name} (${how}).${condition}${because(turn, component.when, guide, answers)}`
    })
    .join('\n')
}

function because(turn: Turn, when: Condition | undefined, guide: Guide, answers: Answers): string {
  const reasons = reasonsFor(when, guide, answers)
  return reasons.length > 0 ? ` ${turn.phrase('reason.because', { reasons: reasons.join('; ') })}` : ''
}

function groupThousands(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.')
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `• ${line}`).join('\n')
}
