// What happens to a dossier after filing: a supplement handed back, a withdrawal asked for, a result file brought here.
import type { Snapshot } from '../../content/snapshot.ts'
import type { Refusal } from '../../engine/dossier.ts'
import type { Effect } from '../../engine/effect.ts'
import { type Connector, type FollowOutcome, PortalError } from '../../portal/connector.ts'
import type { Arrival, Store, Submission } from '../../store/store.ts'
import type { EffectContext, EffectResult } from '../deliver.ts'
import type { Log } from '../log.ts'
import { nextWait, submissionRetry } from '../retry.ts'
import { documentId, type FileVault } from '../uploads.ts'
import { packageComponents, packageProcedure } from './package-dossier.ts'

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>

export interface FollowUpParts {
  readonly store: Store
  readonly vault: FileVault
  readonly content: () => Snapshot
  readonly connectorFor: (portal: string) => Connector | undefined
  readonly now: () => number
  readonly random: () => number
  readonly log: Log
}

interface Refused {
  readonly refusal: Refusal
}

const unsaid: Refused = { refusal: { type: 'unsaid' } }

type Fail = (reason: 'refused' | 'parked', refusal?: Refused) => Arrival['event']

/** Nothing here is tried again on a guess: a connector goes on from its journal, or says that it does not know. */
export function supplementDossier(parts: FollowUpParts) {
  const { store, now } = parts
  return async (order: Of<'supplement_dossier'>, context: EffectContext): Promise<EffectResult> => {
    const { reference, supplementId, note } = order
    const fail: Fail = (reason, refusal) => ({ type: 'supplement_failed', reference, reason, ...refusal })
    return attempt(parts, context, order.portal, fail, async (connector, signal) => {
      const filed = await store.submissions.find(reference)
      if (!connector.supplement || !filed) return unsaid
      const content = parts.content()
      const outcome = await connector.supplement(
        {
          supplementId,
          reference,
          portalId: filed.portalId,
          procedure: packageProcedure(order, content),
          components: await packageComponents(order, content, store.files, parts.vault, supplementId),
          note,
        },
        {
          steps: stepsUnder(filed, supplementId),
          record: (step, detail = '') =>
            store.submissions.record(reference, `${supplementId}/${step}`, detail, now()),
        },
        signal,
      )
      return reported(outcome, (report) => ({ type: 'supplement_sent', reference, report }))
    })
  }
}

export function withdrawDossier(parts: FollowUpParts) {
  return async (order: Of<'withdraw_dossier'>, context: EffectContext): Promise<EffectResult> => {
    const { reference, reason: words } = order
    const fail: Fail = (reason, refusal) => ({ type: 'withdrawal_failed', reference, reason, ...refusal })
    return attempt(parts, context, order.portal, fail, async (connector, signal) => {
      const filed = await parts.store.submissions.find(reference)
      if (!connector.withdraw || !filed) return unsaid
      const outcome = await connector.withdraw({ reference, portalId: filed.portalId }, words, signal)
      return reported(outcome, (report) => ({ type: 'withdrawal_asked', reference, report }))
    })
  }
}

export function fetchResult(parts: FollowUpParts) {
  return async (order: Of<'fetch_result'>, context: EffectContext): Promise<EffectResult> => {
    const { reference, resultId, name, mediaType } = order
    const fail: Fail = () => ({ type: 'result_failed', reference, name })
    return attempt(parts, context, order.portal, fail, async (connector, signal) => {
      const filed = await parts.store.submissions.find(reference)
      if (!connector.readResult || !filed) return unsaid
      const bytes = await connector.readResult({ reference, portalId: filed.portalId }, resultId, signal)
      if (!bytes) return unsaid
      const { channel, conversation, key } = context.row
      const attachmentId = documentId(key)
      const file = await parts.vault.keepDocument(channel, conversation, {
        attachmentId,
        name,
        mediaType,
        bytes,
      })
      const { id: fileId, sizeBytes } = file
      return { type: 'result_ready', reference, file: { fileId, name, mediaType, sizeBytes } }
    })
  }
}

// One try, ended the same way for all three: the event, a later try, a refusal, or parked for staff.
async function attempt(
  parts: FollowUpParts,
  context: EffectContext,
  portal: string,
  fail: Fail,
  work: (connector: Connector, signal: AbortSignal) => Promise<Arrival['event'] | Refused>,
): Promise<EffectResult> {
  const { row } = context
  const refused = (error: string, { refusal }: Refused = unsaid): EffectResult => ({
    type: 'parked',
    error,
    outcomes: [context.outcome('ended', fail('refused', { refusal }))],
  })
  try {
    const connector = parts.connectorFor(portal)
    const ended = connector ? await work(connector, context.signal) : unsaid
    return 'type' in ended
      ? { type: 'done', outcomes: [context.outcome('ended', ended)] }
      : refused('not possible here', ended)
  } catch (error) {
    const known = error instanceof PortalError ? error : null
    const code = known?.code ?? (error as Error).name
    parts.log.warn({ row: row.id, portal, code, attempts: row.attempts }, 'follow-up try failed')
    if (known && !known.retryable && known.outcome === 'nothing-done') return refused(code)
    const wait =
      known && !known.retryable
        ? null
        : nextWait(submissionRetry, row.attempts, parts.random(), known?.retryAfterMs)
    if (wait !== null) return { type: 'retry', waitMs: wait, error: code }
    return { type: 'parked', error: code, outcomes: [context.outcome('ended', fail('parked'))] }
  }
}

type Report = Extract<FollowOutcome, { type: 'done' }>['dossier']

function reported(
  outcome: FollowOutcome,
  tell: (report: Omit<Report, 'portalId' | 'reference'>) => Arrival['event'],
): Arrival['event'] | Refused {
  if (outcome.type === 'refused') return { refusal: outcome.reason }
  const { portalId: _, reference: __, ...report } = outcome.dossier
  return tell(report)
}

// A dossier's steps and those of each of its supplements share one journal; the name before the slash tells them apart.
function stepsUnder({ steps }: Submission, supplementId: string): { step: string; detail: string }[] {
  const prefix = `${supplementId}/`
  return steps
    .filter(({ step }) => step.startsWith(prefix))
    .map(({ step, detail }) => ({ step: step.slice(prefix.length), detail }))
}
