// Rows that wake at a time: reminders, and looking at filed dossiers until they end.
import { createHash } from 'node:crypto'
import { terminalStatuses } from '../engine/dossier.ts'
import type { Connector } from '../portal/connector.ts'
import type { Arrival, JobRow, Store } from '../store/store.ts'
import type { Committer } from './committer.ts'
import { joinedTo } from './effects/joining.ts'
import type { Log } from './log.ts'

const leaseMs = 120_000
const pollMs = 1_000
const claimAtOnce = 50

/** How long until the next look at a dossier, by its status; sooner where a draft record may come that waits a day only. */
export type WatchInterval = (status: string, draftRecord: boolean) => number

export interface JobRunner {
  start(): void
  stop(): Promise<void>
}

export function createJobRunner(parts: {
  store: Store
  committer: () => Committer
  connectorFor: (portal: string) => Connector | undefined
  watchInterval: WatchInterval
  owner: string
  now: () => number
  newId: () => string
  log: Log
}): JobRunner {
  const { store, log } = parts
  const abort = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()

  async function tick(): Promise<void> {
    try {
      const jobs = await store.jobs.claim(parts.now(), parts.owner, leaseMs, claimAtOnce)
      await Promise.all(jobs.map(runJob))
    } catch (error) {
      log.error({ error: (error as Error).name }, 'claiming jobs failed')
    }
    if (!abort.signal.aborted) schedule()
  }

  function schedule(): void {
    timer = setTimeout(() => {
      running = tick()
    }, pollMs)
    timer.unref()
  }

  async function runJob(job: JobRow): Promise<void> {
    try {
      if (job.kind === 'remind') await remind(job)
      else if (job.kind === 'watch') await look(job)
      else await store.jobs.remove(job.key, parts.owner)
    } catch (error) {
      log.warn({ job: job.kind, error: (error as Error).name, attempts: job.attempts }, 'job failed')
      const wait = Math.min(15 * 60_000, 2_000 * 2 ** Math.min(job.attempts, 12))
      try {
        await store.jobs.reschedule(job.key, parts.owner, parts.now() + wait, undefined, true)
      } catch {
        // Nothing can be written now; the lease runs out and the job comes again.
      }
    }
  }

  // Named by the time it was for, so that a crash between the two writes repeats nothing. The engine may order the same
  // reminder again in answer; that order is nobody's lease and outlives the removal.
  async function remind(job: JobRow): Promise<void> {
    const { key } = job.payload as { key: string }
    const updateId = `${job.key}:${job.wakeAt}`
    await parts.committer().arrive([arrival(job, updateId, { type: 'reminder_due', key })])
    await store.jobs.remove(job.key, parts.owner)
  }

  async function look(job: JobRow): Promise<void> {
    const payload = job.payload as { reference: string; portal: string; seen: string; draftRecord?: true }
    const connector = parts.connectorFor(payload.portal)
    const submission = await store.submissions.find(payload.reference)
    if (!connector || !submission) return store.jobs.remove(job.key, parts.owner)
    const dossier = await connector.lookUp(
      { portalId: submission.portalId, reference: payload.reference },
      abort.signal,
    )
    if (!dossier) throw new Error('[watch] the portal does not know a dossier it had received')
    const { portalId, reference, ...report } = dossier
    // Many portals give the code only when an officer takes the dossier up.
    if (report.code !== null && report.code !== submission.code) {
      const { code } = report
      await store.submissions.close(reference, { state: 'received', portalId, code, at: parts.now() })
    }
    const { status } = report
    const seen = createHash('sha256').update(JSON.stringify(report)).digest('base64url')
    if (seen !== payload.seen) {
      const event = { type: 'dossier_status_changed', reference, report } as const
      // The time keeps a return to an earlier status news; the same look written twice after a crash says nothing new.
      const news = arrival(job, `${job.key}:${parts.now()}`, event)
      const others = await joinedTo(store, job, parts.now())
      await parts.committer().arrive([
        news,
        ...others.map((to, at) => ({
          ...news,
          ...to,
          updateId: `${news.updateId}:${at}`,
          eventId: parts.newId(),
        })),
      ])
    }
    if (terminalStatuses.has(status)) return store.jobs.remove(job.key, parts.owner)
    const wait = parts.watchInterval(status, payload.draftRecord === true)
    await store.jobs.reschedule(job.key, parts.owner, parts.now() + wait, { ...payload, seen })
  }

  function arrival(job: JobRow, updateId: string, event: Arrival['event']): Arrival {
    return {
      channel: job.channel,
      conversation: job.conversation,
      updateId,
      internal: true,
      event,
      eventId: parts.newId(),
      at: parts.now(),
    }
  }

  return {
    start: schedule,
    async stop() {
      abort.abort()
      if (timer) clearTimeout(timer)
      await running
    },
  }
}

/** The pace for real portals: fast where the applicant waits or must act, slow while an office works. */
export const portalPace: WatchInterval = (status, draftRecord) => {
  const hourMs = 3_600_000
  switch (status) {
    case 'registered':
    case 'received':
      return hourMs
    case 'supplement-requested':
    case 'payment-requested':
      return 4 * hourMs
    case 'processing':
      return draftRecord ? hourMs : 24 * hourMs
    default:
      return 24 * hourMs
  }
}
