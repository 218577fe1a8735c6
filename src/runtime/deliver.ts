// Carries out outbox rows: replies in order per conversation, effects side by side; each try ends in a completion.
import type { Channel } from '../channel/channel.ts'
import { ChannelError } from '../channel/errors.ts'
import type { Effect } from '../engine/effect.ts'
import type { Reply } from '../engine/reply.ts'
import type { Arrival, Completion, OutboxRow, Store } from '../store/store.ts'
import type { Committer } from './committer.ts'
import type { Log } from './log.ts'
import { effectRetry, nextWait, replyRetry } from './retry.ts'

export interface EffectContext {
  readonly row: OutboxRow
  readonly signal: AbortSignal
  /** An outcome to report to the conversation; repeats under the same name change nothing. */
  outcome(name: string, event: Arrival['event']): Arrival
}

/** How one try of an effect ended. Throwing is a retry under the general plan. */
export type EffectResult =
  | { readonly type: 'done'; readonly outcomes: readonly Arrival[] }
  | {
      readonly type: 'retry'
      readonly waitMs: number
      readonly error: string
      readonly outcomes?: readonly Arrival[]
    }
  | { readonly type: 'parked'; readonly error: string; readonly outcomes: readonly Arrival[] }

export type EffectHandlers = {
  readonly [T in Effect['type']]?: (
    effect: Extract<Effect, { type: T }>,
    context: EffectContext,
  ) => Promise<EffectResult>
}

export interface Deliverer {
  take(rows: readonly OutboxRow[]): void
  start(): void
  /** Lets running tries finish until the deadline, gives the rest back. */
  stop(deadlineMs: number): Promise<void>
}

/** Tries at once. Sends wait on platforms and effects on portals, so this bounds sockets and memory, not cores. */
const mostAtOnce = 64
const mostEffectsAtOnce = 8
const claimAtOnce = 200
/** Safety net for rows whose lease ran out in another process; due rows wake by timer. */
const pollMs = 5_000

export function createDeliverer(parts: {
  store: Store
  channels: ReadonlyMap<string, Channel>
  handlers: EffectHandlers
  committer: () => Committer
  owner: string
  now: () => number
  random: () => number
  newId: () => string
  log: Log
}): Deliverer {
  const { store, channels, log } = parts
  const replies = new Map<number, OutboxRow[]>()
  const effects: OutboxRow[] = []
  const abort = new AbortController()
  let busyReplies = 0
  let busyEffects = 0
  let stopping = false
  let timer: NodeJS.Timeout | null = null
  let poll: NodeJS.Timeout | null = null
  let claiming = false
  const ready: number[] = []

  function take(rows: readonly OutboxRow[]): void {
    for (const row of rows) {
      if (row.lane === 'effect') effects.push(row)
      else {
        const line = replies.get(row.conversationId)
        if (line) line.push(row)
        else {
          replies.set(row.conversationId, [row])
          ready.push(row.conversationId)
        }
      }
    }
    pump()
  }

  function pump(): void {
    if (stopping) return
    while (busyReplies < mostAtOnce && ready.length > 0) {
      const conversation = ready.shift() as number
      busyReplies += 1
      void sendLine(conversation).finally(() => {
        busyReplies -= 1
        pump()
      })
    }
    while (busyEffects < mostEffectsAtOnce && effects.length > 0) {
      const row = effects.shift() as OutboxRow
      busyEffects += 1
      void carryOut(row).finally(() => {
        busyEffects -= 1
        pump()
      })
    }
  }

  // One conversation's messages go out one after another; the first that must wait holds those behind it.
  async function sendLine(conversation: number): Promise<void> {
    const line = replies.get(conversation) ?? []
    for (let row = line[0]; row; row = line[0]) {
      const ended = stopping ? release(row, parts.now()) : await send(row)
      line.shift()
      parts.committer().complete(ended)
      if (ended.type === 'retry' || ended.type === 'release') {
        for (const behind of line.splice(0)) parts.committer().complete(release(behind, ended.nextAt))
        wakeAt(ended.nextAt)
      } else if (row.attempts > 0) {
        // Messages written while this one waited are not in memory; they follow now.
        wakeAt(parts.now())
      }
    }
    replies.delete(conversation)
  }

  async function send(row: OutboxRow): Promise<Completion> {
    const channel = channels.get(row.channel)
    if (!channel) return { rowId: row.id, type: 'parked', error: 'channel is not configured' }
    try {
      const sent = await channel.send(
        { conversation: row.conversation, reply: row.payload as Reply },
        row.key,
      )
      return { rowId: row.id, type: 'done', ...(sent.messageId ? { messageId: sent.messageId } : {}) }
    } catch (error) {
      const known = error instanceof ChannelError ? error : null
      const code = known?.code ?? 'unexpected'
      log.warn({ row: row.id, channel: row.channel, code, attempts: row.attempts }, 'send failed')
      const wait =
        known && !known.retryable
          ? null
          : nextWait(replyRetry, row.attempts, parts.random(), known?.retryAfterMs)
      if (wait === null) return { rowId: row.id, type: 'parked', error: code }
      return { rowId: row.id, type: 'retry', nextAt: parts.now() + wait, error: code }
    }
  }

  async function carryOut(row: OutboxRow): Promise<void> {
    const effect = row.payload as Effect
    const handler = parts.handlers[effect.type] as
      | ((effect: Effect, context: EffectContext) => Promise<EffectResult>)
      | undefined
    if (!handler) return parts.committer().complete({ rowId: row.id, type: 'parked', error: 'no handler' })
    const context: EffectContext = {
      row,
      signal: abort.signal,
      outcome: (name, event) => ({
        channel: row.channel,
        conversation: row.conversation,
        updateId: `${row.key}:${name}`,
        internal: true,
        event,
        eventId: parts.newId(),
        at: parts.now(),
      }),
    }
    const result = await handler(effect, context).catch((error: Error): EffectResult => {
      log.error(
        { row: row.id, effect: effect.type, error: error.name, attempts: row.attempts },
        'effect failed',
      )
      const wait = nextWait(effectRetry, row.attempts, parts.random())
      return wait === null
        ? { type: 'parked', error: error.name, outcomes: [] }
        : { type: 'retry', waitMs: wait, error: error.name }
    })
    // At shutdown an interrupted try is not a failure; the row goes back untouched.
    if (abort.signal.aborted && result.type === 'retry') {
      return parts.committer().complete(release(row, parts.now()))
    }
    if (result.type === 'retry') {
      const nextAt = parts.now() + result.waitMs
      parts
        .committer()
        .complete({ rowId: row.id, type: 'retry', nextAt, error: result.error }, result.outcomes)
      return wakeAt(nextAt)
    }
    const ended: Completion =
      result.type === 'done'
        ? { rowId: row.id, type: 'done' }
        : { rowId: row.id, type: 'parked', error: result.error }
    parts.committer().complete(ended, result.outcomes)
  }

  function wakeAt(time: number): void {
    if (stopping) return
    if (timer) clearTimeout(timer)
    // A little later than due, so that the completion that set it is on disk.
    timer = setTimeout(claimDue, Math.min(Math.max(0, time - parts.now()) + 20, pollMs))
    timer.unref()
  }

  async function claimDue(): Promise<void> {
    if (stopping || claiming) return
    claiming = true
    try {
      const rows = await store.outbox.claim(parts.now(), parts.owner, claimAtOnce)
      if (rows.length > 0) take(rows)
      const due = await store.outbox.nextDue()
      if (due !== null) wakeAt(due)
    } catch (error) {
      log.error({ error: (error as Error).name }, 'claiming the outbox failed')
    } finally {
      claiming = false
    }
  }

  return {
    take,
    start() {
      poll = setInterval(claimDue, pollMs)
      poll.unref()
      wakeAt(parts.now())
    },
    async stop(deadlineMs) {
      stopping = true
      if (timer) clearTimeout(timer)
      if (poll) clearInterval(poll)
      for (const row of effects.splice(0)) parts.committer().complete(release(row, parts.now()))
      for (const id of ready.splice(0)) {
        for (const row of replies.get(id)?.splice(0) ?? [])
          parts.committer().complete(release(row, parts.now()))
      }
      const until = parts.now() + deadlineMs
      while (busyReplies + busyEffects > 0 && parts.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      abort.abort()
      await new Promise((resolve) => setTimeout(resolve, 50))
    },
  }
}

function release(row: OutboxRow, nextAt: number): Completion {
  return { rowId: row.id, type: 'release', nextAt }
}
