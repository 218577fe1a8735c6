// The applicant's own store: papers kept for next time, only with their yes to just that, until they expire or are deleted.
import type { Component } from '../../content/schema.ts'
import { fold } from '../../find/normalise.ts'
import type { Heard } from '../hear.ts'
import { dayAt, showDay } from '../rules/dates.ts'
import type { FiledDossier, OwnPaper } from '../state.ts'
import type { Option, Turn } from '../turn.ts'
import { changeDossier } from './follow.ts'
import type { Answer } from './topics.ts'
import { showMenu } from './welcome.ts'

/** Changes when what is agreed to changes. */
const version = '2026-11'
/** Most papers change within a year: addresses, marital status, cards. */
const keptMs = 365 * 86_400_000
/** More would be an archive, and archives are not our business. */
const mostPapers = 30

export function alive(turn: Turn): readonly OwnPaper[] {
  return (turn.state.ownPapers ?? []).filter(({ expiresAt }) => expiresAt > turn.event.at)
}

/** After a dossier was received: may its papers be kept for next time? Asked once a dossier. */
export function offerToKeep(turn: Turn, dossier: FiledDossier): void {
  if ((dossier.papers ?? []).length === 0 || dossier.keepAsked) return
  changeDossier(turn, dossier.reference, { keepAsked: true })
  turn.offer(turn.phrase('own.ask'), [
    { id: `keep-papers:${dossier.reference}`, label: turn.phrase('own.keep') },
    { id: 'menu', label: turn.phrase('own.no') },
  ])
}

export function keepPapers(turn: Turn, dossier: FiledDossier): void {
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  const { at } = turn.event
  turn.order({
    type: 'record_consent',
    consentId: turn.newId(),
    purpose: 'own_papers',
    version,
    granted: true,
  })
  const kept = alive(turn)
  const added = (dossier.papers ?? []).flatMap(({ component, composedId, made }): OwnPaper[] => {
    const known = guide?.components.find(({ id }) => id === component)
    if (!known || !made || kept.some(({ id }) => id === composedId)) return []
    const { name, officialName } = known
    return [{ id: composedId, name, officialName, pages: made.pages, keptAt: at, expiresAt: at + keptMs }]
  })
  const papers = [...added, ...kept]
  for (const { id } of papers.slice(mostPapers)) turn.order({ type: 'discard_attachment', attachmentId: id })
  turn.change({ ownPapers: papers.slice(0, mostPapers) })
  if (added.length > 0) turn.order({ type: 'remind', key: 'own-papers', at: at + keptMs + 60_000 })
  turn.say('own.kept', { count: added.length, day: showDay(dayAt(at + keptMs)) })
}

/** Earlier papers that fit a component, as choices. */
export function ownPapersFor(turn: Turn, component: Component): Option[] {
  const names = [component.name, component.officialName].map(fold)
  return alive(turn)
    .filter(({ name, officialName }) => [name, officialName].some((one) => names.includes(fold(one))))
    .slice(0, 3)
    .map(({ id, keptAt, pages }) => ({
      id: `own:${id}`,
      label: turn.phrase('own.use', { day: showDay(dayAt(keptAt)), pages }),
    }))
}

export function showOwnPapers(turn: Turn): void {
  const papers = alive(turn)
  turn.change({ topic: { type: 'own-papers' } })
  const menu = { id: 'menu', label: turn.phrase('card.menu') }
  if (papers.length === 0) return turn.offer(turn.phrase('own.none'), [menu])
  const lines = papers.map(({ name, pages, expiresAt }) =>
    turn.phrase('own.line', { name, pages, day: showDay(dayAt(expiresAt)) }),
  )
  turn.offer([turn.phrase('own.list'), ...lines].join('\n'), [
    ...papers.slice(0, 8).map(({ id, name }) => ({
      id: `delete:${id}`,
      label: turn.phrase('own.delete', { name }),
    })),
    { id: 'delete-all', label: turn.phrase('own.delete-all') },
    menu,
  ])
}

export function answerOwnPapers(turn: Turn, heard: Heard): Answer {
  const id = heard.choice?.startsWith('delete:') ? heard.choice.slice('delete:'.length) : null
  if (id === null && heard.choice !== 'delete-all') return 'unknown'
  const gone = alive(turn).filter((one) => id === null || one.id === id)
  for (const paper of gone) turn.order({ type: 'discard_attachment', attachmentId: paper.id })
  if (id === null) {
    turn.order({
      type: 'record_consent',
      consentId: turn.newId(),
      purpose: 'own_papers',
      version,
      granted: false,
    })
  }
  turn.change({ ownPapers: alive(turn).filter((one) => !gone.includes(one)) })
  turn.say('own.deleted', { count: gone.length })
  if (alive(turn).length > 0) showOwnPapers(turn)
  else showMenu(turn)
  return 'understood'
}

/** What has expired is destroyed; the reminder that brought us here is nobody's business. */
export function sweepOwnPapers(turn: Turn): void {
  const kept = alive(turn)
  for (const paper of turn.state.ownPapers ?? []) {
    if (!kept.includes(paper)) turn.order({ type: 'discard_attachment', attachmentId: paper.id })
  }
  turn.change({ ownPapers: kept })
  const next = Math.min(...kept.map(({ expiresAt }) => expiresAt))
  if (kept.length > 0) turn.order({ type: 'remind', key: 'own-papers', at: next + 60_000 })
}

export function isOwn(turn: Turn, attachmentId: string): boolean {
  return (turn.state.ownPapers ?? []).some(({ id }) => id === attachmentId)
}
