// One turn: the pure step, its replies and effects turned into rows.
import type { ChannelLimits } from '../channel/channel.ts'
import type { Snapshot } from '../content/snapshot.ts'
import type { Effect } from '../engine/effect.ts'
import { initialState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { ClaimedTurn, OutboxDraft, TurnRecord, TurnResult } from '../store/store.ts'
import { withLinks } from './links.ts'
import { fitReply } from './split.ts'

/** `line`: the channel the replies go to, and the address links to us begin with; without it replies stay whole. */
export function decideTurn(
  turn: ClaimedTurn,
  content: Snapshot,
  line?: { readonly limits: ChannelLimits; readonly address: string },
): TurnResult {
  const outcome = step(turn.state ?? initialState, turn.event, content)
  const records: TurnRecord[] = []
  const replies = outcome.replies.flatMap((reply) => {
    if (!line) return [reply]
    const linked = withLinks(reply, line.limits, turn, turn.event.at, line.address)
    records.push(...linked.records)
    return fitReply(linked.reply, line.limits)
  })
  const outbox: OutboxDraft[] = replies.map((reply, at) => ({
    key: `${turn.event.id}:r${at}`,
    lane: 'reply',
    payload: reply,
  }))
  for (const [at, effect] of outcome.effects.entries()) {
    const record = recordOf(effect)
    if (record) records.push(record)
    else outbox.push({ key: keyOf(effect, turn.event.id, at), lane: 'effect', payload: effect })
  }
  return { state: outcome.state, outbox, records }
}

// What is only a row is written with the turn itself and can neither fail alone nor happen twice.
function recordOf(effect: Effect): TurnRecord | null {
  switch (effect.type) {
    case 'open_escalation':
      return { type: 'escalation', id: effect.escalationId, reason: effect.reason }
    case 'record_consent':
      return {
        type: 'consent',
        id: effect.consentId,
        purpose: effect.purpose,
        version: effect.version,
        granted: effect.granted,
      }
    case 'remind':
      return {
        type: 'job',
        key: `remind:${effect.key}`,
        kind: 'remind',
        payload: { key: effect.key },
        wakeAt: effect.at,
      }
    case 'watch_dossier':
      return {
        type: 'job',
        key: `watch:${effect.reference}`,
        kind: 'watch',
        payload: {
          reference: effect.reference,
          portal: effect.portal,
          seen: '',
          ...(effect.draftRecord ? { draftRecord: true } : {}),
        },
        wakeAt: 0,
      }
    case 'record_rating':
      return { ...effect, type: 'rating' }
    case 'forget_event':
      return { type: 'forget', eventId: effect.eventId }
    default:
      return null
  }
}

// A draft is filed once: its order has the draft's own key, so a second order is a row that already exists.
function keyOf(effect: Effect, eventId: string, at: number): string {
  if (effect.type === 'submit_dossier') return `submit:${effect.draftId}`
  if (effect.type === 'supplement_dossier') return `supplement:${effect.supplementId}`
  return `${eventId}:e${at}`
}
