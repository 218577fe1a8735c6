// An office's request for more papers: exactly those components are sent again, the rest stays as it was filed.
import type { Component, Guide } from '../../content/schema.ts'
import { fold } from '../../find/normalise.ts'
import type { SupplementRequest } from '../dossier.ts'
import type { Event } from '../event.ts'
import type { Heard } from '../hear.ts'
import { filesNeeded } from '../rules/checklist.ts'
import { quoteWords } from '../rules/quote.ts'
import { type Draft, type FiledDossier, newDraft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { advance, guideOf } from './draft.ts'
import { changeDossier, takeReport, watch } from './follow.ts'
import { isOwn } from './own-papers.ts'
import { stillComposing } from './papers.ts'
import { withReason } from './refile.ts'
import { describeStatus } from './status.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'

export function beginSupplement(turn: Turn, dossier: FiledDossier): void {
  const request = dossier.report?.request
  const { draft, shelf } = turn.state
  if (!request) {
    turn.say('supplement.not-asked')
    return
  }
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  const known = [draft, ...shelf].find((one) => one?.supplement?.reference === dossier.reference)
  const others = shelf.filter((one) => one !== known)
  const own: Draft = known ?? {
    ...newDraft({
      id: turn.newId(),
      procedure: dossier.procedure,
      revision: dossier.revision,
      portal: dossier.portal,
      at: turn.event.at,
    }),
    answers: dossier.answers ?? {},
    supplement: {
      reference: dossier.reference,
      components: guide ? requestedIn(guide, dossier, request).map(({ id }) => id) : [],
    },
  }
  turn.change({ draft: own, shelf: draft && draft !== own ? [draft, ...others] : others })
  advance(turn)
}

/** The components a request names, by their official or everyday names. */
function requestedIn(guide: Guide, dossier: FiledDossier, request: SupplementRequest): Component[] {
  const components = filesNeeded(guide, dossier.answers ?? {})
  return components.filter((component) => {
    const names = [component.officialName, component.name].map(fold)
    return request.components.some(({ name }) => names.some((one) => one === fold(name)))
  })
}

/** Components still to be sent for a supplement: those the office named, or those the applicant chose. */
export function componentsToSend(guide: Guide, draft: Draft): Component[] {
  const needed = filesNeeded(guide, draft.answers)
  const { supplement } = draft
  return supplement ? needed.filter(({ id }) => supplement.components.includes(id)) : needed
}

/** The office did not say which paper: the applicant chooses, with its words before them. */
export function askWhichComponent(turn: Turn): void {
  const { draft } = turn.state
  const guide = draft && guideOf(turn, draft)
  const dossier = turn.state.dossiers.find((one) => one.reference === draft?.supplement?.reference)
  if (!draft || !guide) return
  const reason = dossier?.report?.request?.reason ?? ''
  turn.offer(
    [
      turn.phrase('supplement.which'),
      ...(reason ? [turn.phrase('follow.note', { note: quoteWords(reason) })] : []),
    ].join('\n'),
    [
      ...filesNeeded(guide, draft.answers).map(({ id, name }) => ({ id: `add:${id}`, label: name })),
      { id: 'person', label: turn.phrase('menu.person') },
    ],
  )
}

/** Everything asked for is here: one look, one tap. */
export function askToSend(turn: Turn): void {
  const { draft } = turn.state
  const guide = draft && guideOf(turn, draft)
  if (!draft || !guide) return
  const lines = componentsToSend(guide, draft).map(({ id, name }) => {
    const count = draft.attachments.filter((one) => one.component === id).length
    return `• ${name}: ${turn.phrase('review.pages', { count })}`
  })
  turn.offer([turn.phrase('supplement.review'), ...lines, turn.phrase('supplement.rest-stays')].join('\n'), [
    { id: 'send', label: turn.phrase('supplement.send') },
    { id: 'add', label: turn.phrase('supplement.add') },
    { id: 'stop', label: turn.phrase('attach.later') },
  ])
}

export function answerSupplement(turn: Turn, heard: Heard): Answer {
  const { draft } = turn.state
  if (!draft?.supplement) return 'unknown'
  if (heard.choice?.startsWith('add:')) {
    const component = heard.choice.slice('add:'.length)
    turn.changeDraft((one) =>
      one.supplement
        ? {
            ...one,
            supplement: { ...one.supplement, components: [...one.supplement.components, component] },
            completed: one.completed.filter((id) => id !== component),
          }
        : one,
    )
    advance(turn)
    return 'understood'
  }
  if (heard.choice === 'add') {
    askWhichComponent(turn)
    return 'understood'
  }
  const said = heard.choice === null ? turn.content.lexicon.yesOrNo(heard.text) : null
  if (heard.choice !== 'send' && said !== 'yes') return 'unknown'
  if (draft.supplement.components.length === 0) {
    askWhichComponent(turn)
    return 'understood'
  }
  sendSupplement(turn, draft)
  return 'understood'
}

/** Sends once the PDFs are made; a tap before that is remembered. */
export function sendSupplement(turn: Turn, draft: Draft): void {
  const { supplement } = draft
  if (!supplement) return
  if (stillComposing(draft)) {
    turn.changeDraft((one) => ({ ...one, confirmed: true }))
    turn.say('papers.still-composing')
    return
  }
  const { id: supplementId, portal, procedure, revision, papers = [] } = draft
  turn.order({
    type: 'supplement_dossier',
    supplementId,
    reference: supplement.reference,
    portal,
    procedure,
    revision,
    papers: papers.map(({ component, composedId }) => ({ component, composedId })),
    note: '',
  })
  for (const { id } of draft.attachments) {
    if (!isOwn(turn, id)) turn.order({ type: 'discard_attachment', attachmentId: id })
  }
  turn.change({ draft: null, topic: { type: 'follow' } })
  changeDossier(turn, supplement.reference, { supplementing: supplementId })
  turn.say('supplement.sending')
}

export function supplementSent(turn: Turn, event: Extract<Event, { type: 'supplement_sent' }>): void {
  const before = turn.state.dossiers.find((one) => one.reference === event.reference)
  if (!before) return
  const after = takeReport(turn, before, event.report)
  watch(turn, after)
  turn.sayText(`${turn.phrase('supplement.sent')}\n${describeStatus(turn, after)}`)
  if (turn.state.draft) askAgain(turn)
}

export function supplementFailed(turn: Turn, event: Extract<Event, { type: 'supplement_failed' }>): void {
  turn.order({ type: 'open_escalation', escalationId: turn.newId(), reason: `supplement_${event.reason}` })
  turn.sayText(withReason(turn, `supplement.${event.reason}`, event.refusal))
  if (turn.state.draft) askAgain(turn)
}
