// Getting a person: the wish is recorded, and the applicant is told what happens next.
import type { Turn } from '../turn.ts'
import { askAgain } from './topics.ts'

export function askForPerson(turn: Turn): void {
  turn.order({ type: 'open_escalation', escalationId: turn.newId(), reason: 'asked_for_person' })
  const { draft } = turn.state
  const portal = turn.content.portals.get(draft?.portal ?? 'quoc-gia')
  turn.say('person.recorded')
  if (turn.content.demo) turn.say('person.trial')
  if (portal?.hotline) turn.say('person.hotline', { name: portal.shortName, number: portal.hotline.number })
  if (draft) return askAgain(turn)
  turn.change({ topic: { type: 'person' } })
  turn.offer(turn.phrase('person.meanwhile'), [{ id: 'menu', label: turn.phrase('card.menu') }])
}

/** After two things in a row that were not understood. */
export function offerPerson(turn: Turn): void {
  turn.change({ misunderstood: 0 })
  turn.offer(turn.phrase('person.offer'), [
    { id: 'person', label: turn.phrase('menu.person') },
    { id: 'help', label: turn.phrase('menu.help') },
    ...(turn.state.draft ? [{ id: 'continue', label: turn.phrase('draft.continue') }] : []),
    { id: 'menu', label: turn.phrase('card.menu') },
  ])
}
