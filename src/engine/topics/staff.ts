// A dossier that staff file by hand: what the applicant hears while it lies with them, and taking it back before it is filed.
import type { Event } from '../event.ts'
import { showTime } from '../rules/dates.ts'
import { nextOpening, officeDeadline } from '../rules/office-hours.ts'
import type { FiledDossier, StaffWork } from '../state.ts'
import type { Option, Turn } from '../turn.ts'
import { changeDossier } from './follow.ts'
import { reopen } from './refile.ts'
import { askAgain } from './topics.ts'

/** A promise that passed is told this often; after that it stands in "hồ sơ của tôi" and is nobody's news. */
const mostLateNotices = 3

const waiting = new Set(['with-staff', 'taken-up'])

export function withStaff(turn: Turn, event: Extract<Event, { type: 'dossier_with_staff' }>): void {
  const dossier = byDraft(turn, event.draftId)
  if (dossier?.status !== 'sending' || dossier.staff) return
  const { since } = event
  const promisedAt = promiseFrom(turn, dossier, since)
  const staff = { since, promisedAt, takenUpAt: null, lateTold: 0, recalling: false }
  const lying = changeDossier(turn, dossier.reference, { status: 'with-staff', staff })
  watchPromise(turn, lying, promisedAt)
  const opening = nextOpening(hoursOf(turn, lying), turn.event.at, turn.content.calendar)
  turn.offer(
    [
      turn.phrase('staff.have-it', { procedure: procedureOf(turn, lying), portal: portalOf(turn, lying) }),
      ...(opening === null ? [] : [turn.phrase('staff.closed', { time: showTime(opening) })]),
      ...describePromise(turn, lying),
      turn.phrase('staff.meanwhile'),
    ].join('\n'),
    staffActions(turn, lying),
  )
  if (turn.state.draft) askAgain(turn)
}

export function takenUp(turn: Turn, event: Extract<Event, { type: 'dossier_taken_up' }>): void {
  const dossier = byDraft(turn, event.draftId)
  if (dossier?.status !== 'with-staff' || !dossier.staff) return
  const staff = { ...dossier.staff, takenUpAt: event.takenUpAt }
  const begun = changeDossier(turn, dossier.reference, { status: 'taken-up', staff })
  turn.offer(
    [
      turn.phrase('staff.taken-up', {
        procedure: procedureOf(turn, begun),
        time: showTime(event.takenUpAt),
      }),
      ...describePromise(turn, begun),
    ].join('\n'),
    staffActions(turn, begun),
  )
  if (turn.state.draft) askAgain(turn)
}

/** The promised time came, and perhaps passed. */
export function promiseDue(turn: Turn, reference: string): void {
  const dossier = turn.state.dossiers.find((one) => one.reference === reference)
  if (!dossier?.staff || !isWithStaff(dossier) || dossier.staff.lateTold >= mostLateNotices) return
  const { at } = turn.event
  const staff = { ...dossier.staff, lateTold: dossier.staff.lateTold + 1 }
  const late = changeDossier(turn, reference, { staff })
  // Staff are reminded once; more would only be louder.
  if (staff.lateTold === 1) {
    turn.order({ type: 'open_escalation', escalationId: turn.newId(), reason: 'staff_late' })
  }
  if (staff.lateTold < mostLateNotices) watchPromise(turn, late, promiseFrom(turn, late, at))
  turn.offer(
    [
      turn.phrase('staff.late', {
        procedure: procedureOf(turn, late),
        time: showTime(staff.promisedAt ?? staff.since),
      }),
      ...(staff.takenUpAt === null ? [] : [turn.phrase('staff.begun', { time: showTime(staff.takenUpAt) })]),
      turn.phrase('staff.late-next'),
    ].join('\n'),
    staffActions(turn, late),
  )
  if (turn.state.draft) askAgain(turn)
}

export function isWithStaff({ status, staff }: FiledDossier): boolean {
  return staff !== undefined && waiting.has(status)
}

/** What "hồ sơ của tôi" adds while staff have it. */
export function describeStaff(turn: Turn, dossier: FiledDossier): string[] {
  const { staff } = dossier
  if (!staff || !isWithStaff(dossier)) return []
  const late = staff.promisedAt !== null && turn.event.at > staff.promisedAt
  return [
    ...(staff.takenUpAt === null ? [] : [turn.phrase('staff.begun', { time: showTime(staff.takenUpAt) })]),
    ...describePromise(turn, dossier),
    ...(late ? [turn.phrase('staff.is-late')] : []),
    ...(staff.recalling ? [turn.phrase('staff.recall-waits')] : []),
  ]
}

export function staffActions(turn: Turn, dossier: FiledDossier): Option[] {
  if (!dossier.staff || !isWithStaff(dossier)) return []
  return [
    ...(dossier.staff.recalling
      ? []
      : [{ id: `recall:${dossier.reference}`, label: turn.phrase('staff.recall') }]),
    { id: 'person', label: turn.phrase('menu.person') },
  ]
}

/** Nothing is lost by it, so it is not asked twice. */
export function recall(turn: Turn, dossier: FiledDossier): void {
  const { reference, draftId, portal, staff } = dossier
  if (!staff || !isWithStaff(dossier)) return turn.say('staff.nothing-to-recall')
  if (staff.recalling) return turn.say('staff.recall-waits')
  changeDossier(turn, reference, { staff: { ...staff, recalling: true } })
  turn.order({ type: 'recall_dossier', draftId, reference, portal })
  turn.say('staff.recalling')
}

export function recalled(turn: Turn, event: Extract<Event, { type: 'dossier_recalled' }>): void {
  const dossier = byDraft(turn, event.draftId)
  if (!dossier || dossier.status === 'recalled') return
  const back = changeDossier(turn, dossier.reference, { status: 'recalled' })
  turn.say('staff.recalled')
  reopen(turn, back)
  if (turn.state.draft) askAgain(turn)
}

export function recallRefused(turn: Turn, event: Extract<Event, { type: 'recall_refused' }>): void {
  const dossier = byDraft(turn, event.draftId)
  // The staff's own answer may have been quicker; it has been told.
  if (!dossier || !isWithStaff(dossier)) return
  if (event.reason === 'taken_up') {
    turn.order({ type: 'open_escalation', escalationId: turn.newId(), reason: 'recall_wished' })
  }
  turn.say(event.reason === 'taken_up' ? 'staff.recall-asked' : 'staff.recall-late')
  if (turn.state.draft) askAgain(turn)
}

function watchPromise(turn: Turn, { reference }: FiledDossier, at: number | null): void {
  if (at !== null) turn.order({ type: 'remind', key: `staff:${reference}`, at })
}

function promiseFrom(turn: Turn, dossier: FiledDossier, at: number): StaffWork['promisedAt'] {
  const hours = turn.content.portals.get(dossier.portal)?.connector.staffHours
  return hours === undefined ? null : officeDeadline(hoursOf(turn, dossier), hours, at, turn.content.calendar)
}

function describePromise(turn: Turn, { staff }: FiledDossier): string[] {
  return staff?.promisedAt ? [turn.phrase('staff.promise', { time: showTime(staff.promisedAt) })] : []
}

function hoursOf(turn: Turn, { portal }: FiledDossier) {
  return turn.content.portals.get(portal)?.receivingHours ?? []
}

function portalOf(turn: Turn, { portal }: FiledDossier): string {
  return turn.content.portals.get(portal)?.name ?? portal
}

function procedureOf(turn: Turn, dossier: FiledDossier): string {
  return turn.content.guideAt(dossier.procedure, dossier.revision)?.guide.shortName ?? dossier.procedure
}

function byDraft(turn: Turn, draftId: string): FiledDossier | undefined {
  return turn.state.dossiers.find((one) => one.draftId === draftId)
}
