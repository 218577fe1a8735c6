// A dossier's files and form data. Bytes live in the same database, so a file is there whole or not at all.
import { randomUUID } from 'node:crypto'
import { findService, findTemplate, type Part, type Service } from './catalogue.ts'
import { inTransaction } from './database.ts'
import type { DossierRow } from './dossiers.ts'
import { type Portal, Refusal } from './portal.ts'

export interface FileRow {
  readonly id: number
  readonly dossier_id: number
  readonly reference_uid: string
  readonly part_no: string
  readonly display_name: string
  readonly file_type: string
  readonly eform: number
  readonly form_data: string | null
  readonly removed: number
  readonly version: number
  readonly created_at: number
  readonly modified_at: number
  readonly file_size: number
}

export interface Upload {
  readonly referenceUid: string
  readonly templateNo: string
  readonly partNo: string
  readonly displayName: string
  readonly fileType: string
  readonly bytes: Uint8Array
  readonly removed: boolean | null
  readonly eform: boolean
  readonly formData: string
  /** Epoch milliseconds the caller claims; now when null. */
  readonly modifiedAt: number | null
}

// Past this the document library keeps nothing and says nothing: the answer is 200 with fileSize 0.
const storableBytes = 20_000_000

const columns = `id, dossier_id, reference_uid, part_no, display_name, file_type, eform, form_data, removed, version,
  created_at, modified_at, coalesce(length(content), 0) AS file_size`

export function listFiles(portal: Portal, dossierId: number, removedToo = false): readonly FileRow[] {
  return portal.database
    .prepare(`SELECT ${columns} FROM dossier_file WHERE dossier_id = ? AND removed <= ? ORDER BY id`)
    .all(dossierId, removedToo ? 1 : 0) as unknown as FileRow[]
}

/** A numeric reference is also tried as a file id, of any dossier. */
export function findFile(portal: Portal, dossierId: number, reference: string): FileRow | undefined {
  const byReference = portal.database
    .prepare(`SELECT ${columns} FROM dossier_file WHERE dossier_id = ? AND reference_uid = ?`)
    .get(dossierId, reference)
  const row =
    byReference ??
    (/^\d+$/.test(reference)
      ? portal.database.prepare(`SELECT ${columns} FROM dossier_file WHERE id = ?`).get(Number(reference))
      : undefined)
  return row as unknown as FileRow | undefined
}

export function readContent(portal: Portal, file: FileRow): Uint8Array | null {
  const row = portal.database.prepare('SELECT content FROM dossier_file WHERE id = ?').get(file.id)
  return row?.content instanceof Uint8Array ? row.content : null
}

/** Adds the file, or replaces the one with the same reference; without a reference, a single-file part is replaced. */
export function saveFile(portal: Portal, dossier: DossierRow, upload: Upload, loseContent: boolean): FileRow {
  const part = choosePart(portal, dossier, upload)
  if (upload.referenceUid.length > 75) throw new Refusal('Data truncation: Data too long for column')
  return inTransaction(portal.database, () => {
    const now = upload.modifiedAt ?? portal.now()
    const existing =
      upload.referenceUid === ''
        ? part.multiple
          ? undefined
          : listFiles(portal, dossier.id).find((file) => file.part_no === part.no)
        : listFiles(portal, dossier.id, true).find((file) => file.reference_uid === upload.referenceUid)
    const lost = loseContent || upload.bytes.length > storableBytes
    const content = lost ? null : upload.bytes
    const fileType = lost ? '' : upload.fileType
    const formData = upload.eform ? upload.formData : ''
    if (existing) {
      if (existing.modified_at >= now) throw new Refusal('Conflict dossier file')
      portal.database
        .prepare(
          `UPDATE dossier_file SET display_name = ?, file_type = ?, form_data = ?, removed = ?, version = version + 1,
           modified_at = ?, content = ? WHERE id = ?`,
        )
        .run(
          ...[upload.displayName, fileType, formData],
          upload.removed === null ? existing.removed : Number(upload.removed),
          ...[now, content, existing.id],
        )
      return readFile(portal, existing.id)
    }
    const { lastInsertRowid } = portal.database
      .prepare(
        `INSERT INTO dossier_file (dossier_id, reference_uid, part_no, display_name, file_type, eform, form_data,
         created_at, modified_at, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[dossier.id, upload.referenceUid || randomUUID(), part.no, upload.displayName, fileType],
        ...[Number(upload.eform), formData, now, now, content],
      )
    return readFile(portal, Number(lastInsertRowid))
  })
}

/** One form per part: a second call updates the first. */
export function saveForm(portal: Portal, dossier: DossierRow, partNo: string, formData: string): FileRow {
  const service = findService(portal.catalogue, dossier.service_code)
  const part = service?.parts.find(({ no }) => no === partNo)
  if (!part) throw new Refusal(null)
  return inTransaction(portal.database, () => {
    const now = portal.now()
    const existing = listFiles(portal, dossier.id).find((file) => file.part_no === partNo && file.eform === 1)
    if (existing) {
      portal.database
        .prepare('UPDATE dossier_file SET form_data = ?, version = version + 1, modified_at = ? WHERE id = ?')
        .run(formData, Math.max(now, existing.modified_at + 1), existing.id)
      return readFile(portal, existing.id)
    }
    const { lastInsertRowid } = portal.database
      .prepare(
        `INSERT INTO dossier_file (dossier_id, reference_uid, part_no, display_name, file_type, eform, form_data,
         created_at, modified_at) VALUES (?, ?, ?, ?, '', 1, ?, ?, ?)`,
      )
      .run(dossier.id, randomUUID(), partNo, part.name, formData, now, now)
    return readFile(portal, Number(lastInsertRowid))
  })
}

/** An officer's result. Called inside the action's own transaction, so both are there or neither. */
export function saveResult(portal: Portal, dossier: DossierRow, bytes: Uint8Array): void {
  const part = findService(portal.catalogue, dossier.service_code)?.parts.find(
    ({ kind }) => kind === 'result',
  )
  if (!part) throw new Error('[sandbox] a service without a result part')
  const now = portal.now()
  portal.database
    .prepare(
      `INSERT INTO dossier_file (dossier_id, reference_uid, part_no, display_name, file_type, eform, created_at,
       modified_at, content) VALUES (?, ?, ?, ?, 'pdf', 0, ?, ?, ?)`,
    )
    .run(dossier.id, randomUUID(), part.no, `${part.name}.pdf`, now, now, bytes)
}

export function setFormData(portal: Portal, file: FileRow, formData: string | null): void {
  portal.database.prepare('UPDATE dossier_file SET form_data = ? WHERE id = ?').run(formData, file.id)
}

export function removeFile(portal: Portal, file: FileRow): void {
  portal.database.prepare('UPDATE dossier_file SET removed = 1 WHERE id = ?').run(file.id)
}

function readFile(portal: Portal, id: number): FileRow {
  return portal.database
    .prepare(`SELECT ${columns} FROM dossier_file WHERE id = ?`)
    .get(id) as unknown as FileRow
}

// The dossier's own template wins whatever was sent; a part found only in the named template is taken silently.
function choosePart(portal: Portal, dossier: DossierRow, upload: Upload): Part {
  const find = (service: Service | undefined) => service?.parts.find(({ no }) => no === upload.partNo)
  const part =
    find(findService(portal.catalogue, dossier.service_code)) ??
    find(findTemplate(portal.catalogue, upload.templateNo))
  if (part) return part
  throw new Refusal(
    `No DossierPart exists with the key {groupId=${dossier.group_id}, templateNo=${upload.templateNo}, partNo=${upload.partNo}}`,
  )
}
