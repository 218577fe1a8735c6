// Zalo reports everything the OA says, ours too. One source says that only a person's message names them; in case ours ever does as
// well, our messages are known by their ids.
import { setTimeout as wait } from 'node:timers/promises'
import type { ChannelHost } from '../../src/channel/host.ts'

export interface Echoes {
  /** Around a send: a report may come before its answer does. */
  during<T>(person: string, send: () => Promise<T>): Promise<T>
  sent(messageId: string): Promise<void>
  isOurs(person: string, messageId: string | null): Promise<boolean>
}

/** Longer than Zalo repeats an event. */
const keepMs = 2 * 3_600_000
/** Zalo wants its answer within two seconds. */
const patienceMs = 1_000

export function createEchoes({ values, now, log }: ChannelHost): Echoes {
  const speaking = new Map<string, Set<Promise<unknown>>>()
  return {
    async during(person, send) {
      const running = speaking.get(person) ?? new Set()
      speaking.set(person, running)
      const sending = send()
      const settled = sending.catch(() => {})
      running.add(settled)
      try {
        return await sending
      } finally {
        running.delete(settled)
        if (running.size === 0) speaking.delete(person)
      }
    },
    async sent(messageId) {
      try {
        await values.set(`sent:${messageId}`, true, { expiresAt: now() + keepMs })
      } catch (error) {
        // It went out; failing now would send it twice.
        log.warn({ error: (error as Error).name }, '[zalo-oa] the id of a sent message was not kept')
      }
    },
    async isOurs(person, messageId) {
      if (messageId === null) return false
      const running = [...(speaking.get(person) ?? [])]
      if (running.length > 0)
        await Promise.race([Promise.all(running), wait(patienceMs, null, { ref: false })])
      return (await values.get(`sent:${messageId}`)) !== null
    },
  }
}
