// Somebody prepared the dossier for its applicant: the applicant sees it and agrees in a conversation of their own, with a
// code that works once. Two sides of one talk: the helper's, who waits, and the applicant's, who decides.
import type { Event } from '../event.ts'
import type { Heard } from '../hear.ts'
import { stepsOf } from '../rules/steps.ts'
import type { Draft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { componentNames } from './attach.ts'
import { consentVersion } from './consent.ts'
import { labelOf, shownAnswer } from './form.ts'
import { submit } from './submit.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'
import { showMenu } from './welcome.ts'

/** The code in a message, digits only; null when there is none. */
export function confirmationCodeIn(text: string): string | null {
  return /^\s*xn[\s-]*(\d{4})[\s-]*(\d{4})\s*$/i.exec(text)?.slice(1).join('') ?? null
}

// ── the helper's side ───────────────────────────────────────────────────────────────────────────

export function askApplicant(turn: Turn, draft: Draft): void {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const portal = turn.content.portals.get(draft.portal)
  if (!guide || !portal) return
  const answers = stepsOf(guide, draft.answers).flatMap((step) => {
    const value = draft.answers[step.id]
    return value === undefined || step.type === 'more'
      ? []
      : [`• ${labelOf(step)}: ${shownAnswer(step, value)}`]
  })
  const papers = componentNames(guide, draft).map((name) => `• ${name}`)
  turn.changeDraft((one) => ({ ...one, helped: true }))
  turn.order({
    type: 'ask_confirmation',
    draftId: draft.id,
    // What is agreed to is this state of the draft and no later one.
    touchedAt: turn.event.at,
    summary: [`${guide.shortName} – ${portal.name}`, ...answers, ...papers].join('\n'),
  })
}

export function confirmationReady(turn: Turn, event: Extract<Event, { type: 'confirmation_ready' }>): void {
  if (turn.state.draft?.id !== event.draftId) return
  const code = `XN-${event.code.slice(0, 4)}-${event.code.slice(4)}`
  turn.say('confirm-for.code', { code })
}

export function confirmationAnswered(
  turn: Turn,
  event: Extract<Event, { type: 'confirmation_answered' }>,
): void {
  const { draft } = turn.state
  if (!draft || draft.id !== event.draftId) return
  if (!event.agreed) {
    turn.say('confirm-for.declined')
    return askAgain(turn)
  }
  if (draft.touchedAt !== event.touchedAt) {
    turn.say('confirm-for.changed')
    return askAgain(turn)
  }
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const portal = turn.content.portals.get(draft.portal)
  turn.say('confirm-for.agreed')
  if (guide && portal) submit(turn, draft, guide, portal)
}

// ── the applicant's side ────────────────────────────────────────────────────────────────────────

export function openConfirmation(turn: Turn, code: string): void {
  turn.order({ type: 'open_confirmation', code })
  turn.say('confirm-for.looking')
}

export function confirmationOpened(turn: Turn, event: Extract<Event, { type: 'confirmation_opened' }>): void {
  turn.change({ topic: { type: 'confirm-for', code: event.code, summary: event.summary } })
  askToAgree(turn, event.summary)
}

export function askToAgree(turn: Turn, summary: string): void {
  turn.offer(`${turn.phrase('confirm-for.review')}\n${summary}\n\n${turn.phrase('confirm-for.meaning')}`, [
    { id: 'agree', label: turn.phrase('confirm-for.yes') },
    { id: 'decline', label: turn.phrase('confirm-for.no') },
  ])
}

export function answerConfirmFor(turn: Turn, heard: Heard, code: string, summary: string): Answer {
  const said =
    heard.choice ?? { yes: 'agree', no: 'decline', '': null }[turn.content.lexicon.yesOrNo(heard.text) ?? '']
  if (said !== 'agree' && said !== 'decline') {
    askToAgree(turn, summary)
    return 'refused'
  }
  const agreed = said === 'agree'
  turn.order({ type: 'answer_confirmation', code, agreed })
  turn.order({
    type: 'record_consent',
    consentId: turn.newId(),
    purpose: 'filing',
    version: consentVersion,
    granted: agreed,
  })
  turn.change({ topic: { type: 'welcome' } })
  turn.say(agreed ? 'confirm-for.thanks' : 'confirm-for.stopped')
  return 'understood'
}

export function confirmationUnknown(
  turn: Turn,
  event: Extract<Event, { type: 'confirmation_unknown' }>,
): void {
  turn.say(event.reason === 'too_many' ? 'look-up.too-many' : 'confirm-for.unknown')
  showMenu(turn)
}
