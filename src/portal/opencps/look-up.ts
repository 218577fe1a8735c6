// Reading a dossier. The portal guards nothing, so every answer is checked to be the dossier that was asked for.
import { type DossierKey, type PortalDossier, PortalError } from '../connector.ts'
import type { OpencpsClient } from './client.ts'
import { isRemoved } from './map.ts'
import { describe, type ReportSettings } from './report.ts'
import { type Detail, detailSchema } from './wire.ts'

export async function findByReference(
  client: OpencpsClient,
  reference: string,
  signal: AbortSignal,
): Promise<Detail | null> {
  const detail = await read(client, reference, signal)
  // Some builds read a reference as a number; what they then find is another person's.
  return detail?.referenceUid === reference ? detail : null
}

export async function readById(
  client: OpencpsClient,
  portalId: string,
  reference: string,
  signal: AbortSignal,
): Promise<Detail | null> {
  const detail = await read(client, portalId, signal)
  if (detail && detail.referenceUid !== reference) {
    throw new PortalError(
      'unexpected_response',
      '[opencps] look-up: the portal id belongs to another dossier',
      {
        retryable: false,
      },
    )
  }
  return detail
}

export function readByKey(
  client: OpencpsClient,
  key: DossierKey,
  signal: AbortSignal,
): Promise<Detail | null> {
  return key.portalId === null
    ? findByReference(client, key.reference, signal)
    : readById(client, key.portalId, key.reference, signal)
}

export async function lookUpDossier(
  client: OpencpsClient,
  settings: ReportSettings,
  key: DossierKey,
  signal: AbortSignal,
): Promise<PortalDossier | null> {
  const detail = await readByKey(client, key, signal)
  if (!detail || isRemoved(detail)) return null
  return describe(client, settings, detail, signal)
}

async function read(client: OpencpsClient, key: string, signal: AbortSignal): Promise<Detail | null> {
  const detail = await client.get('look-up', `/dossiers/${encodeURIComponent(key)}`, detailSchema, signal)
  // 200 with a nearly empty object is how the portal says "not found".
  return detail.dossierId ? detail : null
}
