// motcua find: ranks procedures for a question, per argument or per line of standard input.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { findAnswer } from '../find/answer.ts'
import type { FindIndex } from '../find/index.ts'
import { root, snapshotOfDatabase } from './content.ts'

const help = `motcua find [--json] [--limit n] [câu hỏi …]
Mỗi tham số là một câu hỏi; không có tham số thì đọc từng dòng từ đầu vào chuẩn.
  --json     mỗi câu một dòng JSON: query, kind (match|choice|help|none), results, ms
  --limit n  số kết quả nhiều nhất (mặc định 5)
Danh mục đã nhập (motcua content import) cũng được tìm.`

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      limit: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  })
  const limit = Number(values.limit)
  if (values.help || !Number.isInteger(limit) || limit < 1 || limit > 100) {
    console.log(help)
    return values.help ? 0 : 2
  }
  const { index } = await snapshotOfDatabase(readConfig(process.env, { demo: false, root }))
  const answer = (query: string) =>
    console.log(values.json ? toJson(index, query, limit) : toText(index, query, limit))
  if (positionals.length > 0) for (const query of positionals) answer(query)
  else for await (const line of createInterface({ input: process.stdin })) if (line.trim()) answer(line)
  return 0
}

function toJson(index: FindIndex, query: string, limit: number): string {
  const started = performance.now()
  const { kind, results } = findAnswer(index, query, limit)
  const ms = Number((performance.now() - started).toFixed(3))
  return JSON.stringify({
    query,
    kind,
    results: results.map(({ code, name, score }) => ({ code, name, score: Number(score.toFixed(4)) })),
    ms,
  })
}

function toText(index: FindIndex, query: string, limit: number): string {
  const { kind, results } = findAnswer(index, query, limit)
  const words = { match: 'khớp', choice: 'cần chọn', help: 'trợ giúp', none: 'chưa hiểu' }[kind]
  const lines = results.map(
    (one, at) => `  ${at + 1}. ${one.name} (${one.code ?? 'chưa có mã'}) ${one.score.toFixed(2)}`,
  )
  return [`${query} → ${words}`, ...lines].join('\n')
}
