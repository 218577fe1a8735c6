// After filing: the dossiers of this conversation, their status in the ten official words, and news when it changes.
import type { Event } from '../event.ts'
import type { Heard } from '../hear.ts'
import { dayAt, showDay } from '../rules/dates.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { nameOf, takeUp } from './draft.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'

const dossierCode =
  /^(?:THU-)?(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,3}-(?:\d{6}|\d{8})-\d{3,8}$/

/** The dossier code in a message, alone or among words; null when there is none. */
export function dossierCodeIn(text: string): string | null {
  const candidates = [text.replace(/\s+/g, ''), ...text.split(/\s+/)]
  return candidates.map(tidyCode).find((one) => dossierCode.test(one)) ?? null
}

function tidyCode(text: string): string {
  return text
    .replace(/[–—]/g, '-')
    .replace(/[.,;:!?]+$/, '')
    .toUpperCase()
}

export function showDossierByCode(turn: Turn, code: string): void {
  const { dossiers, draft } = turn.state
  const dossier = dossiers.find((one) => one.code?.toUpperCase() === code)
  const handedOver = dossiers.find((one) => one.status === 'handed-over' && one.code === null)
  if (dossier) turn.sayText(describeStatus(turn, dossier))
  else if (handedOver) noteCode(turn, handedOver, code)
  // A code is no secret: details only to the conversation that filed the dossier.
  else turn.say('follow.not-ours', { code })
  if (draft) askAgain(turn)
}

// The applicant filed by themselves and brings the code back, as they were asked to.
function noteCode(turn: Turn, dossier: FiledDossier, code: string): void {
  turn.change({
    dossiers: turn.state.dossiers.map((one) =>
      one === dossier ? { ...one, code, status: 'filed-by-applicant' } : one,
    ),
  })
  const portal = turn.content.portals.get(dossier.portal)
  turn.say('follow.code-noted', {
    code,
    portal: portal?.name ?? dossier.portal,
    domain: portal?.domain ?? '',
  })
}

export function showDossiers(turn: Turn): void {
  const { dossiers, draft, shelf } = turn.state
  const drafts = [...(draft ? [draft] : []), ...shelf]
  turn.change({ topic: { type: 'follow' } })
  if (dossiers.length === 0 && drafts.length === 0) {
    turn.offer(turn.phrase('follow.none'), [{ id: 'menu', label: turn.phrase('card.menu') }])
    return
  }
  const lines = dossiers.slice(0, 5).map((one) => `• ${describeStatus(turn, one)}`)
  const more = dossiers.length > 5 ? [turn.phrase('follow.more', { count: dossiers.length - 5 })] : []
  turn.offer(
    [turn.phrase(dossiers.length > 0 ? 'follow.list' : 'follow.only-drafts'), ...lines, ...more].join('\n'),
    [
      ...drafts.map((one) => ({
        id: `draft:${one.id}`,
        label: turn.phrase('follow.continue', { procedure: nameOf(turn, one) }),
      })),
      { id: 'menu', label: turn.phrase('card.menu') },
    ],
  )
}

export function answerFollow(turn: Turn, heard: Heard): Answer {
  if (!heard.choice?.startsWith('draft:')) return 'unknown'
  const id = heard.choice.slice('draft:'.length)
  const draft = [turn.state.draft, ...turn.state.shelf].find((one) => one?.id === id)
  if (!draft) return 'unknown'
  takeUp(turn, draft)
  return 'understood'
}

/** One dossier in a few lines: code, official word, plain sentence, the officer's words, the due day. */
export function describeStatus(turn: Turn, dossier: FiledDossier): string {
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  const official = turn.phrase(`status.${dossier.status}`)
  return [
    `${guide?.shortName ?? dossier.procedure}${dossier.code ? ` – ${dossier.code}` : ''}`,
    `${official}. ${turn.phrase(`status-plain.${dossier.status}`)}`,
    ...(dossier.note ? [turn.phrase('follow.note', { note: dossier.note })] : []),
    ...(dossier.dueAt === null ? [] : [turn.phrase('follow.due', { day: showDay(dayAt(dossier.dueAt)) })]),
  ].join('\n')
}

export function statusChanged(turn: Turn, event: Extract<Event, { type: 'dossier_status_changed' }>): void {
  const before = turn.state.dossiers.find((one) => one.reference === event.reference)
  if (!before) return
  const { code, status, statusText, note, dueAt } = event
  const after: FiledDossier = { ...before, code: code ?? before.code, status, statusText, note, dueAt }
  turn.change({
    dossiers: turn.state.dossiers.map((one) => (one.reference === event.reference ? after : one)),
  })
  if (before.status === status && before.code === after.code && before.note === note) return
  turn.sayText(`${turn.phrase('follow.news')}\n${describeStatus(turn, after)}`)
  if (turn.state.draft) askAgain(turn)
}
