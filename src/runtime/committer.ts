// Gathers whatever arrived meanwhile into one transaction after another: arrivals, delivery outcomes, activities, turns.
// A synced commit costs up to some milliseconds; sharing it is what makes durable also fast.
import { setTimeout as wait } from 'node:timers/promises'
import type {
  AppendedActivity,
  Arrival,
  ClaimedTurn,
  Committed,
  Completion,
  Store,
  TurnResult,
} from '../store/store.ts'
import type { Log } from './log.ts'

/** Arrivals waiting for a commit; beyond this the caller is told to come back (503). */
const mostWaitingArrivals = 20_000
/** Turns in one transaction: enough to share the sync, few enough to keep the event loop breathing. */
const turnsPerCommit = 256
/** Arrivals of platforms in one transaction. Outcomes of our own orders always go with their completions. */
const arrivalsPerCommit = 256
/** Commits are tried again after this while the disk is full or the database is away. */
const retryAfterMs = 500
/** Safety net beside the wake-ups: waiting turns whose time to try again has come. */
const pollMs = 1_000

export class BusyError extends Error {
  constructor() {
    super('[runtime] too many arrivals are waiting to be written')
    this.name = 'BusyError'
  }
}

export interface Committer {
  /** Resolves for each arrival when it is on disk: true when new, false for a repeat. Rejects when it could not be written. */
  arrive(arrivals: readonly Arrival[]): Promise<readonly boolean[]>
  /**
   * Ends a try of an outbox row; `outcome` is written in the same transaction. Kept until a commit succeeds, and resolves
   * then; never rejects.
   */
  complete(completion: Completion, outcome?: readonly Arrival[]): Promise<void>
  append(activity: AppendedActivity): Promise<void>
  /** Calls back after a commit in which activities of the conversation grew. */
  watch(channel: string, conversation: string, appended: () => void): () => void
  /** True while writing works: false from a commit that failed until something could be written again. */
  healthy(): boolean
  /** Takes no turns until what it returns is called; arrivals are written all the same and answered then. */
  pauseTurns(): () => void
  start(): void
  /** Takes no more turns, writes what waits, resolves when all of it is on disk or cannot be written. */
  stop(): Promise<void>
}

interface Ended {
  readonly completion: Completion
  readonly arrivals: readonly Arrival[]
  written(): void
}

interface Waiting<T> {
  readonly item: T
  resolve(fresh: boolean): void
  reject(error: Error): void
}

export function createCommitter(parts: {
  store: Store
  owner: string
  now: () => number
  decide: (turn: ClaimedTurn) => TurnResult
  /** Outbox rows just written, leased to us. */
  deliver: (rows: Committed['outbox']) => void
  log: Log
}): Committer {
  const { store, log } = parts
  const arrivals: Waiting<Arrival>[] = []
  const activities: Waiting<AppendedActivity>[] = []
  let outcomes: Ended[] = []
  let running: Promise<void> | null = null
  let more = true
  let healthy = true
  let stopping = false
  let pauses = 0
  let poll: NodeJS.Timeout | null = null
  const watchers = new Map<string, Set<() => void>>()

  function wake(): void {
    running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(run).finally(() => {
      running = null
      if (hasWork() && healthy) wake()
    })
  }

  const hasWork = () =>
    arrivals.length > 0 || outcomes.length > 0 || activities.length > 0 || (more && takesTurns())
  const takesTurns = () => !stopping && pauses === 0

  async function run(): Promise<void> {
    while (hasWork()) {
      if (!(await commitOnce())) return
      // Requests and sockets get their turn between two transactions.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  async function commitOnce(): Promise<boolean> {
    const taken = arrivals.splice(0, arrivalsPerCommit)
    const appended = activities.splice(0)
    const ended = outcomes
    outcomes = []
    try {
      const committed = await store.hot.commit(
        {
          now: parts.now(),
          owner: parts.owner,
          arrivals: [...taken.map(({ item }) => item), ...ended.flatMap((one) => one.arrivals)],
          completions: ended.map((one) => one.completion),
          activities: appended.map(({ item }) => item),
          turns: takesTurns() ? turnsPerCommit : 0,
        },
        parts.decide,
      )
      more = committed.more
      settle(committed, taken, appended)
      for (const one of ended) one.written()
      // A transaction with nothing in it succeeds on a full disk too and proves nothing.
      const wrote = taken.length + appended.length + ended.length + committed.turns > 0
      healthy ||= wrote || (await store.probe())
      return true
    } catch (error) {
      healthy = false
      log.error(
        { error: (error as Error).name, code: (error as { errcode?: number }).errcode },
        'commit failed',
      )
      // Nothing of the batch happened. Senders are told; what we must not forget waits for the next try.
      for (const one of [...taken, ...appended]) one.reject(error as Error)
      outcomes = [...ended, ...outcomes]
      if (!stopping) setTimeout(wake, retryAfterMs).unref()
      return false
    }
  }

  function settle(
    committed: Committed,
    taken: Waiting<Arrival>[],
    appended: Waiting<AppendedActivity>[],
  ): void {
    for (const [at, one] of taken.entries()) one.resolve(committed.fresh[at] ?? false)
    for (const one of appended) one.resolve(true)
    for (const failure of committed.failures) {
      log.error(
        {
          conversation: failure.conversationId,
          event: failure.eventType,
          error: failure.error.name,
          where: failure.error.stack?.split('\n')[1]?.trim(),
          parked: failure.parked,
        },
        'turn failed',
      )
    }
    if (committed.outbox.length > 0) parts.deliver(committed.outbox)
    for (const { channel, conversation } of committed.grown) {
      for (const appendedNow of watchers.get(`${channel}\n${conversation}`) ?? []) appendedNow()
    }
  }

  return {
    async arrive(list) {
      if (arrivals.length + list.length > mostWaitingArrivals) throw new BusyError()
      const written = list.map(
        (item) =>
          new Promise<boolean>((resolve, reject) => {
            arrivals.push({ item, resolve, reject })
          }),
      )
      wake()
      return Promise.all(written)
    },
    complete(completion, outcome = []) {
      const written = new Promise<void>((resolve) => {
        outcomes.push({ completion, arrivals: outcome, written: resolve })
      })
      wake()
      return written
    },
    append(item) {
      const written = new Promise<boolean>((resolve, reject) => {
        activities.push({ item, resolve, reject })
      })
      wake()
      return written.then(() => undefined)
    },
    watch(channel, conversation, appended) {
      const key = `${channel}\n${conversation}`
      const set = watchers.get(key) ?? new Set()
      set.add(appended)
      watchers.set(key, set)
      return () => {
        set.delete(appended)
        if (set.size === 0) watchers.delete(key)
      }
    },
    healthy: () => healthy,
    pauseTurns() {
      pauses += 1
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        pauses -= 1
        more = true
        wake()
      }
    },
    start() {
      poll = setInterval(() => {
        more = true
        wake()
      }, pollMs)
      poll.unref()
      wake()
    },
    async stop() {
      stopping = true
      if (poll) clearInterval(poll)
      for (let tries = 0; tries < 5; tries++) {
        wake()
        await running
        if (!hasWork()) return
        await wait(100)
      }
    },
  }
}
