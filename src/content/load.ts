// Reads content/ from disk into checked values. Reports every problem it finds, not only the first.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { load, YAMLException } from 'js-yaml'
import type { z } from 'zod'
import { type FormLayout, formLayoutSchema } from './form-layout.ts'
import { describeIssue } from './issue.ts'
import { readSayings, type Sayings } from './sayings.ts'
import {
  type Calendar,
  calendarSchema,
  type Guide,
  guideSchema,
  type HelpArticle,
  helpSchema,
  type Phrases,
  type Places,
  type Portal,
  phrasesSchema,
  placesSchema,
  portalSchema,
  type Words,
  wordsSchema,
} from './schema.ts'

/** One thing wrong with the content: which file, where inside it, and what to do, in a sentence. */
export interface ContentProblem {
  readonly file: string
  readonly path: string
  readonly sentence: string
}

/** Content that cannot be used. Carries every problem; its message lists them. */
export class ContentError extends Error {
  readonly problems: readonly ContentProblem[]
  constructor(problems: readonly ContentProblem[]) {
    super(problems.map(describeProblem).join('\n'))
    this.name = 'ContentError'
    this.problems = problems
  }
}

export interface ContentFiles {
  /** By slug, the file's name. */
  readonly guides: ReadonlyMap<string, Guide>
  readonly portals: ReadonlyMap<string, Portal>
  /** By language code. */
  readonly phrases: ReadonlyMap<string, Phrases>
  readonly help: ReadonlyMap<string, HelpArticle>
  readonly words: Words
  /** A code, or words of an official name → how people say it. */
  readonly sayings: Sayings
  /** Matters no office here deals with: topic → how people ask. */
  readonly outside: Sayings
  readonly calendar: Calendar
  readonly places: Places
  /** Layouts of official forms, by file name. */
  readonly forms: ReadonlyMap<string, FormLayout>
}

export interface LoadedContent {
  /** What parsed; incomplete when there are problems. */
  readonly files: ContentFiles
  readonly problems: readonly ContentProblem[]
}

export function describeProblem(problem: ContentProblem): string {
  return `${problem.file}${problem.path ? ` › ${problem.path}` : ''}: ${problem.sentence}`
}

export function loadContent(directory: string): LoadedContent {
  const problems: ContentProblem[] = []

  function readOne<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
    let raw: unknown
    try {
      raw = load(readFileSync(join(directory, file), 'utf8'), { maxAliases: 0 })
    } catch (error) {
      problems.push({ file, ...describeUnread(error) })
      return null
    }
    const parsed = schema.safeParse(raw)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) problems.push({ file, ...describeIssue(issue) })
    return null
  }

  function readAll<S extends z.ZodType>(folder: string, schema: S): Map<string, z.infer<S>> {
    const found = new Map<string, z.infer<S>>()
    for (const name of listYaml(join(directory, folder))) {
      const value = readOne(`${folder}/${name}`, schema)
      if (value !== null) found.set(basename(name, '.yaml'), value)
    }
    return found
  }

  function readTable(file: string): Sayings {
    let text: string
    try {
      text = readFileSync(join(directory, file), 'utf8')
    } catch (error) {
      // Without it people are still found by names and aliases; a table that is there must be read.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        problems.push({ file, path: '', sentence: 'không đọc được tệp này' })
      return {}
    }
    const read = readSayings(text, file)
    problems.push(...read.problems)
    return read.sayings
  }

  const files: ContentFiles = {
    guides: readAll('procedures', guideSchema),
    portals: readAll('portals', portalSchema),
    phrases: readAll('phrases', phrasesSchema),
    help: readAll('help', helpSchema),
    forms: readAll('forms', formLayoutSchema),
    words: readOne('words.yaml', wordsSchema) ?? emptyWords,
    sayings: readTable('sayings.tsv'),
    outside: readTable('outside.tsv'),
    calendar: readOne('calendar.yaml', calendarSchema) ?? { years: {} },
    places: readOne('places.yaml', placesSchema) ?? { source: '', since: '', provinces: [] },
  }
  return { files, problems }
}

function describeUnread(error: unknown): Omit<ContentProblem, 'file'> {
  if (error instanceof YAMLException) {
    return {
      path: error.mark ? `dòng ${error.mark.line + 1}` : '',
      sentence: `YAML sai (${error.reason}); xem lại thụt đầu dòng, dấu hai chấm và các ngoặc ở quanh đó`,
    }
  }
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  return { path: '', sentence: missing ? 'thiếu tệp này' : 'không đọc được tệp này' }
}

const emptyWords: Words = {
  popular: [],
  synonyms: [],
  abbreviations: {},
  oldNames: {},
  readings: {},
  fillers: [],
  polite: [],
  english: [],
  abroad: { names: [], short: [], after: [], places: [] },
  light: [],
  special: [],
  things: {},
  actions: {},
  elsewhere: [],
  wishes: [],
  commands: {},
  aspects: {},
  yes: [],
  no: [],
}

function listYaml(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
  } catch {
    return []
  }
}
