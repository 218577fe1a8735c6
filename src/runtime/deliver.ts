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
  | {
      readonly type: 'done'
      readonly outcomes: readonly Arrival[]
      /** Tidying up once the outcomes are on disk; a crash may skip it. */
      readonly afterwards?: () => Promise<void>
    }
  | {
      readonly type: 'retry'
      readonly waitMs: number
      readonly error: string
      readonly outcomes?: readonly Arrival[]
    }
  /** Nothing failed: somebody else has it, and the row asks again without using up a try. */
  | { readonly type: 'waiting'; readonly waitMs: number; readonly outcomes: readonly Arrival[] }
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
/** Rows held in memory before more are claimed: enough to keep every socket busy. */
const mostHeld = 1_000
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
  const lines = new Map<number, OutboxRow[]>()
  const effects: OutboxRow[] = []
  /** Every row in our hands, until its end is on disk, and whether it was claimed: a lease that runs out meanwhile must not bring it twice. */
  const held = new Map<number, { claimed: boolean }>()
  /** Conversations whose oldest message goes back to wait, until that is on disk: nothing may overtake it meanwhile. */
  const waiting = new Set<number>()
  const abort = new AbortController()
  let busyReplies = 0
  let busyEffects = 0
  let stopping = false
  let timer: NodeJS.Timeout | null = null
  let timerAt = 0
  let poll: NodeJS.Timeout | null = null
  let claiming = false
  let claimAgain = false
  const ready: number[] = []

  function take(rows: readonly OutboxRow[], claimed = false): void {
    for (const row of rows) {
      if (held.has(row.id)) continue
      held.set(row.id, { claimed })
      if (stopping || (row.lane === 'reply' && waiting.has(row.conversationId))) {
        void finish(row, release(row, parts.now()))
      } else if (row.lane === 'effect') effects.push(row)
      else {
        const line = lines.get(row.conversationId)
        if (line) line.push(row)
        else {
          lines.set(row.conversationId, [row])
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
    const line = lines.get(conversation) ?? []
    for (let row = line[0]; row; row = line[0]) {
      const ended = stopping ? release(row, parts.now()) : await send(row)
      line.shift()
      const written = finish(row, ended)
      if (ended.type === 'retry' || ended.type === 'release') {
        waiting.add(conversation)
        void written.then(() => waiting.delete(conversation))
        for (const behind of line.splice(0)) void finish(behind, release(behind, ended.nextAt))
      }
    }
    lines.delete(conversation)
  }

  async function finish(row: OutboxRow, ended: Completion, outcomes: readonly Arrival[] = []): Promise<void> {
    await parts.committer().complete(ended, outcomes)
    const claimed = held.get(row.id)?.claimed
    held.delete(row.id)
    if (ended.type === 'retry' || ended.type === 'release') wakeAt(ended.nextAt)
    // Messages written while this one waited are not in memory; they follow now.
    else if (claimed) wakeAt(parts.now())
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
    if (!handler) return finish(row, { rowId: row.id, type: 'parked', error: 'no handler' })
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
    if (abort.signal.aborted && result.type === 'retry') return finish(row, release(row, parts.now()))
    if (result.type === 'waiting') {
      return finish(row, release(row, parts.now() + result.waitMs), result.outcomes)
    }
    if (result.type === 'retry') {
      const nextAt = parts.now() + result.waitMs
      const again: Completion = { rowId: row.id, type: 'retry', nextAt, error: result.error }
      return finish(row, again, result.outcomes)
    }
    if (result.type === 'parked') {
      return finish(row, { rowId: row.id, type: 'parked', error: result.error }, result.outcomes)
    }
    await finish(row, { rowId: row.id, type: 'done' }, result.outcomes)
    await result.afterwards?.().catch((error: Error) => {
      log.warn({ row: row.id, effect: effect.type, error: error.name }, 'tidying up failed')
    })
  }

  /** The poll looks at what is further away. */
  function wakeAt(time: number): void {
    const waitMs = Math.max(0, time - parts.now())
    if (stopping || waitMs > pollMs || (timer && timerAt <= time)) return
    if (timer) clearTimeout(timer)
    timerAt = time
    timer = setTimeout(() => {
      timer = null
      void claimDue()
    }, waitMs)
    timer.unref()
  }

  async function claimDue(): Promise<void> {
    claimAgain = true
    if (claiming) return
    claiming = true
    try {
      while (claimAgain && !stopping && held.size < mostHeld) {
        claimAgain = false
        take(await store.outbox.claim(parts.now(), parts.owner, claimAtOnce), true)
        const due = await store.outbox.nextDue()
        if (due !== null) wakeAt(due)
      }
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
      const unused = [
        ...effects.splice(0),
        ...ready.splice(0).flatMap((id) => lines.get(id)?.splice(0) ?? []),
      ]
      for (const row of unused) void finish(row, release(row, parts.now()))
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
