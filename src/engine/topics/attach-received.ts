// Files as they arrive: each goes to a component, is looked at outside, and is kept, asked about, or refused with what to do next.
import type { Component } from '../../content/schema.ts'
import { fold } from '../../find/normalise.ts'
import type { Event, ReceivedAttachment } from '../event.ts'
import { filesNeeded } from '../rules/checklist.ts'
import { looksAlike } from '../rules/likeness.ts'
import type { Draft, DraftAttachment } from '../state.ts'
import type { Turn } from '../turn.ts'
import { askForComponent, componentNamed, findComponent, pagesOf } from './attach.ts'
import { cardWanted, offerCard } from './id-card.ts'
import { dropPaper } from './papers.ts'
import { componentsToSend } from './supplement.ts'
import { askAgain } from './topics.ts'

type Kept = Extract<Event, { type: 'attachment_kept' }>

/** Pages of one dossier; a portal takes no more in practice and a phone cannot show more. */
const mostAttachments = 60

/** Stands for a component while a card is only read: such a page is never filed. */
const cardOnly = 'id-card'

export function receiveAttachments(turn: Turn, received: readonly ReceivedAttachment[], text: string): void {
  const { draft, topic } = turn.state
  if (!draft) {
    turn.say('attach.no-draft')
    return askAgain(turn)
  }
  const named = text ? componentNamed(turn, text) : undefined
  const readsCard = !named && cardWanted(turn)
  const component = named?.id ?? (readsCard ? cardOnly : componentAtHand(turn, draft))
  if (component === null) {
    // Before the questions that decide the case are answered, no paper has a place yet.
    turn.say(topic.type === 'form' ? 'attach.too-early' : 'attach.not-needed')
    return askAgain(turn)
  }
  const room = mostAttachments - draft.attachments.length
  if (received.length > room) turn.say('attach.too-many', { limit: mostAttachments })
  const pages = received
    .slice(0, Math.max(0, room))
    .map((one) => ({ page: newPage(turn, one, component), one }))
  for (const { page, one } of pages) {
    const { source, sizeBytes } = one
    const order = { attachmentId: page.id, source, name: page.name, sizeBytes, readCard: readsCard }
    turn.order({ type: 'inspect_attachment', ...order })
  }
  dropPaper(turn, component)
  turn.changeDraft((before) => ({
    ...before,
    attachments: [...before.attachments, ...pages.map(({ page }) => page)],
    completed: before.completed.filter((id) => id !== component),
    withoutFile: before.withoutFile.filter((id) => id !== component),
  }))
  if (readsCard) turn.say('id-card.reading')
  else if (topic.type === 'attach') turn.change({ topic: { type: 'attach', component } })
  else turn.say('attach.kept-for-later', { component: findComponent(turn, component)?.component.name ?? '' })
}

function newPage(turn: Turn, one: ReceivedAttachment, component: string): DraftAttachment {
  return {
    id: turn.newId(),
    component,
    name: one.name.slice(0, 200),
    mediaType: '',
    sizeBytes: one.sizeBytes,
    digest: '',
    state: 'checking',
  }
}

// Outside the papers' turn a file is held for the first component that still lacks one.
function componentAtHand(turn: Turn, draft: Draft): string | null {
  const { topic } = turn.state
  if (topic.type === 'attach') return topic.component
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!guide) return null
  const needed = componentsToSend(guide, draft)
  const lacking = needed.find(({ id }) => pagesOf(draft, id).length === 0)
  return (lacking ?? needed[0])?.id ?? null
}

export function attachmentKept(turn: Turn, event: Kept): void {
  const owner = ownerOf(turn, event.attachmentId)
  if (!owner) {
    turn.order({ type: 'discard_attachment', attachmentId: event.attachmentId })
    return forgetCard(turn, event)
  }
  const page = owner.attachments.find((one) => one.id === event.attachmentId)
  if (page?.component === cardOnly) return cardLookedAt(turn, owner, event)
  const others = owner.attachments.filter((one) => one.id !== event.attachmentId && one.state !== 'checking')
  if (others.some((one) => one.digest === event.digest)) {
    turn.order({ type: 'discard_attachment', attachmentId: event.attachmentId })
    changeOwner(turn, owner.id, (pages) => pages.filter((one) => one.id !== event.attachmentId))
    turn.say('attach.duplicate')
  } else {
    const doubts = page ? doubtsAbout(turn, owner, page, event, others) : []
    for (const doubt of doubts) turn.say(`attach.doubt-${doubt}`, { name: page?.name ?? '' })
    const { mediaType, sizeBytes, digest, look } = event
    const state = doubts.length > 0 ? ('doubted' as const) : ('kept' as const)
    const seen = { mediaType, sizeBytes, digest, state, pages: look.pages, likeness: look.likeness }
    changeOwner(turn, owner.id, (pages) =>
      pages.map((one) => (one.id === event.attachmentId ? { ...one, ...seen } : one)),
    )
  }
  tellWhenAllChecked(turn, owner.id)
}

/** What is worth asking about; the first word of each sentence key after `attach.doubt-`. */
function doubtsAbout(
  turn: Turn,
  owner: Draft,
  page: DraftAttachment,
  { look }: Kept,
  others: readonly DraftAttachment[],
): string[] {
  const guide = turn.content.guideAt(owner.procedure, owner.revision)?.guide
  const component = guide?.components.find(({ id }) => id === page.component)
  return [
    ...look.advice.map((advice) => advice.replaceAll('_', '-')),
    ...(others.some((one) => looksAlike(one.likeness, look.likeness)) ? ['alike'] : []),
    ...(look.cardSeen && component && !asksForCard(component) ? ['card'] : []),
  ]
}

export function asksForCard(component: Component): boolean {
  return /can cuoc|chung minh|giay to tuy than|giay to nhan than/.test(
    fold(`${component.name} ${component.officialName}`),
  )
}

// A photo sent in the middle of the form is tried as a card. What a card says is offered, and its photo is not kept unless
// the dossier asks for the card itself; what is no card is some other paper sent early, and waits for its turn.
function cardLookedAt(turn: Turn, owner: Draft, event: Kept): void {
  const guide = turn.content.guideAt(owner.procedure, owner.revision)?.guide
  const { card } = event.look
  const read = card !== null && typeof card === 'object' ? card : null
  const needed = guide ? filesNeeded(guide, owner.answers) : []
  const paper =
    read || card === 'other_qr' ? undefined : needed.find(({ id }) => pagesOf(owner, id).length === 0)
  const place = read ? needed.find(asksForCard) : paper
  if (!place) turn.order({ type: 'discard_attachment', attachmentId: event.attachmentId })
  const { mediaType, sizeBytes, digest, look } = event
  changeOwner(turn, owner.id, (pages) =>
    pages.flatMap((one) => {
      if (one.id !== event.attachmentId) return [one]
      if (!place) return []
      const seen = { mediaType, sizeBytes, digest, pages: look.pages, likeness: look.likeness }
      return [{ ...one, ...seen, component: place.id, state: 'kept' as const }]
    }),
  )
  if (turn.state.draft?.id !== owner.id) return forgetCard(turn, event)
  if (read) return offerCard(turn, read)
  if (paper) turn.say('id-card.kept-for-later', { component: paper.name })
  else turn.say(card === 'other_qr' ? 'id-card.other-qr' : 'id-card.unreadable')
  askAgain(turn)
}

function forgetCard(turn: Turn, event: Kept): void {
  if (typeof event.look.card === 'object' && event.look.card) {
    turn.order({ type: 'forget_event', eventId: turn.event.id })
  }
}

export function attachmentRefused(turn: Turn, event: Extract<Event, { type: 'attachment_refused' }>): void {
  const owner = ownerOf(turn, event.attachmentId)
  if (!owner) return
  const page = owner.attachments.find((one) => one.id === event.attachmentId)
  changeOwner(turn, owner.id, (pages) => pages.filter((one) => one.id !== event.attachmentId))
  const sentence = turn.phrase(`attach.refused-${event.reason.replaceAll('_', '-')}`, {
    name: page?.name ?? '',
    found: event.found ?? '',
  })
  // The page that takes larger files than the channel does is named at once.
  if (event.reason === 'too_large_here') {
    turn.offer(sentence, [], { sentence: turn.phrase('attach.upload-page'), always: true })
  } else turn.sayText(sentence)
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
