// The last look before filing: every answer, every paper, the fee and who files; then one confirmation.
import type { Guide } from '../../content/schema.ts'
import { fold } from '../../find/normalise.ts'
import type { Heard } from '../hear.ts'
import { componentsOf, filesNeeded } from '../rules/checklist.ts'
import { stepsOf } from '../rules/steps.ts'
import type { Draft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { describeFees } from './aspect.ts'
import { askForComponent } from './attach.ts'
import { askApplicant } from './confirm-for.ts'
import { orderDocument, sourceOf } from './documents.ts'
import { guideOf } from './draft.ts'
import { askStep, labelOf, shownAnswer } from './form.ts'
import { submit } from './submit.ts'
import type { Answer } from './topics.ts'

const whoFiles = {
  opencps: 'review.we-file',
  assisted: 'review.staff-file',
  handover: 'review.you-file',
} as const

export function showReview(turn: Turn): void {
  // Seen anew it is confirmed anew.
  if (turn.state.draft?.confirmed) turn.changeDraft((one) => ({ ...one, confirmed: false }))
  const { draft } = turn.state
  const guide = draft && guideOf(turn, draft)
  const portal = draft && turn.content.portals.get(draft.portal)
  if (!draft || !guide || !portal) return
  const handsOver = portal.connector.mode === 'handover'
  const confirm =
    portal.confirmation === 'code'
      ? turn.phrase('review.confirm-code', { code: confirmationCode(turn) })
      : turn.phrase(handsOver ? 'review.confirm-handover' : 'review.confirm')
  turn.showCard({
    title: turn.phrase('review.heading', { procedure: guide.shortName }),
    lines: [
      ...describeAnswers(guide, draft),
      { label: turn.phrase('review.papers'), text: describePapers(turn, guide, draft).join('\n') },
      { label: turn.phrase('card.fee'), text: describeFees(turn, guide, draft.answers) },
      { label: turn.phrase('delivery.label'), text: turn.phrase(`delivery.${draft.delivery ?? 'counter'}`) },
      {
        label: turn.phrase('review.who-files'),
        text: turn.phrase(whoFiles[portal.connector.mode], { portal: portal.name }),
      },
    ],
    note: confirm,
    options: [
      ...(portal.confirmation === 'button'
        ? [
            {
              id: 'confirm',
              label: turn.phrase(draft.helped ? 'confirm-for.again' : 'review.confirm-button'),
            },
          ]
        : []),
      ...(draft.helped ? [] : [{ id: 'helping', label: turn.phrase('confirm-for.helping') }]),
      { id: 'edit', label: turn.phrase('review.edit') },
      { id: 'edit-papers', label: turn.phrase('review.edit-papers') },
      ...(draft.attachments.length > 0 ? [{ id: 'preview', label: turn.phrase('review.preview') }] : []),
      { id: 'summary', label: turn.phrase('review.summary') },
      { id: 'stop', label: turn.phrase('attach.later') },
    ],
  })
}

function describeAnswers(guide: Guide, draft: Draft): { label: string; text: string }[] {
  return stepsOf(guide, draft.answers).flatMap((step) => {
    const value = draft.answers[step.id]
    if (value === undefined || step.type === 'more') return []
    return [{ label: labelOf(step), text: shownAnswer(step, value) }]
  })
}

function describePapers(turn: Turn, guide: Guide, draft: Draft): string[] {
  return componentsOf(guide, draft.answers)
    .filter((component) => component.how === 'submit')
    .map((component) => {
      if (component.form) return `• ${component.name}: ${turn.phrase('review.form-filled')}`
      const pages = draft.attachments.filter((one) => one.component === component.id).length
      const count = pages > 0 ? turn.phrase('review.pages', { count: pages }) : turn.phrase('review.none')
      return `• ${component.name}: ${count}`
    })
}

/** Four digits that stay the same for a draft: typing them shows that the review was read. */
function confirmationCode(turn: Turn): string {
  let sum = 7
  for (const character of turn.state.draft?.id ?? '') sum = (sum * 31 + character.charCodeAt(0)) % 9_000
  return String(1_000 + sum)
}

export function answerReview(turn: Turn, heard: Heard): Answer {
  const { draft } = turn.state
  const guide = draft && guideOf(turn, draft)
  const portal = draft && turn.content.portals.get(draft.portal)
  if (!draft || !guide || !portal) return 'unknown'
  const byCode = portal.confirmation === 'code' && heard.text === confirmationCode(turn)
  const byWord =
    portal.confirmation === 'button' &&
    ['xac nhan', 'xac nhan nop', 'nop', 'confirm'].includes(fold(heard.text))
  if (heard.choice === 'helping') {
    askApplicant(turn, draft)
    return 'understood'
  }
  if (draft.helped && (heard.choice === 'confirm' || (heard.choice === null && (byCode || byWord)))) {
    askApplicant(turn, draft)
    return 'understood'
  }
  if (heard.choice === 'confirm' || (heard.choice === null && (byCode || byWord))) {
    submit(turn, draft, guide, portal)
    return 'understood'
  }
  if (heard.choice === 'edit' || heard.text === '' || turn.content.lexicon.command(heard.text) === 'edit') {
    turn.offer(
      turn.phrase('review.which'),
      stepsOf(guide, draft.answers).map((step) => ({ id: `step:${step.id}`, label: labelOf(step) })),
    )
    return 'understood'
  }
  if (heard.choice === 'summary' || heard.choice === 'preview') {
    orderDocument(turn, heard.choice, sourceOf(draft))
    turn.say('file.writing')
    showReview(turn)
    return 'understood'
  }
  if (heard.choice === 'edit-papers') {
    const needed = filesNeeded(guide, draft.answers)
    turn.offer(
      turn.phrase(needed.length > 0 ? 'review.which-paper' : 'attach.not-needed'),
      needed.map(({ id, name }) => ({ id: `paper:${id}`, label: name })),
    )
    return 'understood'
  }
  if (heard.choice?.startsWith('step:')) {
    const step = heard.choice.slice('step:'.length)
    turn.change({ topic: { type: 'form', step } })
    askStep(turn, step)
    return 'understood'
  }
  if (heard.choice?.startsWith('paper:')) {
    const component = heard.choice.slice('paper:'.length)
    turn.changeDraft((one) => ({ ...one, completed: one.completed.filter((id) => id !== component) }))
    turn.change({ topic: { type: 'attach', component } })
    askForComponent(turn, component)
    return 'understood'
  }
  return 'unknown'
}
