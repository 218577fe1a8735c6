// Files and form data of a draft: only what the portal does not hold yet, one at a time.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Journal, PortalError } from '../connector.ts'
import { AnsweredError, type OpencpsClient } from './client.ts'
import type { Plan } from './plan.ts'
import type { SubmitSettings } from './submit.ts'
import { fileSchema, filesSchema, type StoredFile } from './wire.ts'

// Two files stored in one millisecond lose one; a second try a moment later is enough.
const mostTries = 3
const momentMs = 50

export async function sendFiles(
  client: OpencpsClient,
  settings: SubmitSettings,
  dossierId: string,
  plan: Pick<Plan, 'template' | 'files'>,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  if (plan.files.length === 0) return
  const path = `/dossiers/${encodeURIComponent(dossierId)}/files`
  const held = await client.get('files', path, filesSchema, signal)
  for (const { part, file } of plan.files) {
    const isWhole = (stored: StoredFile) =>
      !stored.removed && (!settings.checksFileSize || stored.fileSize === file.sizeBytes)
    if (held.some((stored) => stored.referenceUid === file.reference && isWhole(stored))) continue
    await sendFile(client, path, plan.template, part.partNo, file, isWhole, signal)
    await journal.record('uploaded', file.reference)
  }
}

async function sendFile(
  client: OpencpsClient,
  path: string,
  template: string,
  partNo: string,
  file: Plan['files'][number]['file'],
  isWhole: (stored: StoredFile) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const bytes = await file.read()
  if (bytes.length !== file.sizeBytes) {
    throw new PortalError('config', '[opencps] file: its size differs from what was packed', {
      retryable: false,
    })
  }
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: file.mediaType })
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (tries > 0) await sleep(momentMs)
    const body = new FormData()
    body.set('file', blob, file.fileName)
    const rest = {
      referenceUid: file.reference,
      dossierTemplateNo: template,
      dossierPartNo: partNo,
      fileTemplateNo: '',
      displayName: file.displayName,
      fileType: file.fileName.split('.').at(-1) ?? '',
      isSync: 'false',
      formData: '',
      // A replaced file that was once removed would otherwise stay removed.
      removed: 'false',
    }
    for (const [name, value] of Object.entries(rest)) body.set(name, value)
    const stored = await client.upload('file', path, body, fileSchema, signal).catch((error: unknown) => {
      if (error instanceof AnsweredError && error.code === 'rejected') return findHeld(error)
      throw error
    })
    // The portal answers 200 also when it could not store the bytes.
    if (stored.referenceUid === file.reference && isWhole(stored)) return
  }

  // A refusal may hide a file that was stored: a second copy of the request met the first.
  async function findHeld(refusal: AnsweredError): Promise<StoredFile> {
    const held = await client.get('files', path, filesSchema, signal)
    const found = held.find((stored) => stored.referenceUid === file.reference && isWhole(stored))
    if (!found) throw refusal
    return found
  }
  throw new PortalError('unavailable', '[opencps] file: the portal does not keep the bytes', {
    retryable: true,
  })
}

/** One form per part; a repeat updates the first, so it may always be sent again. */
export async function sendForms(
  client: OpencpsClient,
  dossierId: string,
  plan: Plan,
  signal: AbortSignal,
): Promise<void> {
  for (const { part, formData } of plan.forms) {
    const body = new FormData()
    body.set('file', '')
    body.set('formData', formData)
    const path = `/dossiers/${encodeURIComponent(dossierId)}/eforms/${encodeURIComponent(part.partNo)}`
    await client.upload('form', path, body, fileSchema, signal)
  }
}
