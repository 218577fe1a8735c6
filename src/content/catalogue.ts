// Procedures we know by name only: read from tables of many makers, kept beside the guides, told as far as their data go.
import { z } from 'zod'
import { fold } from '../find/normalise.ts'

const optionalText = z
  .string()
  .trim()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .default(null)

export const catalogueRowSchema = z.object({
  // Local lists append the owner's unit to the national code: 3.000181.000.00.00.H22.
  code: optionalText
    .transform((code) => code?.replace(/^([1-6]\.\d{6})\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/, '$1') ?? null)
    .refine((code) => code === null || /^([1-6]\.\d{6}|[A-Z][A-Z0-9-]{2,40})$/.test(code), {
      message: 'mã thủ tục có dạng 1.001193; không có mã thì để trống',
    }),
  // Published names reach past 2,000 characters where they list every case.
  name: z.string().trim().min(3, 'thiếu tên thủ tục').max(3_000, 'tên dài quá 3.000 ký tự'),
  field: optionalText,
  level: optionalText,
  agency: optionalText,
  page: optionalText.refine((page) => page === null || /^https:\/\//.test(page), {
    message: 'địa chỉ trang phải bắt đầu bằng https://',
  }),
  source: optionalText,
})

export type CatalogueRow = z.infer<typeof catalogueRowSchema>

/** A procedure of the catalogue under its key: the code, or field and name. */
export interface CatalogueEntry extends CatalogueRow {
  readonly key: string
}

export interface RowProblem {
  /** Line of the file, the heading being line 1. */
  readonly line: number
  readonly sentence: string
}

export interface ReadCatalogue {
  readonly entries: readonly CatalogueEntry[]
  readonly problems: readonly RowProblem[]
  /** Rows that named a procedure an earlier row had named; the later row counts. */
  readonly repeated: number
}

/** Headings as the makers of such tables write them, folded. */
const headings: Readonly<Record<keyof CatalogueRow, readonly string[]>> = {
  code: ['code', 'ma', 'ma thu tuc', 'ma tthc', 'so ho so'],
  name: ['name', 'ten', 'ten thu tuc', 'ten thu tuc hanh chinh', 'ten tthc', 'thu tuc'],
  field: ['field', 'linh vuc', 'domain'],
  level: ['level', 'cap', 'cap thuc hien', 'cap giai quyet'],
  agency: ['agency', 'co quan', 'co quan thuc hien', 'don vi'],
  page: ['page', 'url', 'link', 'dia chi', 'portal url'],
  source: ['source', 'nguon'],
}

/** Column names → our fields. Null when no column holds the name of a procedure. */
export function readHeadings(cells: readonly string[]): (keyof CatalogueRow | null)[] | null {
  const columns = cells.map((cell) => {
    const folded = fold(cell)
    const found = Object.entries(headings).find(([, names]) => names.includes(folded))
    return (found?.[0] as keyof CatalogueRow | undefined) ?? null
  })
  return columns.includes('name') ? columns : null
}

/** Checks records one by one: good ones are kept, each bad one is reported with its line. */
export function readRecords(
  records: readonly { line: number; record: Readonly<Record<string, unknown>> }[],
): ReadCatalogue {
  const entries = new Map<string, CatalogueEntry>()
  const problems: RowProblem[] = []
  let repeated = 0
  for (const { line, record } of records) {
    const parsed = catalogueRowSchema.safeParse(record)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const missing = issue?.code === 'invalid_type' && issue.path[0] === 'name'
      problems.push({ line, sentence: missing ? 'thiếu tên thủ tục' : (issue?.message ?? 'không đọc được') })
      continue
    }
    const key = keyOf(parsed.data)
    if (entries.has(key)) repeated += 1
    entries.set(key, { ...parsed.data, key })
  }
  return { entries: [...entries.values()], problems, repeated }
}

function keyOf(row: CatalogueRow): string {
  return row.code ?? `${fold(row.field ?? '')}|${fold(row.name)}`
}
