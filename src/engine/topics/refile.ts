// A dossier that was not taken, or ended without a result: mended and filed again with every answer and paper it had.
import { type DossierReport, type Refusal, terminalStatuses } from '../dossier.ts'
import { dayAt, showDay } from '../rules/dates.ts'
import { quoteWords } from '../rules/quote.ts'
import { type Draft, type FiledDossier, newDraft } from '../state.ts'
import type { Option, Turn } from '../turn.ts'
import { nameOf, takeUp } from './draft.ts'
import { changeDossier } from './follow.ts'
import { isOwn } from './own-papers.ts'
import { composeAll } from './papers.ts'

/** Papers of a dossier that came to nothing wait this long for the applicant to mend it. */
const keptMs = 30 * 86_400_000

/** Ended, and without a result. */
export function cameToNothing({ status }: Pick<DossierReport, 'status'>): boolean {
  return terminalStatuses.has(status) && status !== 'returned'
}

const refilable: ReadonlySet<string> = new Set([
  'not-received',
  'stopped',
  'withdrawn',
  'refused',
  'recalled',
])

function canFileAgain({ status, answers }: FiledDossier): boolean {
  // What was looked up by its code has no answers here: it is somebody's, told after a second fact.
  return refilable.has(status) && answers !== undefined
}

/** What it means that the office did not take it, and what can be done. */
export function describeRefiling(turn: Turn, dossier: FiledDossier): string[] {
  if (!canFileAgain(dossier)) return []
  const { papers = [], papersUntil, refiledAs } = dossier
  if (refiledAs !== undefined) return findDraft(turn, refiledAs) ? [turn.phrase('refile.in-draft')] : []
  return papers.length > 0 && papersUntil !== undefined
    ? [turn.phrase('refile.kept', { day: showDay(dayAt(papersUntil)) })]
    : [turn.phrase('refile.answers-kept')]
}

export function refileActions(turn: Turn, dossier: FiledDossier): Option[] {
  if (!canFileAgain(dossier)) return []
  if (dossier.refiledAs !== undefined && !findDraft(turn, dossier.refiledAs)) return []
  return [
    { id: `file-again:${dossier.reference}`, label: turn.phrase('refile.mend') },
    { id: 'person', label: turn.phrase('menu.person') },
  ]
}

/** A second tap goes on with the first one's draft. */
export function fileAgain(turn: Turn, dossier: FiledDossier): void {
  const known = dossier.refiledAs === undefined ? undefined : findDraft(turn, dossier.refiledAs)
  if (known) return takeUp(turn, known)
  if (!canFileAgain(dossier) || dossier.refiledAs !== undefined) return turn.say('refile.not-now')
  takeUp(turn, draftFrom(turn, dossier))
}

/** Nothing was filed, so nothing may be lost: the dossier becomes a draft again and is offered. */
export function reopen(turn: Turn, dossier: FiledDossier): void {
  const draft = draftFrom(turn, dossier)
  turn.change({ shelf: [draft, ...turn.state.shelf] })
  if (turn.state.draft) return turn.say('refile.put-aside', { procedure: nameOf(turn, draft) })
  turn.change({ topic: { type: 'follow' } })
  turn.offer(turn.phrase('submit.reopened'), [
    { id: `file-again:${dossier.reference}`, label: turn.phrase('refile.mend') },
    { id: 'person', label: turn.phrase('menu.person') },
    { id: 'menu', label: turn.phrase('card.menu') },
  ])
}

/** The office is done with it: its papers wait a while for the applicant. */
export function keepForRefiling(turn: Turn, dossier: FiledDossier): FiledDossier {
  if ((dossier.papers ?? []).length === 0) return dossier
  const papersUntil = turn.event.at + keptMs
  turn.order({ type: 'remind', key: `refile:${dossier.reference}`, at: papersUntil })
  return changeDossier(turn, dossier.reference, { papersUntil })
}

export function refilingOver(turn: Turn, reference: string): void {
  const dossier = turn.state.dossiers.find((one) => one.reference === reference)
  if (dossier) forgetPapers(turn, dossier)
}

/** Our copies go, unless the applicant keeps them for next time. */
export function forgetPapers(turn: Turn, dossier: FiledDossier): void {
  for (const { composedId } of dossier.papers ?? []) {
    if (!isOwn(turn, composedId)) turn.order({ type: 'discard_attachment', attachmentId: composedId })
  }
  changeDossier(turn, dossier.reference, { papers: [] })
}

/** Why it was not taken: the office's own words in quotation marks, or what we know of the portal's rules. */
export function describeRefusal(turn: Turn, refusal: Refusal): string {
  switch (refusal.type) {
    case 'words':
      return turn.phrase('follow.note', { note: quoteWords(refusal.words) })
    case 'file-too-large':
      return turn.phrase('refusal.file-too-large', { part: refusal.part, megabytes: refusal.megabytes })
    case 'file-type':
      return turn.phrase('refusal.file-type', { part: refusal.part, types: refusal.types })
    case 'file-empty':
      return turn.phrase('refusal.file-empty', { part: refusal.part })
    default:
      return turn.phrase(`refusal.${refusal.type}`)
  }
}

/** A sentence, and below it why, where anybody said so. */
export function withReason(turn: Turn, key: string, refusal: Refusal | undefined): string {
  const said = turn.phrase(key)
  return refusal && refusal.type !== 'unsaid' ? `${said}\n${describeRefusal(turn, refusal)}` : said
}

// Under a key of its own; its PDFs are the pages of the new one, and the old ones go with the next confirmation.
function draftFrom(turn: Turn, dossier: FiledDossier): Draft {
  const { procedure, revision, portal, answers = {}, delivery = null, papers = [] } = dossier
  const { at } = turn.event
  const draft: Draft = {
    ...newDraft({ id: turn.newId(), procedure, revision, portal, at }),
    answers,
    skipped: dossier.skipped ?? [],
    withoutFile: dossier.withoutFile ?? [],
    delivery,
    attachments: papers.flatMap(({ component, composedId: id, made }) => {
      if (!made) return []
      const { name, mediaType, sizeBytes } = made.file
      const state = 'kept' as const
      return [{ id, component, name, mediaType, sizeBytes, digest: id, state, pages: made.pages }]
    }),
  }
  changeDossier(turn, dossier.reference, { papers: [], refiledAs: draft.id })
  return composeAll(turn, draft)
}

function findDraft(turn: Turn, id: string): Draft | undefined {
  return [turn.state.draft, ...turn.state.shelf].find((one) => one?.id === id) ?? undefined
}
