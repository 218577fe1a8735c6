// motcua content import: a catalogue of procedures (TSV, CSV, XLSX, JSON) into the database.
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { readSheet } from 'read-excel-file/node'
import { readConfig } from '../config.ts'
import { type CatalogueRow, type ReadCatalogue, readHeadings, readRecords } from '../content/catalogue.ts'
import { createSqliteStore } from '../store/sqlite/store.ts'
import { root } from './content.ts'

const help = `motcua content import <tệp>
Nhập danh mục thủ tục (TSV, CSV, XLSX, JSON) có ít nhất cột tên. Nhập lại tệp mới thì cập nhật, không sinh bản trùng.
Dòng hỏng được báo kèm số dòng, các dòng khác vẫn được nhập. Trợ lý đang chạy nhận danh mục mới sau khoảng một giây.`

/** Rows written in one transaction: a running server waits at most this long for its turn. */
const rowsAtOnce = 500
const mostProblemsShown = 50

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  })
  const [file] = positionals
  if (values.help || !file || positionals.length > 1) {
    console.log(help)
    return values.help ? 0 : 2
  }
  const read = await readFile(file)
  if (typeof read === 'string') {
    console.error(`${file}: ${read}`)
    return 1
  }
  for (const { line, sentence } of read.problems.slice(0, mostProblemsShown)) {
    console.error(`${file} dòng ${line}: ${sentence}`)
  }
  const unshown = read.problems.length - mostProblemsShown
  if (unshown > 0) console.error(`… và ${unshown} dòng hỏng nữa`)
  const counts = await write(read)
  console.log(
    `Đã nhập ${read.entries.length} thủ tục: ${counts.added} mới, ${counts.updated} cập nhật, ${counts.unchanged} không đổi; ` +
      `${read.repeated} dòng lặp, ${read.problems.length} dòng hỏng.`,
  )
  return read.problems.length > 0 ? 1 : 0
}

async function write(read: ReadCatalogue): Promise<{ added: number; updated: number; unchanged: number }> {
  const config = readConfig(process.env, { demo: false, root })
  const store = await createSqliteStore(config.databaseFile, { serve: false })
  const total = { added: 0, updated: 0, unchanged: 0 }
  try {
    for (let from = 0; from < read.entries.length; from += rowsAtOnce) {
      const counts = await store.catalogue.put(read.entries.slice(from, from + rowsAtOnce), Date.now())
      total.added += counts.added
      total.updated += counts.updated
      total.unchanged += counts.unchanged
      if (process.stderr.isTTY) {
        process.stderr.write(`\r${Math.min(from + rowsAtOnce, read.entries.length)}/${read.entries.length}`)
      }
    }
    if (process.stderr.isTTY) process.stderr.write('\n')
  } finally {
    await store.close()
  }
  return total
}

/** The rows of the file, or a sentence about why it cannot be read at all. */
async function readFile(file: string): Promise<ReadCatalogue | string> {
  try {
    switch (extname(file).toLowerCase()) {
      case '.tsv':
        return fromRows(parse(readFileSync(file), { ...table, delimiter: '\t', quote: false }))
      case '.csv':
        return fromRows(parse(readFileSync(file), { ...table, delimiter: [',', ';'] }))
      case '.xlsx':
        return fromRows((await readSheet(file)).map((row) => row.map((cell) => String(cell ?? ''))))
      case '.json':
        return fromJson(JSON.parse(readFileSync(file, 'utf8')))
      default:
        return 'chỉ nhận tệp .tsv, .csv, .xlsx hoặc .json'
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'không có tệp này' : 'không đọc được tệp này'
  }
}

const table = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: false } as const

function fromRows(rows: readonly (readonly string[])[]): ReadCatalogue | string {
  const columns = readHeadings(rows[0] ?? [])
  if (!columns) return 'dòng đầu cần có tên cột, trong đó có cột "name" hoặc "Tên thủ tục"'
  return readRecords(
    rows.slice(1).flatMap((cells, at) => {
      if (cells.every((cell) => cell.trim() === '')) return []
      const record: Partial<Record<keyof CatalogueRow, string>> = {}
      for (const [position, column] of columns.entries()) if (column) record[column] = cells[position] ?? ''
      return [{ line: at + 2, record }]
    }),
  )
}

function fromJson(value: unknown): ReadCatalogue | string {
  const list = Array.isArray(value) ? value : (value as { procedures?: unknown } | null)?.procedures
  if (!Array.isArray(list)) return 'cần một danh sách, hoặc một đối tượng có mục "procedures"'
  return readRecords(
    list.map((item: unknown, at) => {
      const raw = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {}
      // A field that is no text in this table (lists, numbers) says nothing to us.
      const record = Object.fromEntries(Object.entries(raw).filter(([, cell]) => typeof cell === 'string'))
      return { line: at + 1, record }
    }),
  )
}
