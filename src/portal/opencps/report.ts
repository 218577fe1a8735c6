// The whole of a look: besides the detail, only what its status makes worth asking.
import type { DossierStatus, PaymentRecord, ResultFile, SupplementRequest } from '../../engine/dossier.ts'
import type { PortalDossier } from '../connector.ts'
import { AnsweredError, type OpencpsClient } from './client.ts'
import { officersWords, readDate, toPortalDossier } from './map.ts'
import {
  type Detail,
  filesSchema,
  logsSchema,
  marksSchema,
  type Payment,
  paymentSchema,
  profileSchema,
  type StoredFile,
  templateSchema,
} from './wire.ts'

export interface ReportSettings {
  /** Off where the deployment does not report file sizes. */
  readonly checksFileSize: boolean
}

// A fee may be asked for at any step once the office has the dossier, and stays to be told once it was paid.
const payable: ReadonlySet<DossierStatus> = new Set([
  ...(['received', 'processing', 'supplement-requested', 'payment-requested'] as const),
  ...(['finished', 'returned', 'stopped'] as const),
])
// While it is being handled a file from the office is a draft to look over, with a day to answer.
const mayHaveResults: ReadonlySet<DossierStatus> = new Set(['processing', 'finished', 'returned', 'stopped'])
const needsReason: ReadonlySet<DossierStatus> = new Set(['supplement-requested', 'not-received', 'stopped'])

/** At most four calls beside the detail, and those only in the status each belongs to. */
export async function describe(
  client: OpencpsClient,
  settings: ReportSettings,
  detail: Detail,
  signal: AbortSignal,
): Promise<PortalDossier> {
  const plain = toPortalDossier(detail)
  const { status } = plain
  const note =
    plain.note === '' && needsReason.has(status) ? await readLastWords(client, detail, signal) : plain.note
  return {
    ...plain,
    note,
    request: status === 'supplement-requested' ? await readRequest(client, detail, note, signal) : null,
    payment: payable.has(status) ? await readPayment(client, detail, signal) : null,
    results: mayHaveResults.has(status) ? await readResults(client, settings, detail, signal) : [],
  }
}

/** A part of the report that this deployment refuses to tell is left out; the rest is still true. */
async function orElse<T, U>(asked: Promise<T>, none: U): Promise<T | U> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof AnsweredError && error.code === 'rejected') return none
    throw error
  }
}

/** Some builds leave the last action's note out of the detail; the history has it, escaped. */
async function readLastWords(client: OpencpsClient, detail: Detail, signal: AbortSignal): Promise<string> {
  const [newest] = await readLogs(client, detail.dossierId, signal)
  return officersWords(newest ?? '')
}

/** The words of every step, newest first. */
export async function readLogs(
  client: OpencpsClient,
  dossierId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = `/dossierlogs/${encodeURIComponent(dossierId)}/logs`
  const logs = await orElse(client.get('history', path, logsSchema, signal), [])
  return logs
    .filter(({ notificationType }) => notificationType === 'PROCESS_TYPE')
    .toSorted((left, right) => right.createDate - left.createDate)
    .map(({ content }) => unescapeMarkup(content))
}

/** Officers may leave the marks empty; then their words stand alone. */
async function readRequest(
  client: OpencpsClient,
  detail: Detail,
  reason: string,
  signal: AbortSignal,
): Promise<SupplementRequest> {
  const path = `/dossiers/${encodeURIComponent(detail.dossierId)}/marks`
  const marks = await orElse(client.get('marks', path, marksSchema, signal), [])
  const failed = marks.filter(({ fileCheck }) => fileCheck === 2)
  if (failed.length === 0) return { reason, components: [] }
  const templatePath = `/dossiertemplates/${encodeURIComponent(detail.dossierTemplateNo)}`
  const template = await orElse(client.get('template', templatePath, templateSchema, signal), { parts: [] })
  const components = failed.map(({ dossierPartNo, fileComment }) => {
    const part = template.parts.find(({ partNo }) => partNo === dossierPartNo)
    return { name: part?.partName ?? `Thành phần ${dossierPartNo}`, comment: fileComment }
  })
  return { reason, components }
}

// 1 an advance, 2 a fee, 4 asked again online; 3 the payer says so; 5 the office says so. 0 and unknown: nothing is asked.
const paymentStates: Readonly<Record<number, PaymentRecord['state']>> = {
  1: 'due',
  2: 'due',
  3: 'reported',
  4: 'due',
  5: 'paid',
}

async function readPayment(
  client: OpencpsClient,
  detail: Detail,
  signal: AbortSignal,
): Promise<PaymentRecord | null> {
  const path = `/dossiers/${encodeURIComponent(detail.dossierId)}/payment`
  const payment = await orElse(client.getIfAny('payment', path, paymentSchema, signal), null)
  const state = payment && paymentStates[payment.paymentStatus]
  const amount = payment ? amountOf(payment) : 0
  // An amount we cannot read is not told at all: nobody should pay, or feel safe, on a guess.
  if (!payment || !state || !Number.isSafeInteger(amount) || amount <= 0) return null
  return {
    amount,
    payee: detail.govAgencyName || plainLine(payment.bankInfo),
    content: detail.dossierNo,
    link: state === 'due' ? await readPayLink(client, detail, payment, signal) : null,
    state,
    note: payment.paymentNote,
  }
}

function amountOf(payment: Payment): number {
  if (payment.paymentStatus === 1 && payment.advanceAmount > 0) return payment.advanceAmount
  return payment.paymentAmount || payment.feeAmount + payment.serviceAmount + payment.shipAmount
}

/** Only what the portal itself names, over https or on the portal's own address. */
async function readPayLink(
  client: OpencpsClient,
  detail: Detail,
  payment: Payment,
  signal: AbortSignal,
): Promise<string | null> {
  if (!payment.referenceUid) return null
  const key = `${encodeURIComponent(detail.dossierId)}/payments/${encodeURIComponent(payment.referenceUid)}`
  const profile = await orElse(
    client.getIfAny('payment page', `/dossiers/${key}/epaymentprofile`, profileSchema, signal),
    null,
  )
  const link = profile?.keypayUrl ?? ''
  if (!URL.canParse(link)) return null
  const { protocol, origin, username, password } = new URL(link)
  if (username || password) return null
  const own = /^https?:$/.test(protocol) && origin === client.origin
  return protocol === 'https:' || own ? link : null
}

// Free text on some sites, JSON for machines on others.
function plainLine(text: string): string {
  return /^\s*[[{]/.test(text) ? '' : (text.split('\n')[0]?.trim() ?? '')
}

async function readResults(
  client: OpencpsClient,
  settings: ReportSettings,
  detail: Detail,
  signal: AbortSignal,
): Promise<readonly ResultFile[]> {
  return (await listResults(client, settings, detail, signal)).map((file) => ({
    id: file.referenceUid,
    name: nameOf(file),
    mediaType: mediaTypes[file.fileType.toLowerCase()] ?? 'application/octet-stream',
    sizeBytes: file.fileSize,
    givenAt: readDate(file.modifiedDate),
  }))
}

const resultPart = 2

/** Result files that can be read safely: this dossier's own, with content, and a key no build takes for a file's number. */
export async function listResults(
  client: OpencpsClient,
  settings: ReportSettings,
  detail: Detail,
  signal: AbortSignal,
): Promise<readonly StoredFile[]> {
  const path = `/dossiers/${encodeURIComponent(detail.dossierId)}/files`
  const files = await orElse(client.get('files', path, filesSchema, signal), [])
  return files.filter(
    (file) =>
      file.dossierPartType === resultPart &&
      file.dossierId === detail.dossierId &&
      !file.removed &&
      /\D/.test(file.referenceUid) &&
      (file.fileSize > 0 || !settings.checksFileSize),
  )
}

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xml: 'application/xml',
  zip: 'application/zip',
}

function nameOf({ displayName, fileType }: StoredFile): string {
  const name = displayName.trim() || 'Kết quả'
  const ending = `.${fileType.toLowerCase()}`
  return fileType === '' || name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`
}

const marks: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function unescapeMarkup(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return marks[name.toLowerCase()] ?? whole
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
