// The pages of a component as one PDF the portal takes: ordered when the pages are all there, thrown away when they change.
import type { Event } from '../event.ts'
import type { ComposedPaper, Draft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { askForComponent, findComponent, pagesOf } from './attach.ts'
import { submit } from './submit.ts'
import { sendSupplement } from './supplement.ts'
import { askAgain } from './topics.ts'

export function compose(turn: Turn, componentId: string): void {
  const found = findComponent(turn, componentId)
  const portal = found && turn.content.portals.get(found.draft.portal)
  if (!found || !portal) return
  dropPaper(turn, componentId)
  const composedId = turn.newId()
  turn.order({
    type: 'compose_component',
    draftId: found.draft.id,
    component: componentId,
    composedId,
    name: found.component.name,
    attachmentIds: pagesOf(found.draft, componentId).map(({ id }) => id),
    maxBytes: portal.limits.fileBytes,
  })
  changePapers(turn, found.draft.id, (papers) => [
    ...papers,
    { component: componentId, composedId, made: null },
  ])
}

/** The PDFs of a draft whose pages are all there, such as one that was filed before. */
export function composeAll(turn: Turn, draft: Draft): Draft {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const maxBytes = turn.content.portals.get(draft.portal)?.limits.fileBytes
  if (!guide || maxBytes === undefined) return draft
  const present = guide.components.filter(({ id }) => pagesOf(draft, id).length > 0)
  const papers = present.map(({ id: component, name }): ComposedPaper => {
    const composedId = turn.newId()
    const attachmentIds = pagesOf(draft, component).map(({ id }) => id)
    const draftId = draft.id
    turn.order({ type: 'compose_component', draftId, component, composedId, name, attachmentIds, maxBytes })
    return { component, composedId, made: null }
  })
  return { ...draft, papers, completed: present.map(({ id }) => id) }
}

/** Throws away the PDF of a component whose pages change. */
export function dropPaper(turn: Turn, componentId: string): void {
  const { draft } = turn.state
  const old = draft?.papers?.filter((one) => one.component === componentId) ?? []
  if (!draft || old.length === 0) return
  for (const { composedId } of old) turn.order({ type: 'discard_attachment', attachmentId: composedId })
  changePapers(turn, draft.id, (papers) => papers.filter((one) => one.component !== componentId))
}

export function componentComposed(turn: Turn, event: Extract<Event, { type: 'component_composed' }>): void {
  const known = paperOf(turn, event.draftId, event.composedId)
  // Its pages changed meanwhile, or the draft is gone: this PDF is of no use.
  if (!known) return turn.order({ type: 'discard_attachment', attachmentId: event.composedId })
  const { pages, file } = event
  changePapers(turn, event.draftId, (papers) =>
    papers.map((one) => (one.composedId === event.composedId ? { ...one, made: { pages, file } } : one)),
  )
  submitIfConfirmed(turn)
}

// Wherever the applicant looks meanwhile: a change of the draft would have taken the confirmation back.
function submitIfConfirmed(turn: Turn): void {
  const { draft } = turn.state
  if (!draft?.confirmed || stillComposing(draft)) return
  if (draft.supplement) return sendSupplement(turn, draft)
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const portal = turn.content.portals.get(draft.portal)
  if (guide && portal) submit(turn, draft, guide, portal)
}

export function componentRefused(turn: Turn, event: Extract<Event, { type: 'component_refused' }>): void {
  const known = paperOf(turn, event.draftId, event.composedId)
  if (!known) return
  changePapers(turn, event.draftId, (papers) => papers.filter((one) => one.composedId !== event.composedId))
  const { draft } = turn.state
  if (draft?.id !== event.draftId) return
  turn.changeDraft((one) => ({
    ...one,
    confirmed: false,
    completed: one.completed.filter((id) => id !== event.component),
  }))
  const component = findComponent(turn, event.component)?.component
  turn.say(`papers.${event.reason.replaceAll('_', '-')}`, { component: component?.name ?? '' })
  if (turn.state.topic.type === 'form') return askAgain(turn)
  turn.change({ topic: { type: 'attach', component: event.component } })
  askForComponent(turn, event.component)
}

/** True while a PDF is still being made. */
export function stillComposing(draft: Draft): boolean {
  return (draft.papers ?? []).some(({ made }) => made === null)
}

function paperOf(turn: Turn, draftId: string, composedId: string): ComposedPaper | undefined {
  return [turn.state.draft, ...turn.state.shelf]
    .find((draft) => draft?.id === draftId)
    ?.papers?.find((one) => one.composedId === composedId)
}

function changePapers(
  turn: Turn,
  draftId: string,
  change: (papers: readonly ComposedPaper[]) => readonly ComposedPaper[],
): void {
  const apply = (draft: Draft): Draft =>
    draft.id === draftId ? { ...draft, papers: change(draft.papers ?? []) } : draft
  turn.change({
    draft: turn.state.draft ? apply(turn.state.draft) : null,
    shelf: turn.state.shelf.map(apply),
  })
}
