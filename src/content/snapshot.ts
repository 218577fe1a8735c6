// The immutable view of all content that one turn reads: current guides, older revisions still in use, words and index.
import { buildIndex, type Entry, type FindIndex } from '../find/index.ts'
import { buildLexicon, type Lexicon } from '../find/lexicon.ts'
import type { Reading, ReadingSources } from '../find/reading.ts'
import { weights } from '../find/weights.ts'
import type { CatalogueEntry } from './catalogue.ts'
import type { FormLayout } from './form-layout.ts'
import type { ContentFiles } from './load.ts'
import type { Sayings } from './sayings.ts'
import type { Calendar, Guide, HelpArticle, Phrases, Places, Portal } from './schema.ts'

/** A guide as published at some time. Revisions of a slug count from 1. */
export interface GuideRevision {
  readonly slug: string
  readonly revision: number
  readonly guide: Guide
}

export interface Snapshot {
  /** True while everything is a trial: pages and receipts say "bản thử". */
  readonly demo: boolean
  /** Newest revision by slug. */
  readonly guides: ReadonlyMap<string, GuideRevision>
  /** A revision a conversation began with; undefined when it is not kept any more. */
  guideAt(slug: string, revision: number): GuideRevision | undefined
  readonly portals: ReadonlyMap<string, Portal>
  readonly phrases: ReadonlyMap<string, Phrases>
  readonly help: ReadonlyMap<string, HelpArticle>
  /** Procedures known by name only, by key; those with a guide are left out. */
  readonly catalogue: ReadonlyMap<string, CatalogueEntry>
  /** Slugs behind "thủ tục hay dùng". */
  readonly popular: readonly string[]
  readonly calendar: Calendar
  readonly places: Places
  /** The official form of a procedure, or the common one. Undefined when there is not even that. */
  formFor(slug: string): FormLayout | undefined
  readonly lexicon: Lexicon
  readonly index: FindIndex
}

export interface SnapshotOptions {
  readonly demo: boolean
  /** Portals whose own processing system we may speak to. */
  readonly ownSystems?: ReadonlySet<string>
  /** Portals to serve; all of them unless given. */
  readonly portals?: ReadonlySet<string>
  readonly catalogue?: readonly CatalogueEntry[]
}

/** A snapshot but for the reading of all that people say, which takes most of the time and may have been done before, or elsewhere. */
export interface PreparedSnapshot {
  readonly sources: ReadingSources
  /** Without a reading it reads here and now. */
  finish(reading?: Reading): Snapshot
}

export { type Reading, type ReadingSources, readSources } from '../find/reading.ts'

export function buildSnapshot(
  files: Omit<ContentFiles, 'guides'>,
  revisions: readonly GuideRevision[],
  options: SnapshotOptions,
): Snapshot {
  return prepareSnapshot(files, revisions, options).finish()
}

export function prepareSnapshot(
  files: Omit<ContentFiles, 'guides'>,
  revisions: readonly GuideRevision[],
  options: SnapshotOptions,
): PreparedSnapshot {
  const served = portalsFor(files.portals, options)
  const guides = new Map<string, GuideRevision>()
  const all = new Map<string, GuideRevision>()
  for (const revision of revisions) {
    all.set(`${revision.slug}@${revision.revision}`, revision)
    // A procedure none of our portals offers is not ours to explain.
    if (!revision.guide.offers.some(({ portal }) => served.has(portal))) continue
    const newest = guides.get(revision.slug)
    if (!newest || newest.revision < revision.revision) guides.set(revision.slug, revision)
  }
  const codes = new Set([...guides.values()].map(({ guide }) => guide.code))
  const catalogue = new Map(
    (options.catalogue ?? [])
      .filter(({ code }) => code === null || !codes.has(code))
      .map((entry) => [entry.key, entry]),
  )
  const lexicon = buildLexicon(files.words)
  const entries = [
    ...procedureEntries(guides),
    ...helpEntries(files.help),
    ...outsideEntries(files.outside),
    ...catalogueEntries(catalogue),
  ]
  const lists = { ...files.words, sayings: files.sayings }
  const snapshot = {
    demo: options.demo,
    guides,
    guideAt: (slug: string, revision: number) => all.get(`${slug}@${revision}`),
    portals: served,
    phrases: files.phrases,
    help: files.help,
    catalogue,
    popular: files.words.popular.filter((slug) => guides.has(slug)),
    calendar: files.calendar,
    places: files.places,
    formFor: (slug: string) => {
      const forms = [...files.forms.values()]
      return (
        forms.find(({ procedures }) => procedures.includes(slug)) ??
        forms.find(({ procedures }) => procedures.length === 0)
      )
    },
    lexicon,
  }
  return {
    sources: { entries, lists },
    finish: (reading) =>
      Object.freeze({ ...snapshot, index: buildIndex(entries, lexicon, lists, weights, reading) }),
  }
}

function portalsFor(all: ReadonlyMap<string, Portal>, options: SnapshotOptions): ReadonlyMap<string, Portal> {
  return new Map(
    [...all.values()]
      .filter(({ id }) => options.portals?.has(id) ?? true)
      .map((portal) => [portal.id, options.demo ? asTrial(portal) : withOwnSystem(portal, options)]),
  )
}

// In a trial every portal that takes filings stands for the sandbox, and its name says so wherever it is told.
function asTrial(portal: Portal): Portal {
  const name = `${portal.name} (bản thử)`
  if (!portal.takesFilings) return { ...portal, name }
  return { ...portal, name, connector: { ...portal.connector, mode: 'opencps', highestLevel: 4 } }
}

function withOwnSystem(portal: Portal, options: SnapshotOptions): Portal {
  if (!options.ownSystems?.has(portal.id)) return portal
  return {
    ...portal,
    takesFilings: true,
    connector: { ...portal.connector, mode: 'opencps', highestLevel: 4 },
  }
}

function procedureEntries(guides: ReadonlyMap<string, GuideRevision>): Entry[] {
  return [...guides.values()].map(({ slug, guide }) => ({
    key: slug,
    kind: 'procedure' as const,
    code: guide.code,
    name: guide.shortName,
    aliases: [guide.name, ...guide.aliases, ...guide.faq.map(({ q }) => `${guide.shortName}: ${q}`)],
    field: guide.field,
    level: guide.agency.level,
  }))
}

function helpEntries(help: ReadonlyMap<string, HelpArticle>): Entry[] {
  return [...help.values()].map((article) => ({
    key: article.code,
    kind: 'help' as const,
    code: article.code,
    name: article.title,
    aliases: article.aliases,
  }))
}

function outsideEntries(outside: Sayings): Entry[] {
  return Object.entries(outside).map(([topic, wordings]) => ({
    key: topic,
    kind: 'outside' as const,
    code: null,
    name: wordings[0] ?? topic,
    aliases: wordings.slice(1),
  }))
}

function catalogueEntries(catalogue: ReadonlyMap<string, CatalogueEntry>): Entry[] {
  return [...catalogue.values()].map(({ key, code, name, field, level }) => ({
    key,
    kind: 'catalogue' as const,
    code,
    name,
    aliases: [],
    field,
    level,
  }))
}
