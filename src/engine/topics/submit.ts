// From confirmation to the portal's answer. What is said here is only ever what is known: saved, being sent, received, or being checked.
import type { Guide, Portal } from '../../content/schema.ts'
import type { Event } from '../event.ts'
import { showTime } from '../rules/dates.ts'
import type { Draft, FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { type DocumentSource, orderDocument, sendPapers } from './documents.ts'
import { takeReport, watch } from './follow.ts'
import { isOwn, offerToKeep } from './own-papers.ts'
import { stillComposing } from './papers.ts'
import { reopen, withReason } from './refile.ts'
import { describeStatus } from './status.ts'
import { askAgain } from './topics.ts'

/** Older dossiers stay with their portal; a conversation lists this many. */
const mostDossiers = 50

/** What is true at this moment, by who will file. */
const told = {
  opencps: 'submit.sending',
  assisted: 'submit.with-staff',
  handover: 'submit.preparing',
} as const

export function submit(turn: Turn, draft: Draft, guide: Guide, portal: Portal): void {
  if (draft.attachments.some((one) => one.state === 'checking')) {
    turn.say('attach.still-checking')
    return
  }
  if (stillComposing(draft)) {
    turn.changeDraft((one) => ({ ...one, confirmed: true }))
    turn.say('papers.still-composing')
    return
  }
  const reference = referenceFor(draft)
  turn.order({
    type: 'submit_dossier',
    draftId: draft.id,
    reference,
    portal: draft.portal,
    procedure: draft.procedure,
    revision: draft.revision,
    answers: draft.answers,
    papers: (draft.papers ?? []).map(({ component, composedId }) => ({ component, composedId })),
    delivery: draft.delivery ?? 'counter',
    language: turn.state.language,
  })
  const dossier: FiledDossier = {
    draftId: draft.id,
    reference,
    procedure: draft.procedure,
    revision: draft.revision,
    portal: draft.portal,
    confirmedAt: turn.event.at,
    code: null,
    status: 'sending',
    statusText: '',
    note: '',
    dueAt: null,
    answers: draft.answers,
    delivery: draft.delivery,
    papers: draft.papers ?? [],
    ...(draft.skipped.length > 0 ? { skipped: draft.skipped } : {}),
    ...(draft.withoutFile.length > 0 ? { withoutFile: draft.withoutFile } : {}),
  }
  // The PDFs are what is filed; the single photos have done their part.
  for (const { id } of draft.attachments) {
    if (!isOwn(turn, id)) turn.order({ type: 'discard_attachment', attachmentId: id })
  }
  turn.change({
    draft: null,
    dossiers: [dossier, ...turn.state.dossiers].slice(0, mostDossiers),
    topic: { type: 'submit', draftId: draft.id },
  })
  turn.say(told[portal.connector.mode], {
    procedure: guide.shortName,
    portal: portal.name,
  })
}

/**
 * Our key on the portal. It begins with letters and holds no run that reads as a number, because some portals look a
 * purely numeric key up as their own id; 75 characters is the least any of their columns takes.
 */
function referenceFor(draft: Draft): string {
  return `mce-${draft.id}`.slice(0, 75)
}

/** A second tap on the confirmation gets the first one's answer. False when nothing was confirmed just now. */
export function repeatLastConfirmation(turn: Turn): boolean {
  const { topic, draft } = turn.state
  if (topic.type === 'review' && draft?.confirmed) {
    turn.say('papers.still-composing')
    return true
  }
  const dossier = topic.type === 'submit' && turn.state.dossiers.find((one) => one.draftId === topic.draftId)
  if (!dossier) return false
  turn.say('submit.already', { time: showTime(dossier.confirmedAt) })
  turn.sayText(describeStatus(turn, dossier))
  return true
}

export function dossierReceived(turn: Turn, event: Extract<Event, { type: 'dossier_received' }>): void {
  const known = turn.state.dossiers.find((one) => one.draftId === event.draftId)
  if (!known) return
  const dossier = takeReport(turn, known, event.report)
  const profile = turn.content.portals.get(dossier.portal)
  const byHand = profile?.connector.mode === 'assisted'
  if (!byHand) watch(turn, dossier)
  const portal = profile?.name ?? dossier.portal
  const demo = turn.content.demo ? `\n${turn.phrase('submit.demo')}` : ''
  const said = dossier.code
    ? turn.phrase('submit.received', { portal, code: dossier.code })
    : turn.phrase('submit.received-no-code', { portal, reference: dossier.reference })
  turn.sayText(said + demo)
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  const level = guide?.offers.find((offer) => offer.portal === dossier.portal)?.level ?? 3
  // What staff keyed in somewhere else, nobody tells us about any more.
  if (byHand) turn.say('staff.what-next', { domain: profile.domain })
  else if (level === 4) turn.say('submit.what-next')
  else turn.say('submit.what-next-counter', { agency: guide?.agency.name ?? portal })
  // Where the fee and the result wait at a counter, the paper to bring there says so.
  orderDocument(turn, level === 4 ? 'receipt' : 'slip', filedSource(dossier))
  if (turn.state.draft) takeUpAgain(turn)
  else offerToKeep(turn, dossier)
}

export function submissionDelayed(turn: Turn, event: Extract<Event, { type: 'submission_delayed' }>): void {
  const dossier = change(turn, event.draftId, {})
  if (dossier?.status !== 'sending') return
  turn.say('submit.delayed')
  takeUpAgain(turn)
}

export function submissionParked(turn: Turn, event: Extract<Event, { type: 'submission_parked' }>): void {
  const dossier = change(turn, event.draftId, { status: 'checking' })
  if (!dossier) return
  turn.order({ type: 'open_escalation', escalationId: turn.newId(), reason: 'submission_parked' })
  turn.say('submit.parked')
  takeUpAgain(turn)
}

export function submissionRefused(turn: Turn, event: Extract<Event, { type: 'submission_refused' }>): void {
  const { refusal = { type: 'unsaid' } } = event
  const dossier = change(turn, event.draftId, { status: 'refused', refusal })
  if (!dossier) return
  turn.order({ type: 'open_escalation', escalationId: turn.newId(), reason: 'submission_refused' })
  turn.sayText(withReason(turn, 'submit.refused', refusal))
  reopen(turn, dossier)
  takeUpAgain(turn)
}

export function handedOver(turn: Turn, event: Extract<Event, { type: 'dossier_handed_over' }>): void {
  const dossier = change(turn, event.draftId, { status: 'handed-over' })
  if (!dossier) return
  const portal = turn.content.portals.get(dossier.portal)?.name ?? dossier.portal
  turn.offer(turn.phrase('submit.handed-over', { portal, link: event.link }), [
    { id: 'person', label: turn.phrase('menu.person') },
  ])
  sendPapers(turn, dossier)
  orderDocument(turn, 'form', filedSource(dossier))
  orderDocument(turn, 'checklist', filedSource(dossier))
  takeUpAgain(turn)
}

function filedSource(dossier: FiledDossier): DocumentSource {
  const { draftId, procedure, revision, portal, code, answers = {}, delivery = null, papers = [] } = dossier
  return {
    draftId,
    procedure,
    revision,
    portal,
    answers,
    delivery,
    code,
    papers: papers.map(({ component, composedId }) => ({ component, attachmentIds: [composedId] })),
  }
}

function change(turn: Turn, draftId: string, part: Partial<FiledDossier>): FiledDossier | undefined {
  const dossiers = turn.state.dossiers.map((one) => (one.draftId === draftId ? { ...one, ...part } : one))
  turn.change({ dossiers })
  return dossiers.find((one) => one.draftId === draftId)
}

// News may arrive in the middle of another draft: the open question follows it, so its buttons stay in reach.
function takeUpAgain(turn: Turn): void {
  if (turn.state.draft) askAgain(turn)
}
