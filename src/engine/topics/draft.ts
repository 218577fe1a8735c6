// The life of a draft: begun, moved on to whatever is missing, put aside, taken up again, dropped.
import type { GuideRevision } from '../../content/snapshot.ts'
import { filesNeeded } from '../rules/checklist.ts'
import { stepsOf } from '../rules/steps.ts'
import { type Draft, newDraft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { askAssent, childToAsk } from './assent.ts'
import { askForComponent } from './attach.ts'
import { askConsent, consentVersion } from './consent.ts'
import { askDelivery, deliveriesFor } from './delivery.ts'
import { askStep } from './form.ts'
import { isOwn } from './own-papers.ts'
import { printForm, printsOnly } from './print.ts'
import { renew } from './renew.ts'
import { showReview } from './review.ts'
import { askToSend, askWhichComponent, componentsToSend } from './supplement.ts'
import { showMenu } from './welcome.ts'

/** Drafts kept beside the one in hand; more would be lost in a list. */
const mostShelved = 5
/** An abandoned draft is mentioned once, after this long. */
const reminderAfterMs = 3 * 86_400_000

export function beginDraft(turn: Turn, found: GuideRevision, portal: string): void {
  const { draft, shelf } = turn.state
  if (draft?.procedure === found.slug && draft.portal === portal) return resumeDraft(turn)
  const before = shelf.find((one) => one.procedure === found.slug && one.portal === portal)
  if (before) return takeUp(turn, before)
  if (draft && shelf.length >= mostShelved) {
    turn.say('draft.too-many', { limit: mostShelved })
    return showMenu(turn)
  }
  const id = turn.newId()
  if (draft) {
    turn.say('draft.put-aside', { procedure: nameOf(turn, draft) })
    turn.change({ shelf: [draft, ...shelf] })
  }
  const { slug: procedure, revision } = found
  turn.change({ draft: newDraft({ id, procedure, revision, portal, at: turn.event.at }) })
  turn.order({ type: 'remind', key: `draft:${id}`, at: turn.event.at + reminderAfterMs })
  advance(turn)
}

/** Goes to the first thing the draft still lacks: consent, an answer, a paper, the way of delivery, or the last look. */
export function advance(turn: Turn): void {
  const { draft, consent } = turn.state
  if (!draft) return showMenu(turn)
  if (draft.supplement) return advanceSupplement(turn, draft)
  if (consent?.version !== consentVersion) {
    turn.change({ topic: { type: 'consent' } })
    return askConsent(turn)
  }
  const guide = guideOf(turn, draft)
  if (!guide) return
  const step = stepsOf(guide, draft.answers).find(
    ({ id }) => draft.answers[id] === undefined && !draft.skipped.includes(id),
  )
  if (step) {
    turn.change({ topic: { type: 'form', step: step.id } })
    return askStep(turn, step.id)
  }
  if (printsOnly(turn, draft)) return printForm(turn, draft, guide)
  const component = filesNeeded(guide, draft.answers).find(
    ({ id }) => !draft.completed.includes(id) && !draft.withoutFile.includes(id),
  )
  if (component) {
    turn.change({ topic: { type: 'attach', component: component.id } })
    return askForComponent(turn, component.id)
  }
  if (draft.delivery === null) {
    const [only, ...more] = deliveriesFor(turn, draft)
    if (only && more.length === 0) turn.changeDraft((one) => ({ ...one, delivery: only }))
    else {
      turn.change({ topic: { type: 'delivery' } })
      return askDelivery(turn)
    }
  }
  const child = childToAsk(turn, draft)
  if (child !== null) {
    turn.change({ topic: { type: 'assent', field: child } })
    return askAssent(turn)
  }
  turn.change({ topic: { type: 'review' } })
  showReview(turn)
}

// For a supplement only papers are asked for: those the office named, or those the applicant chooses from its words.
function advanceSupplement(turn: Turn, draft: Draft): void {
  const guide = guideOf(turn, draft)
  if (!guide) return
  const component = componentsToSend(guide, draft).find(({ id }) => !draft.completed.includes(id))
  if (component) {
    turn.change({ topic: { type: 'attach', component: component.id } })
    return askForComponent(turn, component.id)
  }
  turn.change({ topic: { type: 'supplement' } })
  return draft.supplement?.components.length === 0 ? askWhichComponent(turn) : askToSend(turn)
}

/** The guide a draft began with. When it is no longer kept the applicant is told, and the draft stays. */
export function guideOf(turn: Turn, draft: Draft): GuideRevision['guide'] | null {
  const found = turn.content.guideAt(draft.procedure, draft.revision)
  if (found) return found.guide
  turn.say('draft.guide-gone')
  return null
}

export function nameOf(turn: Turn, draft: Draft): string {
  return turn.content.guideAt(draft.procedure, draft.revision)?.guide.shortName ?? draft.procedure
}

export function resumeDraft(turn: Turn): void {
  const { draft, shelf } = turn.state
  const next = draft ?? shelf[0]
  if (!next) {
    turn.say('draft.none')
    return showMenu(turn)
  }
  takeUp(turn, next)
}

/** Makes a shelved draft (or the present one) the draft in hand and asks for what it lacks. */
export function takeUp(turn: Turn, draft: Draft): void {
  const present = turn.state.draft
  const others = turn.state.shelf.filter((one) => one.id !== draft.id)
  turn.say('draft.resumed', { procedure: nameOf(turn, draft) })
  const renewed = renew(turn, draft)
  turn.change({ draft: renewed, shelf: present && present.id !== draft.id ? [present, ...others] : others })
  advance(turn)
}

export function stopHere(turn: Turn): void {
  const { draft } = turn.state
  if (!draft) return showMenu(turn)
  turn.change({ topic: { type: 'welcome' } })
  turn.offer(turn.phrase('draft.stopped', { procedure: nameOf(turn, draft) }), [
    { id: 'continue', label: turn.phrase('draft.continue') },
    { id: 'restart', label: turn.phrase('draft.delete') },
    { id: 'menu', label: turn.phrase('card.menu') },
  ])
}

/** Deleting cannot be undone, so it is asked once more. */
export function askRestart(turn: Turn): void {
  const { draft } = turn.state
  if (!draft) return showMenu(turn)
  turn.offer(turn.phrase('draft.delete-ask', { procedure: nameOf(turn, draft) }), [
    { id: 'continue', label: turn.phrase('draft.continue') },
    { id: 'drop', label: turn.phrase('draft.delete-confirm') },
  ])
}

export function deleteDraft(turn: Turn): void {
  const { draft } = turn.state
  if (!draft) return showMenu(turn)
  const name = nameOf(turn, draft)
  dropDraft(turn)
  turn.say('draft.deleted', { procedure: name })
  showMenu(turn)
}

/** Forgets the draft in hand and has its files destroyed. */
export function dropDraft(turn: Turn): void {
  for (const attachment of turn.state.draft?.attachments ?? []) {
    if (isOwn(turn, attachment.id)) continue
    turn.order({ type: 'discard_attachment', attachmentId: attachment.id })
  }
  for (const { composedId } of turn.state.draft?.papers ?? []) {
    turn.order({ type: 'discard_attachment', attachmentId: composedId })
  }
  turn.change({ draft: null })
}

export function remindOfDraft(turn: Turn, id: string): void {
  const draft = [turn.state.draft, ...turn.state.shelf].find((one) => one?.id === id)
  if (!draft || draft.reminded) return
  const due = draft.touchedAt + reminderAfterMs
  if (due > turn.event.at) return turn.order({ type: 'remind', key: `draft:${id}`, at: due })
  const reminded = (one: Draft): Draft => (one.id === id ? { ...one, reminded: true } : one)
  turn.change({
    draft: turn.state.draft ? reminded(turn.state.draft) : null,
    shelf: turn.state.shelf.map(reminded),
  })
  turn.offer(turn.phrase('draft.reminder', { procedure: nameOf(turn, draft) }), [
    { id: 'continue', label: turn.phrase('draft.continue') },
    { id: 'restart', label: turn.phrase('draft.delete') },
  ])
}
