// Messages on their way out, one after the other, each until it is saved or refused. They live in memory only: what
// people type here must not stay behind on a shared computer, not even until the tab closes.
import { callApi } from './api.ts'
import { backoffMs } from './backoff.ts'
import type { Session } from './session.ts'
import { wait } from './wait.ts'

export interface Outgoing {
  readonly clientId: string
  readonly activity: Record<string, unknown>
}

export interface OutboxEvents {
  saved(clientId: string): void
  /** Trying again by itself is over; `message` is the server's sentence, or empty when the network was the reason. */
  failed(clientId: string, code: string, message: string): void
}

// Half a minute of trying while the browser believes it is online; offline it waits without counting.
const mostTries = 6

export function createOutbox(
  session: Session,
  events: OutboxEvents,
): { add(outgoing: Outgoing): void; clear(): void } {
  let queue: Outgoing[] = []
  let running = false

  return {
    add(outgoing) {
      queue.push(outgoing)
      if (!running) void run()
    },
    clear() {
      queue = []
    },
  }

  async function run(): Promise<void> {
    running = true
    for (let next = queue[0]; next; next = queue[0]) {
      await deliver(next)
      queue = queue.filter((outgoing) => outgoing !== next)
    }
    running = false
  }

  async function deliver(outgoing: Outgoing): Promise<void> {
    for (let tries = 1; queue.includes(outgoing); tries += navigator.onLine ? 1 : 0) {
      const current = await session.current()
      const answer = current.ok
        ? await callApi<unknown>({
            method: 'POST',
            path: `/conversations/${current.value.conversationId}/activities`,
            token: current.value.token,
            json: outgoing.activity,
          })
        : current
      if (answer.ok) return events.saved(outgoing.clientId)
      if (answer.status === 401) session.discard()
      else if (!answer.retry) return events.failed(outgoing.clientId, answer.code, answer.message)
      if (tries >= mostTries) return events.failed(outgoing.clientId, answer.code, answer.message)
      await wait(backoffMs(tries, Math.random()))
    }
  }
}
