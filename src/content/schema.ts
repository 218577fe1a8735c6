// The shapes of everything in content/: what an editor may write, checked with zod before anything else sees it.
import { z } from 'zod'

const text = z.string().trim().min(1)
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'chỉ dùng chữ thường không dấu, số và dấu gạch nối')
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'ngày viết dạng 2026-11-22')
  .refine((value) => new Date(`${value}T00:00:00Z`).toISOString().startsWith(value), 'ngày không có thật')

/** How sure we are of a fact. What is `from-memory` is told to applicants as unverified. */
export const confidence = z.enum(['confirmed', 'single-source', 'from-memory', 'draft'])

export const levelSchema = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])

/** The present-day label of Nghị định 42/2022 beside the old level. */
export const onlineKind = z.enum(['toan-trinh', 'mot-phan', 'thong-tin'])

export type Condition =
  | { answer: string; is: string | string[] }
  | { answer: string; within: number }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }

/** When a line applies: the answer to a question or a choice field, or a combination of such tests. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ answer: id, is: z.union([text, z.array(text).min(1)]) }),
    // The date answered lies at most so many days back.
    z.strictObject({ answer: id, within: z.int().min(0).max(36_500) }),
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
  ]),
)

/** `also`: other words people answer with, such as "gái" for Nữ. */
const choiceSchema = z.strictObject({ id, label: text, also: z.array(text).optional() })

/** A question that decides the checklist or the fee; it is asked before the form. */
export const questionSchema = z.strictObject({
  id,
  ask: text,
  why: text.optional(),
  choices: z.array(choiceSchema).min(2).max(8),
  when: conditionSchema.optional(),
})

export const fieldType = z.enum([
  'name',
  'text',
  'citizen-number',
  'phone',
  'date',
  'past-date',
  'birth-date',
  'year',
  'address',
  'email',
  'money',
  'number',
  'choice',
])

/** A blank of the form the applicant fills. `fills` says which standard applicant field it gives the portal. */
export const fieldSchema = z
  .strictObject({
    id,
    label: text,
    ask: text,
    type: fieldType,
    help: text.optional(),
    optional: z.boolean().default(false),
    choices: z.array(choiceSchema).min(2).max(12).optional(),
    maxLength: z.int().min(1).max(2000).optional(),
    when: conditionSchema.optional(),
    /** The birthday of a child the dossier is about: from seven years on the child is asked too. */
    child: z.boolean().optional(),
    /** The repeatable group it belongs to; fields of a group stand together. */
    group: id.optional(),
    fills: z
      .enum(['applicant-name', 'applicant-number', 'applicant-phone', 'applicant-address', 'applicant-email'])
      .optional(),
  })
  .refine((field) => (field.type === 'choice') === (field.choices !== undefined), {
    message: 'trường loại choice cần choices, và chỉ loại choice mới có',
    path: ['choices'],
  })

/** Fields asked again for each of several people or things, such as those who move along. */
export const groupSchema = z.strictObject({
  id,
  /** One of them, in small letters: "người cùng chuyển". */
  label: text,
  /** Asked after each: "Còn ai cùng chuyển nữa không?" */
  more: text,
  most: z.int().min(2).max(30),
})

/** A document the procedure asks for. `how`: submitted with the dossier, or only shown at the counter. */
export const componentSchema = z.strictObject({
  id,
  name: text,
  /** The name on the published record; connectors match a portal's own list by it. */
  officialName: text,
  /** For the form: the published name of its paper version, where the form is printed and handed in (levels 1 and 2). */
  paperName: text.optional(),
  help: text.optional(),
  how: z.enum(['submit', 'show']),
  optional: z.boolean().default(false),
  when: conditionSchema.optional(),
  /** Said in words when no question decides it. */
  condition: text.optional(),
  originals: z.int().min(0).max(20),
  copies: z.int().min(0).max(20),
  /** True for the form itself, which the answers fill. */
  form: z.boolean().default(false),
  /** A paper of the applicant's that is sensitive by law (identity card, judicial record, health). */
  sensitive: z.boolean().default(false),
})

export const feeSchema = z.strictObject({
  id,
  label: text,
  /** Whole đồng; null means not known, or set by the province. Never shown as free. */
  amount: z.int().min(0).nullable(),
  unit: text,
  channel: z.enum(['any', 'direct', 'online']),
  /** False for a fee that only some applicants ask for, such as extra copies. */
  always: z.boolean().default(true),
  when: conditionSchema.optional(),
  condition: text.optional(),
  basis: text,
  source: text,
  confidence,
  validFrom: day.optional(),
  validTo: day.optional(),
})

export const timeLimitSchema = z.strictObject({
  value: z.number().positive().nullable(),
  unit: z.enum(['working-day', 'day', 'hour', 'same-day', 'variable']),
  text,
  parts: z.array(z.strictObject({ agency: text, value: z.number().positive() })).optional(),
  /** Absent: as sure as the guide as a whole. */
  confidence: confidence.optional(),
})

/** What one portal offers for the procedure, at the old level and the present label. */
export const offerSchema = z.strictObject({
  portal: id,
  level: levelSchema,
  kind: onlineKind,
  /** How sure we are of level and kind: the old levels are no longer published per procedure. Absent: as the guide. */
  confidence: confidence.optional(),
  /** Address of the very procedure on the portal, for the hand-over. */
  link: z.url().optional(),
  /** The agency code and parts of an OpenCPS site, where the names alone do not decide. */
  agency: text.optional(),
  parts: z.record(id, text).optional(),
  note: text.optional(),
})

export const guideSchema = z.strictObject({
  /** National procedure code such as 1.001193; null where it was published without one. */
  code: z
    .string()
    .regex(/^([1-6]\.\d{6}|[A-Z][A-Z0-9-]+)$/)
    .nullable(),
  name: text,
  shortName: text,
  field: text,
  lifeEvents: z.array(text).default([]),
  aliases: z.array(text).min(1),
  summary: text,
  agency: z.strictObject({
    level: z.enum(['commune', 'province', 'ministry', 'court', 'other']),
    name: text,
  }),
  applicants: z.array(text).min(1),
  questions: z.array(questionSchema).default([]),
  components: z.array(componentSchema).min(1),
  fees: z.array(feeSchema).default([]),
  exemptions: z.array(text).default([]),
  timeLimit: timeLimitSchema,
  steps: z.array(text).min(1),
  /** The office sends a draft of the record to look over within a day; silence means yes. */
  draftRecord: z.boolean().default(false),
  result: z.array(text).min(1),
  conditions: z.array(text).default([]),
  legalBasis: z.array(z.strictObject({ number: text, title: text.optional() })).min(1),
  fields: z.array(fieldSchema).default([]),
  groups: z.array(groupSchema).default([]),
  faq: z.array(z.strictObject({ q: text, a: text, confidence })).default([]),
  notes: z.array(text).default([]),
  offers: z.array(offerSchema).min(1),
  source: text,
  checkedOn: day,
  confidence,
  validFrom: day,
  validTo: day.optional(),
  supersededBy: text.optional(),
})

const hours = z.strictObject({
  days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
  from: z.string().regex(/^\d{2}:\d{2}$/),
  to: z.string().regex(/^\d{2}:\d{2}$/),
})

export const portalSchema = z.strictObject({
  id,
  name: text,
  /** Short name on buttons. */
  shortName: text,
  domain: text,
  /** True when citizens may still file there today. */
  takesFilings: z.boolean(),
  successor: z
    .strictObject({ name: text, since: day, note: text.optional(), source: text, confidence })
    .optional(),
  agencies: z.array(z.strictObject({ level: text, name: text })).min(1),
  fields: z.array(text).min(1),
  levels: z.array(levelSchema).min(1),
  hotline: z.strictObject({ number: text, source: text, confidence }).nullable(),
  receivingHours: z.array(hours).default([]),
  delivery: z.array(z.enum(['counter', 'post', 'online'])).min(1),
  payment: z.array(z.enum(['counter', 'online'])).min(1),
  confirmation: z.enum(['button', 'code']),
  connector: z.strictObject({
    mode: z.enum(['opencps', 'assisted', 'handover']),
    /** The highest level this connector can really carry out. */
    highestLevel: levelSchema,
    /** Action codes in order of preference; each OpenCPS site configures its own. */
    actions: z.array(text).default(['1300', '1100']),
    /** Office hours within which staff mean to have keyed a dossier in (`assisted`). Applicants are told, and told when it passes. */
    staffHours: z.int().min(1).max(400).optional(),
  }),
  limits: z.strictObject({
    fileBytes: z.int().positive(),
    files: z.int().positive(),
    types: z.array(z.enum(['pdf', 'jpg', 'png', 'docx'])).min(1),
  }),
  history: z.array(z.strictObject({ period: text, fact: text, source: text })).default([]),
  source: text,
  checkedOn: day,
})

export const phrasesSchema = z.record(z.string().regex(/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$/), text)

export const wordsSchema = z.strictObject({
  /** Guides behind "thủ tục hay dùng", at most eight. */
  popular: z.array(id).max(8),
  /** Groups that mean the same when people search. */
  synonyms: z.array(z.array(text).min(2)),
  /** Short form → what it stands for. */
  abbreviations: z.record(text, text),
  /** Old name → present name. */
  oldNames: z.record(text, text),
  /** What is written → what is meant by it, where neither is an abbreviation nor an old name. */
  readings: z.record(text, text),
  /** Names of countries, which offices call "nước ngoài": alone, or only after one of the words of `after`. */
  abroad: z.strictObject({
    names: z.array(text),
    short: z.array(text),
    after: z.array(text),
    /** Places at home that begin like a country. */
    places: z.array(text),
  }),
  /** Words that say nothing about which procedure is meant. */
  fillers: z.array(text),
  /** Greetings and thanks: taken off both ends before anything is read. */
  polite: z.array(text),
  /** English words that say nothing, in a question that is English. */
  english: z.array(text),
  /** Single words that tell a story (who, when) rather than name a procedure; they count little. */
  light: z.array(text),
  /** Words of a name that make it a special case of another; such a name waits until they are asked for. */
  special: z.array(text),
  /** Words of official names → what people call the thing; for every name that holds them, whatever it does with the thing. */
  things: z.record(text, z.array(text).min(1)),
  /** What is wanted of a paper: how names say it, how people say it, and what comes nearest where no name does it. */
  actions: z.record(id, z.strictObject({ names: z.array(text), said: z.array(text), near: z.array(id) })),
  /** Signs of a question about something else ("hãng nào rẻ"): only a near hit is answered then. */
  elsewhere: z.array(text),
  /** Words of who wants something of an office ("xin giấy", "đăng ký"): with one of them a hit is less likely an accident. */
  wishes: z.array(text),
  /** What people type for each thing the assistant can always do. */
  commands: z.record(id, z.array(text).min(1)),
  /** A question around a procedure: which part of the guide answers it. */
  aspects: z.record(id, z.array(text).min(1)),
  /** Spoken yes and no. */
  yes: z.array(text).min(1),
  no: z.array(text).min(1),
})

export const calendarSchema = z.strictObject({
  years: z.record(
    z.string().regex(/^\d{4}$/),
    z.strictObject({
      holidays: z.array(z.strictObject({ day, name: text, source: text, confidence })),
      makeUpDays: z.array(z.strictObject({ day, name: text, source: text, confidence })).default([]),
    }),
  ),
})

export const provinceSchema = z.strictObject({
  name: text,
  kind: z.enum(['tỉnh', 'thành phố']),
  /** Provinces that were merged into it. */
  before: z.array(text).optional(),
  /** Other ways of writing its present name. */
  also: z.array(text).optional(),
})

export const placesSchema = z.strictObject({
  source: text,
  since: day,
  provinces: z.array(provinceSchema).min(1),
})

/** A help article about the assistant or the system, found like a procedure; codes are HELP-…. */
export const helpSchema = z.strictObject({
  code: z.string().regex(/^HELP-[A-Z0-9-]+$/),
  title: text,
  aliases: z.array(text).min(1),
  body: text,
  source: text,
  checkedOn: day,
})

export type Guide = z.infer<typeof guideSchema>
export type Question = z.infer<typeof questionSchema>
export type Group = z.infer<typeof groupSchema>
export type Field = z.infer<typeof fieldSchema>
export type Component = z.infer<typeof componentSchema>
export type Fee = z.infer<typeof feeSchema>
export type Offer = z.infer<typeof offerSchema>
export type Portal = z.infer<typeof portalSchema>
export type Phrases = z.infer<typeof phrasesSchema>
export type Places = z.infer<typeof placesSchema>
export type Province = z.infer<typeof provinceSchema>
export type Words = z.infer<typeof wordsSchema>
export type Calendar = z.infer<typeof calendarSchema>
export type HelpArticle = z.infer<typeof helpSchema>
export type Confidence = z.infer<typeof confidence>
export type Level = z.infer<typeof levelSchema>
