// How often the right procedure comes first, how fast, and beside one library alone. Timings take each question's best of three,
// so that a busy machine shows less.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fuse from 'fuse.js'
import MiniSearch from 'minisearch'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import type { CatalogueEntry } from '../../src/content/catalogue.ts'
import { buildSnapshot, prepareSnapshot } from '../../src/content/snapshot.ts'
import { type FindAnswer, findAnswer } from '../../src/find/answer.ts'
import type { Entry, FindIndex } from '../../src/find/index.ts'
import { fold } from '../../src/find/normalise.ts'
import { keepReading } from '../../src/runtime/keep-reading.ts'
import {
  type Accuracy,
  judge,
  judgeAnswers,
  type Question,
  readNames,
  readQuestions,
  sampleFile,
} from '../support/questions.ts'
import { quantile } from './quantiles.ts'

interface Speed {
  readonly entries: number
  readonly buildMs: number
  /** As at every start but the first with this content: what was read is kept. */
  readonly keptBuildMs: number
  readonly megabytes: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** The slowest of some texts of five thousand letters of anything. */
  readonly longestMs: number
}

const folder = join(import.meta.dirname, '..', 'find', 'questions')

const letters = 'aàáảãạăắằâấầbcdđeèéêếềghiíklmnoòóôốồơớờpqrstuúùưứừvxyý   .,?0123456789'

/** Ten times the names, as a country with every local variant would publish them. */
const manyNames = 30_000
/** A library that takes a third of a second a question is asked fewer of them. */
const askedOfLibraries = 150

export async function measureFind() {
  const tuned = readQuestions(join(folder, 'tuned.tsv'))
  const names = readNames()
  if (!names)
    return { guides: await measureGuides(tuned), names: 'skipped: no table of names beside the checkout' }
  const usual = await timedIndex(names)
  const asked = tuned.filter((_, at) => at % Math.ceil(tuned.length / askedOfLibraries) === 0)
  return {
    guides: await measureGuides(tuned),
    names: {
      tuned: judge(tuned, usual.index),
      ...Object.fromEntries(
        ['fresh', 'second', 'third'].map((name) => [
          name,
          judge(readQuestions(join(folder, `${name}.tsv`)), usual.index),
        ]),
      ),
      sample: existsSync(sampleFile)
        ? judge(readQuestions(sampleFile), usual.index)
        : 'skipped: no sample beside the checkout',
      speed: speedOf(usual, tuned),
      speedOfManyNames: speedOf(await timedIndex(multiply(names)), tuned),
      sameQuestions: {
        ours: inShort(judge(asked, usual.index)),
        fuseAlone: compare(asked, searchByFuse(usual.index.entries)),
        miniSearchAlone: compare(asked, searchByMiniSearch(usual.index.entries)),
      },
    },
  }
}

/** Questions nobody tunes on: looked at now and then only, so that they stay what they are for. */
export async function measureAside() {
  if (process.env.MOTCUA_ASIDE !== '1') return 'skipped: MOTCUA_ASIDE=1 measures the questions held aside'
  const { index } = await timedIndex(readNames() ?? [])
  return Object.fromEntries(
    ['aside', 'aside-third', 'aside-fourth'].map((name) => [
      name,
      judge(readQuestions(join(folder, `${name}.tsv`)), index),
    ]),
  )
}

async function measureGuides(questions: readonly Question[]) {
  const guides = await timedIndex([])
  const known = new Set([...guides.index.byCode.keys(), 'OUT', 'CLARIFY'])
  const answerable = questions.filter(({ expected }) => known.has(expected[0] ?? ''))
  return { tuned: judge(answerable, guides.index), speed: speedOf(guides, answerable) }
}

interface Timed {
  readonly index: FindIndex
  readonly buildMs: number
  readonly keptBuildMs: number
  readonly megabytes: number
}

async function timedIndex(catalogue: readonly CatalogueEntry[]): Promise<Timed> {
  const files = readContent(defaultContentDirectory)
  const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
  const directory = mkdtempSync(join(tmpdir(), 'motcua-bench-'))
  const build = async () => {
    const { sources, finish } = prepareSnapshot(files, revisions, { demo: false, catalogue })
    return finish(await keepReading(directory)(sources)).index
  }
  const before = memory()
  await build()
  const started = performance.now()
  const index = await build()
  const keptBuildMs = Math.round(performance.now() - started)
  const megabytes = Math.round((memory() - before) / 1e6)
  rmSync(directory, { recursive: true })
  const buildMs = Math.round(timeOf(() => buildSnapshot(files, revisions, { demo: false, catalogue })))
  return { index, buildMs, keptBuildMs, megabytes }
}

function memory(): number {
  // Only with --expose-gc is this more than a guess.
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function speedOf({ index, buildMs, keptBuildMs, megabytes }: Timed, questions: readonly Question[]): Speed {
  for (const { query } of questions) findAnswer(index, query)
  const times = questions.map(({ query }) =>
    Math.min(...[1, 2, 3].map(() => timeOf(() => findAnswer(index, query)))),
  )
  return {
    entries: index.entries.length,
    buildMs,
    keptBuildMs,
    megabytes,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    longestMs: Math.max(...longTexts.map((text) => timeOf(() => findAnswer(index, text)))),
  }
}

const longTexts = Array.from({ length: 40 }, (_, seed) => {
  let state = seed + 1
  const next = () => (state = (state * 48_271) % 2_147_483_647)
  return Array.from({ length: 5_000 }, () => letters[next() % letters.length]).join('')
})

function multiply(names: readonly CatalogueEntry[]): CatalogueEntry[] {
  return Array.from({ length: manyNames }, (_, at) => {
    const entry = names[at % names.length] as CatalogueEntry
    const round = Math.floor(at / names.length)
    return round === 0
      ? entry
      : { ...entry, key: `${entry.key}#${round}`, code: null, name: `${entry.name} khu ${round}` }
  })
}

type Answered = Pick<FindAnswer, 'kind'> & {
  readonly results: readonly { code: string | null; name: string }[]
}

function compare(questions: readonly Question[], search: (query: string) => readonly Entry[]) {
  const times: number[] = []
  const accuracy = judgeAnswers(questions, (query): Answered => {
    let results: readonly Entry[] = []
    times.push(timeOf(() => (results = search(query))))
    return { kind: results.length > 0 ? 'match' : 'none', results }
  })
  return { ...inShort(accuracy), p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) }
}

function inShort({ questions, firstPercent, inThreePercent, outsideRecognisedPercent }: Accuracy) {
  return { questions, firstPercent, inThreePercent, outsideRecognisedPercent }
}

function timeOf(run: () => unknown): number {
  const started = performance.now()
  run()
  return performance.now() - started
}

// As one would set them up in an afternoon: marks folded, names and aliases as they are.
function searchByFuse(entries: readonly Entry[]): (query: string) => Entry[] {
  const rows = entries
    .filter(({ kind }) => kind !== 'outside')
    .map((entry) => ({ entry, name: fold(entry.name), aliases: entry.aliases.map(fold) }))
  const fuse = new Fuse(rows, { keys: ['name', 'aliases'], ignoreLocation: true, threshold: 0.5 })
  return (query) => fuse.search(fold(query), { limit: 5 }).map(({ item }) => item.entry)
}

function searchByMiniSearch(entries: readonly Entry[]): (query: string) => Entry[] {
  const search = new MiniSearch({
    fields: ['name', 'aliases'],
    processTerm: (term) => fold(term) || null,
    searchOptions: { fuzzy: 0.2, prefix: true, boost: { name: 2 } },
  })
  search.addAll(
    entries.flatMap(({ kind, name, aliases }, id) =>
      kind === 'outside' ? [] : [{ id, name, aliases: aliases.join(' . ') }],
    ),
  )
  return (query) =>
    search
      .search(query)
      .slice(0, 5)
      .flatMap(({ id }) => entries[id as number] ?? [])
}
