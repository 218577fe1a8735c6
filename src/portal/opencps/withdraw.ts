// Asking to withdraw. The portal has no key for it, but it keeps the date of the wish: where one stands, nothing is sent.
import type { DossierStatus } from '../../engine/dossier.ts'
import { type DossierKey, type FollowOutcome, PortalError } from '../connector.ts'
import type { OpencpsClient } from './client.ts'
import { readById, readByKey } from './look-up.ts'
import { isRemoved, toPortalDossier } from './map.ts'
import { describe, type ReportSettings } from './report.ts'
import { detailSchema } from './wire.ts'

const withdrawable: ReadonlySet<DossierStatus> = new Set([
  ...(['registered', 'received', 'processing', 'supplement-requested', 'payment-requested'] as const),
])
const longestReason = 2_000

export async function withdrawDossier(
  client: OpencpsClient,
  settings: ReportSettings,
  key: DossierKey,
  reason: string,
  signal: AbortSignal,
): Promise<FollowOutcome> {
  const detail = await readByKey(client, key, signal)
  if (!detail || isRemoved(detail)) {
    throw new PortalError('unexpected_response', '[opencps] withdraw: the portal does not know the dossier', {
      retryable: false,
    })
  }
  const { status, withdrawing } = toPortalDossier(detail)
  if (withdrawing || status === 'withdrawn') {
    return { type: 'done', dossier: await describe(client, settings, detail, signal) }
  }
  if (!withdrawable.has(status)) return { type: 'refused', reason: { type: 'not-withdrawable' } }
  // POST and only POST: a GET on the same path changes the dossier too, and could come from a link preview.
  const path = `/dossiers/${encodeURIComponent(detail.dossierId)}/cancelling`
  await client.postText('withdraw', path, reason.slice(0, longestReason), detailSchema, signal)
  const after = await readById(client, detail.dossierId, key.reference, signal)
  const asked = after && toPortalDossier(after)
  if (after && (asked?.withdrawing || asked?.status === 'withdrawn')) {
    return { type: 'done', dossier: await describe(client, settings, after, signal) }
  }
  throw new PortalError('unavailable', '[opencps] withdraw: the portal did not note the wish', {
    retryable: true,
    outcome: 'unknown',
  })
}
