// Choosing among the portals that offer a procedure; each may offer it at another level.
import type { Heard } from '../hear.ts'
import type { Turn } from '../turn.ts'
import { describeLevel, showCard } from './card.ts'
import type { Answer } from './topics.ts'

export function askPortal(turn: Turn, slug: string): void {
  const guide = turn.content.guides.get(slug)?.guide
  if (!guide) {
    turn.say('card.gone')
    return
  }
  const offers = guide.offers.flatMap((offer) => {
    const portal = turn.content.portals.get(offer.portal)
    return portal ? [{ offer, portal }] : []
  })
  const lines = offers.map(({ offer, portal }) => `${portal.shortName}: ${describeLevel(turn, offer)}`)
  turn.offer(
    `${turn.phrase('portal.ask')}\n\n${lines.join('\n')}`,
    offers.map(({ portal }) => ({ id: portal.id, label: portal.shortName })),
  )
}

export function answerPortal(turn: Turn, heard: Heard, slug: string): Answer {
  if (heard.choice === null || !turn.content.portals.has(heard.choice)) return 'unknown'
  turn.change({ portals: { ...turn.state.portals, [slug]: heard.choice } })
  showCard(turn, slug, 'full')
  return 'understood'
}
