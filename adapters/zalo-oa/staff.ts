// People of the office may answer in Zalo's own tool. Then the bot is silent in that conversation: it neither hears what the applicant
// says to them nor speaks into it, until nobody wrote there for a while.
import type { ChannelHost } from '../../src/channel/host.ts'

interface Talk {
  /** Both in Zalo's time, so that a message brought again later is judged as it was the first time. */
  readonly since: number
  readonly until: number
}

export interface Staff {
  spoke(person: string, at: number): Promise<void>
  /** Whether something said at this time was said to them. */
  hears(person: string, at: number): Promise<boolean>
  /** When we may speak again; null: now. */
  busyUntil(person: string): Promise<number | null>
}

/** Zalo repeats an event for 52 minutes (read November 2026); until then it must be known whose it was. */
const repeatedMs = 2 * 3_600_000

export function createStaff({ values, now }: ChannelHost, silenceMs: number): Staff {
  const key = (person: string) => `staff:${person}`
  return {
    async spoke(person, at) {
      const before = await values.get<Talk>(key(person))
      const joins = before !== null && at <= before.until && at >= before.since - silenceMs
      const talk: Talk = {
        since: joins ? Math.min(before.since, at) : at,
        until: Math.max(joins ? before.until : 0, at + silenceMs),
      }
      // A report that comes late must not end a talk that goes on.
      if (before !== null && talk.until < before.until) return
      await values.set(key(person), talk, { expiresAt: Math.max(talk.until, now()) + repeatedMs })
    },
    async hears(person, at) {
      const talk = await values.get<Talk>(key(person))
      return talk !== null && at >= talk.since && at < talk.until
    },
    async busyUntil(person) {
      const talk = await values.get<Talk>(key(person))
      return talk !== null && talk.until > now() ? talk.until : null
    },
  }
}
