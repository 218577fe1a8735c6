// How the result comes back. Level 3 ends at the counter; level 4 lets the applicant choose what the portal has.
import type { Heard } from '../hear.ts'
import type { Delivery, Draft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { advance } from './draft.ts'
import type { Answer } from './topics.ts'

export function deliveriesFor(turn: Turn, draft: Draft): readonly Delivery[] {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const portal = turn.content.portals.get(draft.portal)
  const level = guide?.offers.find((offer) => offer.portal === draft.portal)?.level ?? 3
  return level < 4 || !portal ? ['counter'] : portal.delivery
}

export function askDelivery(turn: Turn): void {
  const { draft } = turn.state
  if (!draft) return
  turn.offer(
    turn.phrase('delivery.ask'),
    deliveriesFor(turn, draft).map((one) => ({ id: one, label: turn.phrase(`delivery.${one}`) })),
  )
}

export function answerDelivery(turn: Turn, heard: Heard): Answer {
  const { draft } = turn.state
  const chosen = draft && deliveriesFor(turn, draft).find((one) => one === heard.choice)
  if (!chosen) {
    turn.say('form.choose')
    askDelivery(turn)
    return 'refused'
  }
  turn.changeDraft((one) => ({ ...one, delivery: chosen }))
  advance(turn)
  return 'understood'
}
