// What the portal answers, read tolerantly: two serialisers are in the field, and they disagree on types and lists.
import { z } from 'zod'

// Numbers arrive as their own source text (see parseExactly), so a code such as 1.001193 or a long id is exact.
const text = z
  .union([z.string(), z.boolean()])
  .nullish()
  .transform((value) => (value == null ? '' : String(value)))
const number = text.transform((value) => Number(value || 0))
const flag = text.transform((value) => value === 'true')

/** Object, array or nothing: all three stand for a list. */
function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => (value == null || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item).max(10_000),
  )
}

function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: listOf(item) }).transform(({ data }) => data)
}

export const detailSchema = z.object({
  dossierId: text,
  referenceUid: text,
  originality: number,
  dossierNo: text,
  serviceCode: text,
  govAgencyCode: text,
  dossierTemplateNo: text,
  dossierStatus: text,
  dossierStatusText: text,
  lastActionCode: text,
  lastActionDate: text,
  lastActionNote: text,
  stepCode: text,
  lockState: text,
  govAgencyName: text,
  dueDate: text,
  releaseDate: text,
  finishDate: text,
  cancellingDate: text,
  applicantName: text,
  applicantIdNo: text,
  address: text,
  contactTelNo: text,
  contactEmail: text,
})
export type Detail = z.infer<typeof detailSchema>

export const configsSchema = pageOf(
  z.object({ serviceConfigId: text, serviceCode: text, govAgencyCode: text, postalService: flag }),
)
export type ServiceConfig = z.infer<typeof configsSchema>[number]

export const processesSchema = pageOf(z.object({ seqOrder: number, templateNo: text }))

export const templateSchema = z
  .object({
    templateNo: text,
    dossierParts: listOf(
      z.object({
        partNo: text,
        partName: text,
        partTip: z.unknown(),
        partType: number,
        multiple: flag,
        hasForm: flag,
      }),
    ),
  })
  .transform(({ templateNo, dossierParts }) => ({
    templateNo,
    parts: dossierParts.map((part) => ({ ...part, limits: readLimits(part.partTip) })),
  }))
export type Template = z.infer<typeof templateSchema>
export type Part = Template['parts'][number]

export const fileSchema = z.object({
  dossierId: text,
  referenceUid: text,
  dossierPartNo: text,
  dossierPartType: number,
  displayName: text,
  fileType: text,
  fileSize: number,
  removed: flag,
  eForm: flag,
  formData: z.unknown(),
  modifiedDate: text,
})
export type StoredFile = z.infer<typeof fileSchema>
export const filesSchema = pageOf(fileSchema)

export const nextActionsSchema = pageOf(
  z.object({ actionCode: text, actionName: text, autoEvent: text, enable: number }),
)
export type NextAction = z.infer<typeof nextActionsSchema>[number]

export const marksSchema = pageOf(z.object({ dossierPartNo: text, fileCheck: number, fileComment: text }))

export const paymentSchema = z.object({
  referenceUid: text,
  advanceAmount: number,
  feeAmount: number,
  serviceAmount: number,
  shipAmount: number,
  paymentAmount: number,
  paymentNote: text,
  bankInfo: text,
  paymentStatus: number,
})
export type Payment = z.infer<typeof paymentSchema>

export const profileSchema = z.object({ keypayUrl: text })

/** Written by the portal's own code: `createDate` is epoch milliseconds, `content` is escaped for HTML. */
export const logsSchema = pageOf(z.object({ content: text, createDate: number, notificationType: text }))

const limitsSchema = z.object({ extensions: text, maxSize: number })

/** `partTip` is free text that may hold JSON; the portal's web client enforces it and its server does not. */
function readLimits(tip: unknown): { extensions: readonly string[]; maxBytes: number | null } {
  const none = { extensions: [], maxBytes: null }
  if (typeof tip !== 'string' || !tip.trimStart().startsWith('{')) return none
  try {
    const parsed = limitsSchema.safeParse(parseExactly(tip))
    if (!parsed.success) return none
    const extensions = parsed.data.extensions
      .toLowerCase()
      .split(/[\s,;]+/)
      .filter(Boolean)
    const { maxSize } = parsed.data
    return { extensions, maxBytes: maxSize > 0 ? maxSize * 1024 * 1024 : null }
  } catch {
    return none
  }
}

type ParseWithSource = (
  json: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown

/** JSON with every number kept as written: one serialiser turns codes into numbers, and rounding would change them. */
export function parseExactly(json: string): unknown {
  const parse = JSON.parse as ParseWithSource
  return parse(json, (_key, value, { source }) =>
    typeof value === 'number' ? (source ?? String(value)) : value,
  )
}

/** A provider left unconfigured puts the model's name around its answer: {"DossierDetailModel": {…}}. */
export function unwrap(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body
  const [entry, another] = Object.entries(body)
  return entry && !another && /^[A-Z]\w*Model$/.test(entry[0]) ? entry[1] : body
}
