// Papers: each photo or file goes to a component, is checked outside, and is kept or refused with what to do next.
import type { Component } from '../../content/schema.ts'
import { fold } from '../../find/normalise.ts'
import type { Event, ReceivedAttachment } from '../event.ts'
import type { Heard } from '../hear.ts'
import { filesNeeded } from '../rules/checklist.ts'
import type { Draft, DraftAttachment } from '../state.ts'
import type { Turn } from '../turn.ts'
import { advance } from './draft.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'

/** Pages of one dossier; a portal takes no more in practice and a phone cannot show more. */
const mostAttachments = 60

export function askForComponent(turn: Turn, componentId: string): void {
  const found = findComponent(turn, componentId)
  if (!found) return advance(turn)
  const { draft, component } = found
  const pages = draft.attachments.filter((one) => one.component === componentId)
  const lines =
    pages.length > 0
      ? [turn.phrase('attach.have', { count: pages.length, component: component.name })]
      : [
          turn.phrase('attach.ask', { component: component.name }),
          ...(component.help ? [component.help] : []),
          ...(component.condition ? [component.condition] : []),
        ]
  turn.offer(lines.join('\n'), optionsFor(turn, component, pages.length))
}

function optionsFor(turn: Turn, component: Component, pages: number) {
  return [
    ...(pages > 0 ? [{ id: 'complete', label: turn.phrase('attach.complete') }] : []),
    ...(pages > 0 ? [{ id: 'clear', label: turn.phrase('attach.clear') }] : []),
    ...(pages === 0 && component.optional ? [{ id: 'without', label: turn.phrase('attach.without') }] : []),
    ...(pages === 0 ? [{ id: 'stop', label: turn.phrase('attach.later') }] : []),
  ]
}

export function answerAttach(turn: Turn, heard: Heard, componentId: string): Answer {
  const found = findComponent(turn, componentId)
  if (!found) return 'unknown'
  const command = turn.content.lexicon.command(heard.text)
  const wish =
    heard.choice ??
    (command === 'done' ? 'complete' : command === 'skip' ? 'without' : null) ??
    (turn.content.lexicon.yesOrNo(heard.text) === 'no' ? 'without' : null)
  const pages = found.draft.attachments.filter((one) => one.component === componentId)
  switch (wish) {
    case 'complete':
      return complete(turn, componentId, pages)
    case 'clear':
      for (const page of pages) turn.order({ type: 'discard_attachment', attachmentId: page.id })
      turn.changeDraft((one) => ({
        ...one,
        attachments: one.attachments.filter((page) => page.component !== componentId),
        completed: one.completed.filter((id) => id !== componentId),
      }))
      askForComponent(turn, componentId)
      return 'understood'
    case 'without':
      return without(turn, found.component, pages.length)
    default:
      return chooseByName(turn, heard.text)
  }
}

function complete(turn: Turn, componentId: string, pages: readonly DraftAttachment[]): Answer {
  if (pages.length === 0) {
    turn.say('attach.nothing-yet')
    askForComponent(turn, componentId)
    return 'refused'
  }
  if (pages.some((page) => page.state === 'checking')) {
    turn.say('attach.still-checking')
    return 'understood'
  }
  turn.changeDraft((one) => ({ ...one, completed: [...one.completed, componentId] }))
  advance(turn)
  return 'understood'
}

function without(turn: Turn, component: Component, pages: number): Answer {
  if (!component.optional || pages > 0) {
    turn.say(pages > 0 ? 'attach.has-pages' : 'attach.required', { component: component.name })
    askForComponent(turn, component.id)
    return 'refused'
  }
  turn.changeDraft((one) => ({ ...one, withoutFile: [...one.withoutFile, component.id] }))
  advance(turn)
  return 'understood'
}

// Naming another component turns to it, so papers may come in any order.
function chooseByName(turn: Turn, text: string): Answer {
  const component = componentNamed(turn, text)
  if (!component) {
    if (!text) return 'unknown'
    turn.say('attach.send-please')
    askAgain(turn)
    return 'refused'
  }
  turn.change({ topic: { type: 'attach', component: component.id } })
  askForComponent(turn, component.id)
  return 'understood'
}

export function receiveAttachments(turn: Turn, received: readonly ReceivedAttachment[], text: string): void {
  const { draft } = turn.state
  if (!draft) {
    turn.say('attach.no-draft')
    return askAgain(turn)
  }
  const named = text ? componentNamed(turn, text) : undefined
  const component = named?.id ?? componentAtHand(turn, draft)
  if (component === null) {
    // Before the questions that decide the case are answered, no paper has a place yet.
    turn.say(turn.state.topic.type === 'form' ? 'attach.too-early' : 'attach.not-needed')
    return askAgain(turn)
  }
  const room = mostAttachments - draft.attachments.length
  if (received.length > room) turn.say('attach.too-many', { limit: mostAttachments })
  const pages = received.slice(0, Math.max(0, room)).map((one) => ({
    page: {
      id: turn.newId(),
      component,
      name: one.name.slice(0, 200),
      mediaType: '',
      sizeBytes: one.sizeBytes,
      digest: '',
      state: 'checking' as const,
    },
    source: one.source,
  }))
  for (const { page, source } of pages) {
    turn.order({ type: 'inspect_attachment', attachmentId: page.id, source, name: page.name })
  }
  turn.changeDraft((one) => ({
    ...one,
    attachments: [...one.attachments, ...pages.map(({ page }) => page)],
    completed: one.completed.filter((id) => id !== component),
    withoutFile: one.withoutFile.filter((id) => id !== component),
  }))
  if (turn.state.topic.type === 'attach') turn.change({ topic: { type: 'attach', component } })
  else turn.say('attach.kept-for-later', { component: findComponent(turn, component)?.component.name ?? '' })
}

export function attachmentKept(turn: Turn, event: Extract<Event, { type: 'attachment_kept' }>): void {
  const owner = ownerOf(turn, event.attachmentId)
  if (!owner) return turn.order({ type: 'discard_attachment', attachmentId: event.attachmentId })
  const twin = owner.attachments.find(
    (one) => one.state === 'kept' && one.digest === event.digest && one.id !== event.attachmentId,
  )
  if (twin) {
    turn.order({ type: 'discard_attachment', attachmentId: event.attachmentId })
    changeOwner(turn, owner.id, (pages) => pages.filter((one) => one.id !== event.attachmentId))
    turn.say('attach.duplicate')
  } else {
    const { mediaType, sizeBytes, digest } = event
    changeOwner(turn, owner.id, (pages) =>
      pages.map((one) =>
        one.id === event.attachmentId
          ? { ...one, mediaType, sizeBytes, digest, state: 'kept' as const }
          : one,
      ),
    )
  }
  tellWhenAllChecked(turn, owner.id)
}

export function attachmentRefused(turn: Turn, event: Extract<Event, { type: 'attachment_refused' }>): void {
  const owner = ownerOf(turn, event.attachmentId)
  if (!owner) return
  const page = owner.attachments.find((one) => one.id === event.attachmentId)
  changeOwner(turn, owner.id, (pages) => pages.filter((one) => one.id !== event.attachmentId))
  turn.say(`attach.refused-${event.reason.replaceAll('_', '-')}`, {
    name: page?.name ?? '',
    found: event.found ?? '',
  })
  tellWhenAllChecked(turn, owner.id)
}

// Several photos sent together get one answer, when the last of them has been looked at.
function tellWhenAllChecked(turn: Turn, draftId: string): void {
  const { draft, topic } = turn.state
  if (!draft || draft.id !== draftId || draft.attachments.some((one) => one.state === 'checking')) return
  if (topic.type === 'attach') return askForComponent(turn, topic.component)
  askAgain(turn)
}

function ownerOf(turn: Turn, attachmentId: string): Draft | undefined {
  return [turn.state.draft, ...turn.state.shelf].find((draft): draft is Draft =>
    Boolean(draft?.attachments.some((one) => one.id === attachmentId)),
  )
}

function changeOwner(
  turn: Turn,
  draftId: string,
  change: (pages: readonly DraftAttachment[]) => readonly DraftAttachment[],
): void {
  const apply = (draft: Draft): Draft =>
    draft.id === draftId ? { ...draft, attachments: change(draft.attachments) } : draft
  turn.change({
    draft: turn.state.draft ? apply(turn.state.draft) : null,
    shelf: turn.state.shelf.map(apply),
  })
}

// Outside the papers' turn a file is held for the first component that still lacks one.
function componentAtHand(turn: Turn, draft: Draft): string | null {
  const { topic } = turn.state
  if (topic.type === 'attach') return topic.component
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!guide) return null
  const needed = filesNeeded(guide, draft.answers)
  const lacking = needed.find(({ id }) => !draft.attachments.some((one) => one.component === id))
  return (lacking ?? needed[0])?.id ?? null
}

function componentNamed(turn: Turn, text: string): Component | undefined {
  const { draft } = turn.state
  const guide = draft && turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const wanted = fold(text)
  if (!draft || !guide || wanted.length < 4) return undefined
  return filesNeeded(guide, draft.answers).find(({ name }) => {
    const folded = fold(name)
    return folded.includes(wanted) || wanted.includes(folded)
  })
}

function findComponent(turn: Turn, id: string): { draft: Draft; component: Component } | null {
  const { draft } = turn.state
  const guide = draft && turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const component = guide?.components.find((one) => one.id === id)
  return draft && component ? { draft, component } : null
}
