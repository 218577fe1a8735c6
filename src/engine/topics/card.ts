// A procedure at a glance: what it is, who, how long, how much, what is needed, where; and what can be done about it here.
import type { Guide, Offer, Portal } from '../../content/schema.ts'
import type { Heard } from '../hear.ts'
import { dayAt, showDay } from '../rules/dates.ts'
import type { Option, Turn } from '../turn.ts'
import { answerAspect, describeFees } from './aspect.ts'
import { beginDraft } from './draft.ts'
import { askPortal } from './portal.ts'
import type { Answer } from './topics.ts'

export function showCard(turn: Turn, slug: string, size: 'full' | 'short'): void {
  const found = turn.content.guides.get(slug)
  if (!found) {
    turn.say('card.gone')
    return
  }
  const { guide } = found
  turn.change({ topic: { type: 'card', procedure: slug } })
  const { offer, portal } = offerFor(turn, slug, guide)
  const options = optionsFor(turn, guide, offer)
  if (size === 'short') return turn.offer(turn.phrase('card.next', { procedure: guide.shortName }), options)
  turn.showCard({
    title: guide.shortName,
    lines: [
      { label: turn.phrase('card.what'), text: guide.summary },
      { label: turn.phrase('card.who'), text: guide.applicants.join('; ') },
      { label: turn.phrase('card.time'), text: guide.timeLimit.text },
      { label: turn.phrase('card.fee'), text: describeFees(turn, guide, {}) },
      { label: turn.phrase('card.result'), text: guide.result.join('; ') },
      { label: turn.phrase('card.level'), text: describeLevel(turn, offer) },
      // Without online filing the place is an office, not a portal.
      { label: turn.phrase('card.where'), text: offer.level >= 3 ? portal.name : guide.agency.name },
    ],
    note: [
      ...(guide.supersededBy ? [turn.phrase('card.superseded', { code: guide.supersededBy })] : []),
      turn.phrase('card.checked', { day: showDay(guide.checkedOn), source: guide.source }),
    ].join('\n'),
    options,
  })
}

/** The offer in force for this person: the portal they chose, else the highest level where filing is possible. */
export function offerFor(turn: Turn, slug: string, guide: Guide): { offer: Offer; portal: Portal } {
  const known = guide.offers.flatMap((offer) => {
    const portal = turn.content.portals.get(offer.portal)
    return portal ? [{ offer, portal }] : []
  })
  const chosen = known.find(({ portal }) => portal.id === turn.state.portals[slug])
  const best = [...known].sort(
    (a, b) => Number(b.portal.takesFilings) - Number(a.portal.takesFilings) || b.offer.level - a.offer.level,
  )[0]
  const result = chosen ?? best
  if (!result) throw new Error(`[card] no portal serves ${slug}`)
  return result
}

export function describeLevel(turn: Turn, offer: Offer): string {
  return turn.phrase('card.level-line', {
    level: offer.level,
    kind: turn.phrase(`kind.${offer.kind}`),
    meaning: turn.phrase(`level.meaning-${['one', 'two', 'three', 'four'][offer.level - 1]}`),
  })
}

function optionsFor(turn: Turn, guide: Guide, offer: Offer): Option[] {
  const options: Option[] = []
  if (offer.level >= 3) options.push({ id: 'start', label: turn.phrase('card.start') })
  if (offer.level === 2 && guide.fields.length > 0)
    options.push({ id: 'start', label: turn.phrase('card.print') })
  options.push({ id: 'documents', label: turn.phrase('card.documents') })
  options.push({ id: 'where', label: turn.phrase('card.where-to') })
  if (guide.offers.length > 1) options.push({ id: 'portal', label: turn.phrase('card.other-portal') })
  options.push({ id: 'menu', label: turn.phrase('card.menu') })
  return options
}

export function answerCard(turn: Turn, heard: Heard, slug: string): Answer {
  switch (heard.choice ?? (turn.content.lexicon.yesOrNo(heard.text) === 'yes' ? 'start' : null)) {
    case 'start':
      return start(turn, slug)
    case 'documents':
    case 'where':
      answerAspect(turn, heard.choice ?? 'documents')
      showCard(turn, slug, 'short')
      return 'understood'
    case 'portal':
      turn.change({ topic: { type: 'portal', procedure: slug } })
      askPortal(turn, slug)
      return 'understood'
    default:
      return 'unknown'
  }
}

function start(turn: Turn, slug: string): Answer {
  const found = turn.content.guides.get(slug)
  if (!found) {
    turn.say('card.gone')
    return 'understood'
  }
  const { offer, portal } = offerFor(turn, slug, found.guide)
  if (offer.level < 2 || (offer.level === 2 && found.guide.fields.length === 0)) {
    turn.say('card.not-online', { portal: portal.name })
    showCard(turn, slug, 'short')
    return 'understood'
  }
  const today = dayAt(turn.event.at)
  if (found.guide.validTo !== undefined && found.guide.validTo < today) {
    turn.say('card.gone')
    return 'understood'
  }
  beginDraft(turn, found, portal.id)
  return 'understood'
}
