// Papers: what is asked for each component, and what the applicant says about it. Files themselves: attach-received.ts.
import type { Component, Guide } from '../../content/schema.ts'
import { fold } from '../../find/normalise.ts'
import type { Heard } from '../hear.ts'
import { filesNeeded } from '../rules/checklist.ts'
import type { Draft, DraftAttachment } from '../state.ts'
import type { Option, Turn } from '../turn.ts'
import { advance } from './draft.ts'
import { alive, isOwn, ownPapersFor } from './own-papers.ts'
import { compose, dropPaper } from './papers.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'

export function askForComponent(turn: Turn, componentId: string): void {
  const found = findComponent(turn, componentId)
  if (!found) return advance(turn)
  const { draft, component } = found
  const pages = pagesOf(draft, componentId)
  const key = pages.some((page) => page.state === 'doubted') ? 'attach.doubted' : 'attach.have'
  const lines =
    pages.length > 0
      ? [turn.phrase(key, { count: pages.length, component: component.name })]
      : [
          turn.phrase('attach.ask', { component: component.name }),
          ...(component.help ? [component.help] : []),
          ...(component.condition ? [component.condition] : []),
        ]
  const sentence = turn.phrase('attach.upload-page')
  turn.offer(lines.join('\n'), optionsFor(turn, component, pages), { sentence, always: false })
}

export function pagesOf(draft: Draft, componentId: string): readonly DraftAttachment[] {
  return draft.attachments.filter((one) => one.component === componentId)
}

// A stored paper takes the place of pages; it is put into the dossier as a copy of its own.
function useOwn(turn: Turn, componentId: string, paperId: string): Answer {
  const paper = alive(turn).find(({ id }) => id === paperId)
  if (!paper) return 'unknown'
  const { id, name, pages } = paper
  const page: DraftAttachment = {
    id,
    component: componentId,
    name: `${name}.pdf`,
    mediaType: 'application/pdf',
    sizeBytes: 0,
    digest: id,
    state: 'kept',
    pages,
  }
  turn.changeDraft((one) => ({
    ...one,
    attachments: [...one.attachments.filter((other) => other.id !== id), page],
  }))
  askForComponent(turn, componentId)
  return 'understood'
}

function optionsFor(turn: Turn, component: Component, pages: readonly DraftAttachment[]): Option[] {
  const option = (id: string, key: string) => ({ id, label: turn.phrase(key) })
  if (pages.some((page) => page.state === 'doubted')) {
    return [option('use-anyway', 'attach.use-anyway'), option('resend', 'attach.resend')]
  }
  if (pages.length > 0) return [option('complete', 'attach.complete'), option('clear', 'attach.clear')]
  return [
    ...ownPapersFor(turn, component),
    ...(component.optional ? [option('without', 'attach.without')] : []),
    option('stop', 'attach.later'),
  ]
}

export function answerAttach(turn: Turn, heard: Heard, componentId: string): Answer {
  const found = findComponent(turn, componentId)
  if (!found) return 'unknown'
  const pages = pagesOf(found.draft, componentId)
  if (heard.choice?.startsWith('own:')) return useOwn(turn, componentId, heard.choice.slice('own:'.length))
  switch (wishOf(turn, heard, pages)) {
    case 'complete':
      return complete(turn, componentId, pages)
    case 'use-anyway':
      turn.changeDraft((one) => settleDoubts(one, componentId, 'use'))
      askForComponent(turn, componentId)
      return 'understood'
    case 'resend':
      discard(
        turn,
        pages.filter((page) => page.state === 'doubted'),
      )
      turn.changeDraft((one) => settleDoubts(one, componentId, 'drop'))
      turn.say('attach.send-again')
      askForComponent(turn, componentId)
      return 'understood'
    case 'clear':
      discard(turn, pages)
      dropPaper(turn, componentId)
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

function wishOf(turn: Turn, heard: Heard, pages: readonly DraftAttachment[]): string | null {
  if (heard.choice !== null) return heard.choice
  const command = turn.content.lexicon.command(heard.text)
  const said = turn.content.lexicon.yesOrNo(heard.text)
  if (pages.some((page) => page.state === 'doubted')) {
    if (said === 'yes' || command === 'done') return 'use-anyway'
    if (said === 'no') return 'resend'
  }
  if (command === 'done') return 'complete'
  return command === 'skip' || said === 'no' ? 'without' : null
}

function discard(turn: Turn, pages: readonly DraftAttachment[]): void {
  for (const page of pages) {
    if (!isOwn(turn, page.id)) turn.order({ type: 'discard_attachment', attachmentId: page.id })
  }
}

function settleDoubts(draft: Draft, componentId: string, how: 'use' | 'drop'): Draft {
  const doubted = (page: DraftAttachment) => page.component === componentId && page.state === 'doubted'
  return {
    ...draft,
    attachments:
      how === 'drop'
        ? draft.attachments.filter((page) => !doubted(page))
        : draft.attachments.map((page) => (doubted(page) ? { ...page, state: 'kept' as const } : page)),
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
  turn.changeDraft((one) => ({
    ...settleDoubts(one, componentId, 'use'),
    completed: [...one.completed, componentId],
  }))
  compose(turn, componentId)
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

export function componentNamed(turn: Turn, text: string): Component | undefined {
  const { draft } = turn.state
  const guide = draft && turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const wanted = fold(text)
  if (!draft || !guide || wanted.length < 4) return undefined
  return filesNeeded(guide, draft.answers).find(({ name }) => {
    const folded = fold(name)
    return folded.includes(wanted) || wanted.includes(folded)
  })
}

export function findComponent(turn: Turn, id: string): { draft: Draft; component: Component } | null {
  const { draft } = turn.state
  const guide = draft && turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const component = guide?.components.find((one) => one.id === id)
  return draft && component ? { draft, component } : null
}

/** Names of the components that have pages. */
export function componentNames(guide: Guide, draft: Draft): string[] {
  return filesNeeded(guide, draft.answers)
    .filter(({ id }) => pagesOf(draft, id).length > 0)
    .map(({ name }) => name)
}
