// Documents we write: ordered from a draft or a filed dossier, and sent when they are ready.
import type { DocumentKind, Event } from '../event.ts'
import type { Draft, FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { pagesOf } from './attach.ts'
import { askAgain } from './topics.ts'

/** What a document is written from; a filed dossier carries it on from its draft. */
export type DocumentSource = Pick<Draft, 'procedure' | 'revision' | 'portal' | 'answers' | 'delivery'> & {
  readonly draftId: string
  readonly code: string | null
  readonly papers: readonly { component: string; attachmentIds: readonly string[] }[]
}

export function sourceOf(draft: Draft): DocumentSource {
  const { procedure, revision, portal, answers, delivery } = draft
  const components = [...new Set(draft.attachments.map(({ component }) => component))]
  const papers = components.map((component) => ({
    component,
    attachmentIds: pagesOf(draft, component).map(({ id }) => id),
  }))
  return { draftId: draft.id, procedure, revision, portal, answers, delivery, code: null, papers }
}

export function orderDocument(turn: Turn, document: DocumentKind, source: DocumentSource): void {
  turn.order({
    type: 'prepare_document',
    document,
    ...source,
    at: turn.event.at,
    language: turn.state.language,
  })
}

export function documentReady(turn: Turn, event: Extract<Event, { type: 'document_ready' }>): void {
  turn.sendFile(event.file, turn.phrase(`file.${event.document}`))
}

export function documentFailed(turn: Turn, event: Extract<Event, { type: 'document_failed' }>): void {
  turn.say('file.failed', { document: turn.phrase(`file.${event.document}`) })
  if (turn.state.draft?.id === event.draftId) askAgain(turn)
}

/** The papers of a dossier its applicant files alone: one PDF after another, as they were made. */
export function sendPapers(turn: Turn, dossier: FiledDossier): void {
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  for (const { component, made } of dossier.papers ?? []) {
    const name = guide?.components.find(({ id }) => id === component)?.name ?? ''
    if (made) turn.sendFile(made.file, name)
  }
}
