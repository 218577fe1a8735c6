// After filing: the dossiers of this conversation, one by one or all together, and news as it comes.
import { type DossierReport, terminalStatuses } from '../dossier.ts'
import type { Event } from '../event.ts'
import type { Heard } from '../hear.ts'
import type { DossierNews } from '../reply.ts'
import { dayAt, showDay } from '../rules/dates.ts'
import type { FiledDossier } from '../state.ts'
import type { Option, Turn } from '../turn.ts'
import { nameOf, takeUp } from './draft.ts'
import { askForFact } from './look-up.ts'
import { awaitingCode, noteCode, noteOddCode } from './own-filing.ts'
import { keepPapers } from './own-papers.ts'
import { askRating } from './rating.ts'
import { cameToNothing, fileAgain, forgetPapers, keepForRefiling, refileActions } from './refile.ts'
import { fetchResults, tellOfResults } from './results.ts'
import { recall, staffActions } from './staff.ts'
import { describeStatus } from './status.ts'
import { beginSupplement } from './supplement.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'
import { askWithdrawal, canWithdraw } from './withdraw.ts'

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
  const handedOver = awaitingCode(turn)
  if (dossier) return showDossier(turn, dossier)
  if (!handedOver) return askForFact(turn, code)
  noteCode(turn, handedOver, code)
  if (draft) askAgain(turn)
}

export function showDossiers(turn: Turn): void {
  const { dossiers, draft, shelf } = turn.state
  const drafts = [...(draft ? [draft] : []), ...shelf]
  turn.change({ topic: { type: 'follow' } })
  const menu = { id: 'menu', label: turn.phrase('card.menu') }
  if (dossiers.length === 0 && drafts.length === 0) return turn.offer(turn.phrase('follow.none'), [menu])
  const [only] = dossiers
  if (only && dossiers.length === 1 && drafts.length === 0) {
    return showDossier(turn, only, `${turn.phrase('follow.list')}\n`)
  }
  const shown = dossiers.slice(0, 5)
  const lines = shown.map((one) => `• ${describeStatus(turn, one)}`)
  const more = dossiers.length > 5 ? [turn.phrase('follow.more', { count: dossiers.length - 5 })] : []
  turn.offer(
    [turn.phrase(dossiers.length > 0 ? 'follow.list' : 'follow.only-drafts'), ...lines, ...more].join('\n'),
    [
      ...shown.map((one) => ({ id: `dossier:${one.reference}`, label: titleOf(turn, one) })),
      ...drafts.map((one) => ({
        id: `draft:${one.id}`,
        label: turn.phrase('follow.continue', { procedure: nameOf(turn, one) }),
      })),
      menu,
    ],
  )
}

function titleOf(turn: Turn, dossier: FiledDossier): string {
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  const name = guide?.shortName ?? dossier.procedure
  return dossier.code ? `${name}, ${dossier.code}` : name
}

/** One dossier and what can be done about it now. */
export function showDossier(turn: Turn, dossier: FiledDossier, heading = ''): void {
  // A draft in hand keeps its question; the dossier is only looked at.
  if (!turn.state.draft) turn.change({ topic: { type: 'follow' } })
  // Withdrawing is for who looks for it; it is not offered with every piece of news.
  const withdraw = canWithdraw(dossier)
    ? [{ id: `withdraw:${dossier.reference}`, label: turn.phrase('follow.withdraw') }]
    : []
  turn.offer(heading + describeStatus(turn, dossier), [
    ...actionsFor(turn, dossier),
    ...withdraw,
    ...(turn.state.draft ? [{ id: 'continue', label: turn.phrase('draft.continue') }] : []),
    { id: 'menu', label: turn.phrase('card.menu') },
  ])
}

function actionsFor(turn: Turn, dossier: FiledDossier): Option[] {
  const { report, reference } = dossier
  const option = (id: string, key: string) => ({ id: `${id}:${reference}`, label: turn.phrase(key) })
  return [
    ...(report?.request ? [option('supplement', 'follow.supplement')] : []),
    ...(report?.payment?.state === 'due' ? [option('paid', 'follow.paid')] : []),
    ...(report && report.results.length > 0 ? [option('results', 'follow.results')] : []),
    ...staffActions(turn, dossier),
    ...refileActions(turn, dossier),
  ]
}

export function answerFollow(turn: Turn, heard: Heard): Answer {
  const [verb, ...rest] = (heard.choice ?? '').split(':')
  const id = rest.join(':')
  if (verb === 'draft') {
    const draft = [turn.state.draft, ...turn.state.shelf].find((one) => one?.id === id)
    if (!draft) return 'unknown'
    takeUp(turn, draft)
    return 'understood'
  }
  return actOn(turn, verb ?? '', id) ? 'understood' : 'unknown'
}

/** Something tapped about one dossier, from whatever step. False when it is no such thing. */
export function actOn(turn: Turn, verb: string, reference: string): boolean {
  if (verb === 'note-code') {
    const [of = '', code = ''] = reference.split(' ')
    return noteOddCode(turn, of, code)
  }
  const dossier = turn.state.dossiers.find((one) => one.reference === reference)
  if (!dossier) return false
  switch (verb) {
    case 'dossier':
      showDossier(turn, dossier)
      return true
    case 'supplement':
      beginSupplement(turn, dossier)
      return true
    case 'paid':
      // What was paid only the portal knows: look again at once.
      watch(turn, dossier)
      turn.say('payment.looking')
      return true
    case 'keep-papers':
      keepPapers(turn, dossier)
      return true
    case 'results':
      fetchResults(turn, dossier, 'all')
      turn.say('file.writing')
      return true
    case 'withdraw':
      askWithdrawal(turn, dossier)
      return true
    case 'recall':
      recall(turn, dossier)
      return true
    case 'file-again':
      fileAgain(turn, dossier)
      return true
    default:
      return false
  }
}

export function statusChanged(turn: Turn, event: Extract<Event, { type: 'dossier_status_changed' }>): void {
  const before = turn.state.dossiers.find((one) => one.reference === event.reference)
  if (!before) return
  const told = takeReport(turn, before, event.report)
  if (!isNews(before, told)) return
  const over = ended(told) && !ended(before)
  const after = over && cameToNothing(event.report) ? keepForRefiling(turn, told) : told
  const fresh = tellOfResults(turn, before, after)
  const text = `${turn.phrase('follow.news')}\n${describeStatus(turn, after)}`
  if (after.code === null) turn.offer(text, actionsFor(turn, after))
  else turn.tellNews(newsOf(turn, after, after.code), text, actionsFor(turn, after))
  if (fresh) fetchResults(turn, after, 'new')
  // The office has its copy and is done; ours goes, unless it is to be mended or kept for next time.
  if (over && !cameToNothing(event.report)) forgetPapers(turn, after)
  if (after.status === 'returned' && before.status !== 'returned') askRating(turn, after)
  if (turn.state.draft) askAgain(turn)
}

function newsOf(turn: Turn, dossier: FiledDossier, code: string): DossierNews {
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  return {
    code,
    procedure: guide?.shortName ?? dossier.procedure,
    status: turn.phrase(`status.${dossier.status}`),
    day: showDay(dayAt(turn.event.at)),
  }
}

/** Keeps what the portal said; the first due date stays the one lateness is counted against. */
export function takeReport(turn: Turn, before: FiledDossier, told: DossierReport): FiledDossier {
  const { status, statusText, note, dueAt } = told
  // Officers may leave the marks empty; then their words are the whole request.
  const asked = status === 'supplement-requested' ? { reason: note, components: [] } : null
  const report = { ...told, request: told.request ?? asked }
  const firstDueAt = before.firstDueAt ?? dueAt
  const code = report.code ?? before.code
  return changeDossier(turn, before.reference, { report, code, status, statusText, note, dueAt, firstDueAt })
}

/** Keeps looking at it; ordered again, it looks at once. */
export function watch(turn: Turn, { reference, portal, procedure, revision }: FiledDossier): void {
  const draftRecord = turn.content.guideAt(procedure, revision)?.guide.draftRecord === true
  turn.order({ type: 'watch_dossier', reference, portal, ...(draftRecord ? { draftRecord } : {}) })
}

export function changeDossier(turn: Turn, reference: string, part: Partial<FiledDossier>): FiledDossier {
  const dossiers = turn.state.dossiers.map((one) => (one.reference === reference ? { ...one, ...part } : one))
  turn.change({ dossiers })
  const changed = dossiers.find((one) => one.reference === reference)
  if (!changed) throw new Error('[follow] a dossier that is not here was changed')
  return changed
}

function ended({ report }: FiledDossier): boolean {
  return report !== undefined && terminalStatuses.has(report.status)
}

// A clock that moved on an officer's screen is no news; words, money, papers and states are.
function isNews(before: FiledDossier, after: FiledDossier): boolean {
  const told = ({ code, status, note, dueAt, report }: FiledDossier) =>
    JSON.stringify([
      code,
      status,
      note,
      dueAt,
      report?.request ?? null,
      report?.payment ?? null,
      report?.results ?? [],
      report?.withdrawing ?? false,
    ])
  return told(before) !== told(after)
}
