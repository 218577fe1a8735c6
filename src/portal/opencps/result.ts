// The bytes of a result. Asked for by a key that some builds would look for in every dossier, so it is checked first.
import { type DossierKey, PortalError } from '../connector.ts'
import type { OpencpsClient } from './client.ts'
import { readByKey } from './look-up.ts'
import { isRemoved } from './map.ts'
import { listResults, type ReportSettings } from './report.ts'

export async function readResult(
  client: OpencpsClient,
  settings: ReportSettings,
  key: DossierKey,
  resultId: string,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const detail = await readByKey(client, key, signal)
  if (!detail || isRemoved(detail)) return null
  const results = await listResults(client, settings, detail, signal)
  const listed = results.find(({ referenceUid }) => referenceUid === resultId)
  if (!listed) return null
  const path = `/dossiers/${encodeURIComponent(detail.dossierId)}/files/${encodeURIComponent(resultId)}`
  const bytes = await client.getBytes('result', path, signal)
  if (!bytes || bytes.length === 0) return null
  if (settings.checksFileSize && bytes.length !== listed.fileSize) {
    throw new PortalError('unexpected_response', '[opencps] result: another size than was listed', {
      retryable: true,
    })
  }
  return bytes
}
