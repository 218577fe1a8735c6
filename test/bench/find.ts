// How long find takes: over our guides, and over a large table of names when there is one.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultContentDirectory, root, snapshotOfFiles } from '../../src/cli/content.ts'
import { findAnswer } from '../../src/find/answer.ts'
import { buildIndex, type Entry, type FindIndex } from '../../src/find/index.ts'
import { quantile } from './quantiles.ts'

interface FindFigures {
  readonly entries: number
  readonly queries: number
  readonly buildMs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export function measureFind(): { guides: FindFigures; names: FindFigures | string } {
  const started = performance.now()
  const { index } = snapshotOfFiles(defaultContentDirectory, { demo: false })
  const built = performance.now() - started
  // Optional data beside the checkout; a fresh clone has none.
  const file = process.env.BENCH_NAMES || join(root, '..', 'shared', 'domain', 'procedure-names.tsv')
  return {
    guides: measure(index, built),
    names: existsSync(file) ? overNames(file, index) : 'skipped: no table of names',
  }
}

function overNames(file: string, { lexicon, entries }: FindIndex): FindFigures {
  const [head = '', ...lines] = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const columns = head.split('\t')
  const named = lines.map((line, at): Entry => {
    const cells = line.split('\t')
    return {
      key: `name-${at}`,
      kind: 'procedure',
      code: cells[columns.indexOf('code')] || null,
      name: cells[columns.indexOf('name')] ?? '',
      aliases: [],
    }
  })
  const started = performance.now()
  const index = buildIndex([...entries, ...named], lexicon)
  return measure(index, performance.now() - started)
}

// Each wording as people type it: as written, without marks, with a letter lost, and inside a longer sentence.
function measure(index: FindIndex, buildMs: number): FindFigures {
  const stride = Math.max(1, Math.floor(index.entries.length / 500))
  const queries = index.entries
    .filter((_, at) => at % stride === 0)
    .flatMap(({ name }) => [
      name,
      name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd'),
      name.slice(0, 3) + name.slice(4),
      `cho em hỏi ${name} thì cần chuẩn bị những giấy tờ gì và nộp ở đâu ạ`,
    ])
  for (const query of queries.slice(0, 200)) findAnswer(index, query)
  const times = queries.map((query) => {
    const started = performance.now()
    findAnswer(index, query)
    return performance.now() - started
  })
  return {
    entries: index.entries.length,
    queries: queries.length,
    buildMs: Math.round(buildMs),
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
  }
}
