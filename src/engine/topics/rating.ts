// A rating at the end: one tap, a few words if one likes, never asked twice.
import type { Heard } from '../hear.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { changeDossier } from './follow.ts'
import type { Answer } from './topics.ts'

const longestComment = 1_000

export function askRating(turn: Turn, dossier: FiledDossier): void {
  // In the middle of another dossier nobody wants to be asked.
  if (dossier.rated || turn.state.draft) return
  changeDossier(turn, dossier.reference, { rated: true })
  turn.change({ topic: { type: 'rating', reference: dossier.reference, stars: null } })
  putRating(turn, null)
}

export function putRating(turn: Turn, stars: number | null): void {
  if (stars !== null) {
    return turn.offer(turn.phrase('rating.comment'), [
      { id: 'no-comment', label: turn.phrase('rating.enough') },
    ])
  }
  turn.offer(turn.phrase('rating.ask'), [
    // In this order the number typed is the number of stars.
    ...[1, 2, 3, 4, 5].map((count) => ({
      id: `stars:${count}`,
      label: turn.phrase(`rating.${words[count]}`),
    })),
    { id: 'menu', label: turn.phrase('rating.skip') },
  ])
}

const words: Readonly<Record<number, string>> = { 5: 'five', 4: 'four', 3: 'three', 2: 'two', 1: 'one' }

export function answerRating(turn: Turn, heard: Heard, reference: string, given: number | null): Answer {
  if (given !== null) {
    const comment = heard.choice === 'no-comment' ? '' : heard.text.slice(0, longestComment)
    turn.order({ type: 'record_rating', reference, stars: given, comment })
    turn.change({ topic: { type: 'follow' } })
    turn.say('rating.thanks')
    return 'understood'
  }
  const stars = Number(/^stars:([1-5])$/.exec(heard.choice ?? '')?.[1] ?? /^([1-5])$/.exec(heard.text)?.[1])
  if (!Number.isInteger(stars)) return 'unknown'
  turn.change({ topic: { type: 'rating', reference, stars } })
  putRating(turn, stars)
  return 'understood'
}
