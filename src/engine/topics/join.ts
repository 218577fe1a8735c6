// One person on two channels: a code made here and typed there lets both conversations see the same filed dossiers.
import type { Event } from '../event.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { askAgain } from './topics.ts'

/** A conversation lists no more; older dossiers stay with their portal. */
const mostDossiers = 50

/** The code in a message, digits only; null when there is none. */
export function joinCodeIn(text: string): string | null {
  return /^\s*nk[\s-]*(\d{4})[\s-]*(\d{4})\s*$/i.exec(text)?.slice(1).join('') ?? null
}

export function askToJoin(turn: Turn): void {
  turn.order({ type: 'make_join_code' })
  turn.say('join.making')
}

export function joinCodeReady(turn: Turn, event: Extract<Event, { type: 'join_code_ready' }>): void {
  turn.say('join.code', { code: `NK-${event.code.slice(0, 4)}-${event.code.slice(4)}` })
  if (turn.state.draft) askAgain(turn)
}

export function joinByCode(turn: Turn, code: string): void {
  turn.order({ type: 'join_by_code', code })
  turn.say('join.looking')
}

/** Drafts and papers stay where they are: they hang on files of their own conversation. */
export function conversationJoined(turn: Turn, event: Extract<Event, { type: 'conversation_joined' }>): void {
  const known = new Set(turn.state.dossiers.map(({ reference }) => reference))
  const fresh = event.dossiers
    .filter(({ reference }) => !known.has(reference))
    .map((dossier): FiledDossier => ({ ...dossier, papers: [], keepAsked: true }))
  const dossiers = [...fresh, ...turn.state.dossiers].sort((a, b) => b.confirmedAt - a.confirmedAt)
  turn.change({ dossiers: dossiers.slice(0, mostDossiers) })
  turn.say('join.done', { count: fresh.length })
  if (turn.state.draft) askAgain(turn)
}

export function joinRefused(turn: Turn, event: Extract<Event, { type: 'join_refused' }>): void {
  turn.say(event.reason === 'too_many' ? 'look-up.too-many' : 'join.unknown')
  if (turn.state.draft) askAgain(turn)
}
