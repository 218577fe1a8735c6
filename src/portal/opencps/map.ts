// The portal's words as ours. Codes it may invent per site are shown with its own text and count as in progress.
import type { DossierStatus } from '../../engine/dossier.ts'
import type { PortalDossier } from '../connector.ts'
import type { Detail } from './wire.ts'

const statuses: Readonly<Record<string, DossierStatus>> = {
  '': 'draft',
  new: 'draft', // saved on the portal, not sent
  receiving: 'registered',
  processing: 'processing',
  interoperating: 'processing',
  waiting: 'supplement-requested',
  correcting: 'supplement-requested',
  paying: 'payment-requested',
  // Code 8 in the law's list, but not an end: a paused dossier goes on, and must still be watched.
  pausing: 'processing',
  releasing: 'finished',
  posting: 'finished',
  done: 'returned',
  denied: 'not-received',
  unresolved: 'stopped',
  cancelling: 'processing',
  cancelled: 'withdrawn',
  collecting: 'processing',
  handover: 'processing',
}

const terminalStatuses: ReadonlySet<DossierStatus> = new Set([
  'not-received',
  'withdrawn',
  'stopped',
  'returned',
])

export function toStatus(word: string): DossierStatus {
  return Object.hasOwn(statuses, word) ? (statuses[word] ?? 'processing') : 'processing'
}

/** True when the status shows that the dossier was sent. A code or a submit date prove nothing. */
export function isFiled(detail: Detail): boolean {
  return toStatus(detail.dossierStatus) !== 'draft'
}

/** Removed on the portal; its reference stays taken. */
export function isRemoved(detail: Detail): boolean {
  return detail.originality < 0
}

/** What the detail alone tells; marks, payment and files are other calls. */
export function toPortalDossier(detail: Detail): PortalDossier {
  const status = toStatus(detail.dossierStatus)
  return {
    portalId: detail.dossierId,
    reference: detail.referenceUid,
    code: detail.dossierNo || null,
    status,
    statusText: detail.dossierStatusText || detail.dossierStatus,
    note: officersWords(detail.lastActionNote),
    dueAt: readDate(detail.dueDate),
    paused:
      /^(waiting|pausing|correcting)$/.test(detail.dossierStatus) || detail.lockState.startsWith('PAUSE'),
    // Ready, if the portal says when; a result fetched late was not late. Dates of an earlier round may linger.
    finishedAt: isOver(status) ? (readDate(detail.releaseDate) ?? readDate(detail.finishDate)) : null,
    request: null,
    payment: null,
    results: [],
    withdrawing: !isOver(status) && (detail.cancellingDate !== '' || detail.dossierStatus === 'cancelling'),
  }
}

/** The office has nothing left to do, or only to hand the result over. */
export function isOver(status: DossierStatus): boolean {
  return status === 'finished' || terminalStatuses.has(status)
}

// Our own words come back as the last action's note; they must never be told as an officer's.
const applicantMark = 'Người nộp bổ sung hồ sơ'

/** The note of a hand-back: a line for the officer, a tag by which the history proves that it was done. */
export function handBackNote(tag: string, words: string): string {
  return `${applicantMark} (${tag})${words.trim() ? `: ${words.trim()}` : '.'}`.slice(0, 4_000)
}

export function officersWords(note: string): string {
  return note.startsWith(applicantMark) ? '' : note
}

/** `dd/MM/yyyy HH:mm:ss`, always Vietnam time, "" when unset. */
export function readDate(text: string): number | null {
  const match = /^(\d\d)\/(\d\d)\/(\d{4})(?: (\d\d):(\d\d):(\d\d))?$/.exec(text)
  if (!match) return null
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  return Date.UTC(year, month - 1, day, hour - 7, minute, second)
}
