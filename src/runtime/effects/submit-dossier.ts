// submit_dossier: file the confirmed draft once. The intent is written before the portal hears of it, every step is
// journaled, and an unknown outcome is looked up by our reference or left to staff; nothing is ever sent again on a guess.
import type { Snapshot } from '../../content/snapshot.ts'
import type { Refusal } from '../../engine/dossier.ts'
import type { Effect } from '../../engine/effect.ts'
import { type Connector, PortalError, type SubmitOutcome } from '../../portal/connector.ts'
import type { Store } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'
import type { Log } from '../log.ts'
import { nextWait, submissionRetry } from '../retry.ts'
import type { FileVault } from '../uploads.ts'
import { packageDossier } from './package-dossier.ts'

type Order = Extract<Effect, { type: 'submit_dossier' }>

/** After this many tries the applicant hears that it takes longer. */
const tellAfterTries = 3
/** How soon a word of staff reaches the applicant. */
const askStaffMs = 10_000

export function submitDossier(parts: {
  store: Store
  vault: FileVault
  content: () => Snapshot
  connectorFor: (portal: string) => Connector | undefined
  now: () => number
  random: () => number
  log: Log
}) {
  const { store, now } = parts
  // The deliverer runs a row once at a time; this also holds against a second row for the same reference.
  const running = new Set<string>()

  return async (order: Order, context: EffectContext): Promise<EffectResult> => {
    if (running.has(order.reference)) return { type: 'retry', waitMs: 1_000, error: 'already running' }
    running.add(order.reference)
    try {
      return await file(order, context)
    } finally {
      running.delete(order.reference)
    }
  }

  async function file(order: Order, context: EffectContext): Promise<EffectResult> {
    const { row } = context
    const submission = await store.submissions.open({
      reference: order.reference,
      draftId: order.draftId,
      portal: order.portal,
      channel: row.channel,
      conversation: row.conversation,
      at: now(),
    })
    const connector = parts.connectorFor(order.portal)
    if (!connector) return refused(order, context, 'no connector')
    try {
      const dossier = await packageDossier(order, parts.content(), store.files, parts.vault)
      const outcome = await connector.submit(
        dossier,
        {
          steps: submission.steps,
          record: (step, detail = '') => store.submissions.record(order.reference, step, detail, now()),
        },
        context.signal,
      )
      if (outcome.type === 'with-staff') return withStaff(order, context, outcome)
      if (outcome.type === 'recalled') {
        await store.submissions.close(order.reference, { state: 'recalled', at: now() })
        const event = { type: 'dossier_recalled', draftId: order.draftId } as const
        return { type: 'done', outcomes: [context.outcome('ended', event)] }
      }
      if (outcome.type === 'refused') return refused(order, context, 'refused by portal', outcome.reason)
      if (outcome.type === 'handed-over') {
        await store.submissions.close(order.reference, { state: 'handed-over', at: now() })
        const event = { type: 'dossier_handed_over', draftId: order.draftId, link: outcome.link } as const
        return { type: 'done', outcomes: [context.outcome('ended', event)] }
      }
      const { portalId, reference: _, ...report } = outcome.dossier
      const { code } = report
      await store.submissions.close(order.reference, { state: 'received', portalId, code, at: now() })
      parts.log.info(
        { row: row.id, portal: order.portal, attempts: row.attempts },
        'dossier received by portal',
      )
      return {
        type: 'done',
        outcomes: [
          context.outcome('ended', {
            type: 'dossier_received',
            draftId: order.draftId,
            reference: order.reference,
            report,
          }),
        ],
      }
    } catch (error) {
      return failed(order, context, error as Error)
    }
  }

  // Without a bound: a person has it, and the same order asks again for their word. What was reported is a row already.
  function withStaff(
    { draftId }: Order,
    context: EffectContext,
    { since, takenUpAt }: Extract<SubmitOutcome, { type: 'with-staff' }>,
  ): EffectResult {
    return {
      type: 'waiting',
      waitMs: askStaffMs,
      outcomes: [
        context.outcome('with-staff', { type: 'dossier_with_staff', draftId, since }),
        ...(takenUpAt === null
          ? []
          : [context.outcome('taken-up', { type: 'dossier_taken_up', draftId, takenUpAt })]),
      ],
    }
  }

  async function failed(order: Order, context: EffectContext, error: Error): Promise<EffectResult> {
    const { row } = context
    const known = error instanceof PortalError ? error : null
    parts.log.warn(
      { row: row.id, portal: order.portal, code: known?.code ?? error.name, attempts: row.attempts },
      'submission try failed',
    )
    if (known && !known.retryable && known.outcome === 'nothing-done')
      return refused(order, context, known.code)
    const wait =
      known && !known.retryable
        ? null
        : nextWait(submissionRetry, row.attempts, parts.random(), known?.retryAfterMs)
    if (wait === null) {
      await store.submissions.close(order.reference, { state: 'parked', at: now() })
      const event = { type: 'submission_parked', draftId: order.draftId } as const
      return { type: 'parked', error: known?.code ?? error.name, outcomes: [context.outcome('ended', event)] }
    }
    const tell = row.attempts + 1 >= tellAfterTries
    const event = { type: 'submission_delayed', draftId: order.draftId } as const
    return {
      type: 'retry',
      waitMs: wait,
      error: known?.code ?? error.name,
      outcomes: tell ? [context.outcome('delayed', event)] : [],
    }
  }

  async function refused(
    order: Order,
    context: EffectContext,
    error: string,
    refusal: Refusal = { type: 'unsaid' },
  ): Promise<EffectResult> {
    await store.submissions.close(order.reference, { state: 'refused', at: now() })
    const event = { type: 'submission_refused', draftId: order.draftId, refusal } as const
    return { type: 'parked', error, outcomes: [context.outcome('ended', event)] }
  }
}
