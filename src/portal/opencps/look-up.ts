// Reading a dossier. The portal guards nothing, so every answer is checked to be the dossier that was asked for.
import { type PortalDossier, PortalError } from '../connector.ts'
import type { OpencpsClient } from './client.ts'
import { isRemoved, toPortalDossier } from './map.ts'
import { type Detail, detailSchema, marksSchema, templateSchema } from './wire.ts'

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

export async function lookUpDossier(
  client: OpencpsClient,
  key: { portalId: string | null; reference: string },
  signal: AbortSignal,
): Promise<PortalDossier | null> {
  const detail =
    key.portalId === null
      ? await findByReference(client, key.reference, signal)
      : await readById(client, key.portalId, key.reference, signal)
  if (!detail || isRemoved(detail)) return null
  const note = detail.dossierStatus === 'waiting' ? await readRequest(client, detail, signal) : undefined
  return toPortalDossier(detail, note)
}

async function read(client: OpencpsClient, key: string, signal: AbortSignal): Promise<Detail | null> {
  const detail = await client.get('look-up', `/dossiers/${encodeURIComponent(key)}`, detailSchema, signal)
  // 200 with a nearly empty object is how the portal says "not found".
  return detail.dossierId ? detail : null
}

/** The officer's words, then each failed part by name. Officers may leave the marks empty; then the words stand alone. */
async function readRequest(client: OpencpsClient, detail: Detail, signal: AbortSignal): Promise<string> {
  const path = `/dossiers/${encodeURIComponent(detail.dossierId)}/marks`
  const marks = await client.get('marks', path, marksSchema, signal)
  const failed = marks.filter(({ fileCheck }) => fileCheck === 2)
  if (failed.length === 0) return detail.lastActionNote
  const templatePath = `/dossiertemplates/${encodeURIComponent(detail.dossierTemplateNo)}`
  const { parts } = await client.get('template', templatePath, templateSchema, signal)
  const lines = failed.map(({ dossierPartNo, fileComment }) => {
    const name =
      parts.find(({ partNo }) => partNo === dossierPartNo)?.partName ?? `Thành phần ${dossierPartNo}`
    return fileComment ? `${name}: ${fileComment}` : name
  })
  return [detail.lastActionNote, ...lines].filter(Boolean).join('\n')
}
