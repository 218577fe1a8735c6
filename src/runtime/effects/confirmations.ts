// A draft confirmed by its applicant in another conversation: a code that works once ties the two together. The code is in
// the database as a digest only; wrong codes are counted.
import { createHash, randomInt } from 'node:crypto'
import type { Effect } from '../../engine/effect.ts'
import type { Arrival, Store } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>

/** A relative may be at work; tomorrow evening is soon enough, longer is forgotten. */
const lifeMs = 48 * 3_600_000
const hourMs = 3_600_000
/** Wrong codes an hour, of one conversation. */
const mostWrong = 5
const room = 'confirmation'

interface Waiting {
  readonly channel: string
  readonly conversation: string
  readonly draftId: string
  readonly touchedAt: number
  readonly summary: string
}

const keyOf = (code: string) => createHash('sha256').update(code).digest('base64url')

export function confirmations(parts: { store: Store; now: () => number }) {
  const { now } = parts
  const { values } = parts.store

  async function ask(order: Of<'ask_confirmation'>, context: EffectContext): Promise<EffectResult> {
    const { channel, conversation } = context.row
    const { draftId, touchedAt, summary } = order
    const waiting: Waiting = { channel, conversation, draftId, touchedAt, summary }
    const code = String(randomInt(100_000_000)).padStart(8, '0')
    // One in a hundred million is taken; then the next try makes another.
    if (!(await values.setIfAbsent(room, keyOf(code), waiting, now() + lifeMs, now())))
      throw new Error('[confirmation] code is taken')
    return done(context.outcome('asked', { type: 'confirmation_ready', draftId, code }))
  }

  async function open({ code }: Of<'open_confirmation'>, context: EffectContext): Promise<EffectResult> {
    const { channel, conversation } = context.row
    const counter = `wrong:${channel}/${conversation}`
    const wrong = ((await values.get(room, counter, now())) as number | null) ?? 0
    const unknown = (reason: 'no_match' | 'too_many') =>
      done(context.outcome('opened', { type: 'confirmation_unknown', reason }))
    if (wrong >= mostWrong) return unknown('too_many')
    const waiting = (await values.get(room, keyOf(code), now())) as Waiting | null
    // The helper's own conversation cannot agree for the applicant.
    if (!waiting || (waiting.channel === channel && waiting.conversation === conversation)) {
      await values.set(room, counter, wrong + 1, now() + hourMs)
      return unknown('no_match')
    }
    return done(context.outcome('opened', { type: 'confirmation_opened', code, summary: waiting.summary }))
  }

  async function answer(order: Of<'answer_confirmation'>, context: EffectContext): Promise<EffectResult> {
    const waiting = (await values.get(room, keyOf(order.code), now())) as Waiting | null
    if (!waiting) return { type: 'done', outcomes: [] }
    const { channel, conversation, draftId, touchedAt } = waiting
    const { agreed } = order
    const arrival: Arrival = {
      ...context.outcome('answered', { type: 'confirmation_answered', draftId, touchedAt, agreed }),
      channel,
      conversation,
    }
    return {
      type: 'done',
      outcomes: [arrival],
      // Once the answer is on disk; the draft's own key keeps a second one from filing again.
      afterwards: () => values.delete(room, keyOf(order.code)),
    }
  }

  return { ask_confirmation: ask, open_confirmation: open, answer_confirmation: answer }
}

function done(outcome: Arrival): EffectResult {
  return { type: 'done', outcomes: [outcome] }
}
