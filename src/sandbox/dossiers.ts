// Dossiers as rows: created once per reference while drafts, changed, looked up, asked to be withdrawn.
import { randomUUID } from 'node:crypto'
import { findService, findTemplate } from './catalogue.ts'
import { inTransaction } from './database.ts'
import { readDay, readDayAndTime } from './dates.ts'
import { type Account, ContainerError, type Portal, Refusal } from './portal.ts'

export interface DossierRow {
  readonly id: number
  readonly reference_uid: string
  readonly group_id: string
  readonly user_name: string
  readonly service_code: string
  readonly originality: number
  readonly step_code: string
  readonly dossier_no: string | null
  readonly password: string
  readonly fields: string
  readonly submitting: number
  readonly created_at: number
  readonly modified_at: number
  readonly submitted_at: number | null
  readonly received_at: number | null
  readonly due_at: number | null
  readonly released_at: number | null
  readonly finished_at: number | null
  readonly cancelling_at: number | null
  readonly correcting_at: number | null
  readonly applicant_id_at: number | null
  readonly reason: string
}

export type Form = URLSearchParams

/** Kept when absent or empty in a PUT: such a field can never be cleared. */
const keptFields = [
  ...['applicantName', 'applicantIdType', 'applicantIdNo', 'address', 'cityCode', 'districtCode', 'wardCode'],
  ...['contactName', 'contactTelNo', 'contactEmail', 'dossierName', 'metaData'],
  ...['viaPostal', 'postalAddress', 'postalCityCode', 'postalDistrictCode', 'postalTelNo'],
]
/** Wiped when absent in a PUT. */
const delegateFields = ['Name', 'IdNo', 'TelNo', 'Address', 'Email']
const wipedFields = [...delegateFields.map((name) => `delegate${name}`), 'applicantNote', 'briefNote']
const numberFields = [
  'viaPostal',
  'delegateType',
  'fromViaPostal',
  'vnpostalStatus',
  'documentDate',
  'sampleCount',
]

// The database columns' widths, which is all that is ever checked.
const widths: Readonly<Record<string, number>> = {
  referenceUid: 255,
  applicantName: 500,
  applicantIdNo: 128,
  contactTelNo: 128,
  contactEmail: 255,
  dossierName: 1000,
}

/** All digits: the portal's own id, whatever the group. Otherwise the public code, then the reference. */
export function findDossier(portal: Portal, key: string, group: string): DossierRow | undefined {
  const get = (where: string, ...values: (string | number)[]) =>
    portal.database.prepare(`SELECT * FROM dossier WHERE ${where} ORDER BY id DESC LIMIT 1`).get(...values)
  const row = /^\d+$/.test(key)
    ? get('id = ?', Number(key))
    : (get('dossier_no = ? AND group_id = ?', key, group) ??
      get('reference_uid = ? AND group_id = ?', key, group))
  return row as unknown as DossierRow | undefined
}

export function createDossier(portal: Portal, account: Account, group: string, form: Form): DossierRow {
  const code = form.get('serviceCode') ?? ''
  const templateNo = form.get('dossierTemplateNo') ?? ''
  requireNumbers(form)
  const service = group === portal.group ? findService(portal.catalogue, code) : undefined
  if (!service)
    throw new Refusal(`No ServiceInfo exists with the key {serviceCode=${code}, groupId=${group}}`)
  if (service.agency.code !== form.get('govAgencyCode')) throw new Refusal(null)
  if (!findTemplate(portal.catalogue, templateNo)) {
    throw new Refusal(`No DossierTemplate exists with the key {groupId=${group}, templateNo=${templateNo}}`)
  }
  if (service.template !== templateNo) throw new Refusal('Cant find process')
  const originality = readOriginality(form.get('originality'))
  refuseTooWide(form)

  return inTransaction(portal.database, () => {
    const now = portal.now()
    const reference = form.get('referenceUid') || randomUUID()
    const existing = findReference(portal, reference, group) ?? ownDraft(portal, account, group, code)
    if (existing) {
      // The very effect that makes a second create harmful once the dossier was filed.
      portal.database
        .prepare('UPDATE dossier SET submitted_at = ?, received_at = ?, due_at = ? WHERE id = ?')
        .run(now, now, now + service.days * 86_400_000, existing.id)
      return readDossier(portal, existing.id)
    }
    const fields: Record<string, string> = {}
    for (const name of [...keptFields, ...wipedFields]) fields[name] = form.get(name) ?? ''
    Object.assign(fields, account.profile, readPostal(form, service.post))
    const { lastInsertRowid } = portal.database
      .prepare(
        `INSERT INTO dossier (reference_uid, group_id, user_name, service_code, originality, password, fields,
         created_at, modified_at, applicant_id_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[reference, group, account.name, code, originality, form.get('password') ?? ''],
        ...[JSON.stringify(fields), now, now, readDay(form.get('applicantIdDate') ?? '')],
      )
    return readDossier(portal, Number(lastInsertRowid))
  })
}

/** Null stands for "any failure inside", which the portal answers with an empty object and 200. */
export function updateDossier(portal: Portal, account: Account, id: number, form: Form): DossierRow | null {
  requireNumbers(form)
  return inTransaction(portal.database, () => {
    const row = findDossier(portal, String(id), '')
    if (!row) return null
    const fields: Record<string, string> = JSON.parse(row.fields)
    for (const name of keptFields) fields[name] = form.get(name) || (fields[name] ?? '')
    for (const name of wipedFields) fields[name] = form.get(name) ?? ''
    if (form.get('isSameAsApplicant') === 'true') {
      const sources = ['applicantName', 'applicantIdNo', 'contactTelNo', 'address', 'contactEmail']
      for (const [at, name] of delegateFields.entries()) {
        fields[`delegate${name}`] = form.get(sources[at] ?? '') ?? ''
      }
    }
    const formMeta = form.get('formMeta')
    if (formMeta) {
      if (!isJson(formMeta)) return null
      fields.metaData = formMeta
    }
    if (isTooWide(form)) return null
    const idDate = form.get('applicantIdDate')
    portal.database
      .prepare(
        `UPDATE dossier SET fields = ?, user_name = ?, modified_at = ?, applicant_id_at = ?, due_at = ?
         WHERE id = ?`,
      )
      .run(
        ...[JSON.stringify(fields), account.name, portal.now()],
        idDate ? readDayAndTime(idDate) : row.applicant_id_at,
        readDay(form.get('dueDate') ?? '') ?? row.due_at,
        id,
      )
    return readDossier(portal, id)
  })
}

export function removeDossier(portal: Portal, row: DossierRow): void {
  portal.database.prepare('UPDATE dossier SET originality = -1 WHERE id = ?').run(row.id)
}

/** Withdrawing, correcting and "submitting" are only asked for here; an officer decides. */
export function requestChange(
  portal: Portal,
  row: DossierRow,
  column: 'cancelling_at' | 'correcting_at' | null,
  reason: string,
): DossierRow {
  const date = column === null ? '' : `${column} = ${portal.now()},`
  portal.database
    .prepare(`UPDATE dossier SET ${date} submitting = 1, reason = ? WHERE id = ?`)
    .run(reason, row.id)
  return readDossier(portal, row.id)
}

export function listDossiers(portal: Portal, group: string): readonly DossierRow[] {
  return portal.database
    .prepare('SELECT * FROM dossier WHERE group_id = ? AND originality > 0 ORDER BY id DESC LIMIT 5000')
    .all(group) as unknown as DossierRow[]
}

export function readDossier(portal: Portal, id: number): DossierRow {
  const row = findDossier(portal, String(id), '')
  if (!row) throw new Error(`[sandbox] dossier ${id} is gone`)
  return row
}

function findReference(portal: Portal, reference: string, group: string): DossierRow | undefined {
  return portal.database
    .prepare('SELECT * FROM dossier WHERE reference_uid = ? AND group_id = ? LIMIT 1')
    .get(reference, group) as unknown as DossierRow | undefined
}

function ownDraft(portal: Portal, account: Account, group: string, code: string): DossierRow | undefined {
  if (!portal.reusesDrafts) return undefined
  return portal.database
    .prepare(
      `SELECT * FROM dossier WHERE user_name = ? AND group_id = ? AND service_code = ? AND step_code = '' LIMIT 1`,
    )
    .get(account.name, group, code) as unknown as DossierRow | undefined
}

function readOriginality(value: string | null): number {
  if (value === null) throw new Refusal(null)
  if (!/^-?\d+$/.test(value)) throw new Refusal(`For input string: "${value}"`)
  return Number(value)
}

function readPostal(form: Form, offered: boolean): Record<string, string> {
  const way = offered ? Number(form.get('viaPostal') ?? 0) || 1 : 0
  if (way === 2) return { viaPostal: '2' }
  const empty = { postalAddress: '', postalCityCode: '', postalDistrictCode: '', postalTelNo: '' }
  return { viaPostal: String(way), ...empty }
}

function requireNumbers(form: Form): void {
  for (const name of numberFields) {
    const value = form.get(name)
    if (value && !/^-?\d+$/.test(value)) throw new ContainerError(400)
  }
}

function isTooWide(form: Form): boolean {
  return Object.entries(widths).some(([name, width]) => (form.get(name)?.length ?? 0) > width)
}

function refuseTooWide(form: Form): void {
  if (isTooWide(form)) throw new Refusal('Data truncation: Data too long for column')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
