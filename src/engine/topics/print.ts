// Level 2: the form, filled from the answers, as files to print, and where to hand it in with what.
import type { Guide } from '../../content/schema.ts'
import type { Heard } from '../hear.ts'
import { componentsOf } from '../rules/checklist.ts'
import { stepsOf } from '../rules/steps.ts'
import type { Draft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { orderDocument, sourceOf } from './documents.ts'
import { dropDraft, guideOf } from './draft.ts'
import { askStep, labelOf } from './form.ts'
import type { Answer } from './topics.ts'
import { showMenu } from './welcome.ts'

/** True when the draft ends in a form to print, because its portal files nothing online. */
export function printsOnly(turn: Turn, draft: Draft): boolean {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  return guide?.offers.find((offer) => offer.portal === draft.portal)?.level === 2
}

/** The answers are all there: the form is written, and the applicant reads where to take it. */
export function printForm(turn: Turn, draft: Draft, guide: Guide): void {
  const papers = componentsOf(guide, draft.answers)
    .filter(({ form }) => !form)
    .map(({ name, originals, copies }) => `• ${name}${countOf(turn, originals, copies)}`)
  turn.change({ topic: { type: 'print' } })
  orderDocument(turn, 'form', sourceOf(draft))
  orderDocument(turn, 'form-word', sourceOf(draft))
  turn.sayText(
    [
      turn.phrase('print.writing', { procedure: guide.shortName }),
      turn.phrase('print.where', { agency: guide.agency.name }),
      ...(papers.length > 0 ? [turn.phrase('print.bring'), ...papers] : []),
    ].join('\n'),
  )
  askPrint(turn)
}

export function askPrint(turn: Turn): void {
  turn.offer(turn.phrase('print.next'), [
    { id: 'write-again', label: turn.phrase('print.again') },
    { id: 'edit', label: turn.phrase('review.edit') },
    { id: 'finish', label: turn.phrase('print.finish') },
  ])
}

export function answerPrint(turn: Turn, heard: Heard): Answer {
  const { draft } = turn.state
  const guide = draft && guideOf(turn, draft)
  if (!draft || !guide) return 'unknown'
  if (heard.choice === 'write-again') printForm(turn, draft, guide)
  else if (heard.choice === 'finish') {
    dropDraft(turn)
    turn.say('print.finished')
    showMenu(turn)
  } else if (heard.choice === 'edit') {
    const steps = stepsOf(guide, draft.answers)
    turn.offer(
      turn.phrase('review.which'),
      steps.map((step) => ({ id: `step:${step.id}`, label: labelOf(step) })),
    )
  } else if (heard.choice?.startsWith('step:')) {
    const step = heard.choice.slice('step:'.length)
    turn.change({ topic: { type: 'form', step } })
    askStep(turn, step)
  } else return 'unknown'
  return 'understood'
}

function countOf(turn: Turn, originals: number, copies: number): string {
  const parts = [
    ...(originals > 0 ? [turn.phrase('print.originals', { count: originals })] : []),
    ...(copies > 0 ? [turn.phrase('print.copies', { count: copies })] : []),
  ]
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}
