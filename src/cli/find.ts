// motcua find: ranks procedures for a question, per argument or per line of standard input.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { explainAnswer, findAnswer } from '../find/answer.ts'
import type { FindIndex } from '../find/index.ts'
import { root, snapshotOfDatabase } from './content.ts'

const help = `motcua find [--json | --why] [--limit n] [câu hỏi …]
Mỗi tham số là một câu hỏi; không có tham số thì đọc từng dòng từ đầu vào chuẩn.
  --json     mỗi câu một dòng JSON: query, kind (match|choice|help|none), results, ms
  --why      cho người biên tập: vì sao ra kết quả này (từ nào được hiểu thế nào, cách nói nào khớp, điểm từ đâu)
  --limit n  số kết quả nhiều nhất (mặc định 5)
Danh mục đã nhập (motcua content import) cũng được tìm.`

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      why: { type: 'boolean', default: false },
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
  const show = values.json ? toJson : values.why ? toReasons : toText
  if (positionals.length > 0) {
    for (const query of positionals) console.log(show(index, query, limit))
    return 0
  }
  const out = createOutput()
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    // Programs count lines, so each gets its answer; a person at a keyboard presses return for nothing.
    if (values.json || line.trim()) out.write(show(index, line, limit))
  }
  await out.end()
  return 0
}

/** Gathers the lines of one moment into one write: a file goes through quickly, and who waits for an answer gets it at once. */
function createOutput() {
  let waiting = ''
  const flush = () => {
    const text = waiting
    waiting = ''
    if (text) process.stdout.write(text)
  }
  return {
    write(line: string) {
      if (waiting === '') setImmediate(flush)
      waiting += `${line}\n`
    },
    end: () =>
      new Promise<void>((resolve) => {
        flush()
        process.stdout.write('', () => resolve())
      }),
  }
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
  const { kind, results, outside } = findAnswer(index, query, limit)
  const words = { match: 'khớp', choice: 'cần chọn', help: 'trợ giúp', none: 'chưa hiểu' }[kind]
  const lines = results.map(
    (one, at) => `  ${at + 1}. ${one.name} (${one.code ?? 'chưa có mã'}) ${one.score.toFixed(2)}`,
  )
  return [`${query} → ${outside === undefined ? words : `ngoài phạm vi (${outside})`}`, ...lines].join('\n')
}

function toReasons(index: FindIndex, query: string, limit: number): string {
  const { read, results } = explainAnswer(index, query, limit)
  const words = read.map(({ word, use, weight }) =>
    use === 'dùng' ? `${word} ${weight.toFixed(1)}` : `(${word}: ${use})`,
  )
  const lines = results.flatMap(({ code, name, score, reason }, at) => [
    `  ${at + 1}. ${name} (${code ?? 'chưa có mã'}) ${score.toFixed(3)}`,
    `     cách nói: "${reason.wording}"; khớp: ${reason.matched.join(', ')}`,
    `     cách nói được nhắc ${percent(reason.said)}, câu hỏi được giải thích ${percent(reason.explained)}, cùng các cách nói khác ${percent(reason.together)}, hệ số ${reason.standing.toFixed(2)}`,
    ...(reason.unasked.length > 0
      ? [`     trường hợp riêng chưa được hỏi: ${reason.unasked.join(', ')}`]
      : []),
  ])
  return [toText(index, query, 1).split('\n')[0], `  hiểu là: ${words.join(' · ')}`, ...lines].join('\n')
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
