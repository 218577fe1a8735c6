// The immutable view of all content that one turn reads: current guides, older revisions still in use, words and index.
import { buildIndex, type Entry, type FindIndex } from '../find/index.ts'
import { buildLexicon, type Lexicon } from '../find/lexicon.ts'
import type { ContentFiles } from './load.ts'
import type { Calendar, Guide, HelpArticle, Phrases, Portal } from './schema.ts'

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
  readonly calendar: Calendar
  readonly lexicon: Lexicon
  readonly index: FindIndex
}

export function buildSnapshot(
  files: Omit<ContentFiles, 'guides'>,
  revisions: readonly GuideRevision[],
  options: { demo: boolean; ownSystems?: ReadonlySet<string> },
): Snapshot {
  const guides = new Map<string, GuideRevision>()
  const all = new Map<string, GuideRevision>()
  for (const revision of revisions) {
    all.set(`${revision.slug}@${revision.revision}`, revision)
    const newest = guides.get(revision.slug)
    if (!newest || newest.revision < revision.revision) guides.set(revision.slug, revision)
  }
  const lexicon = buildLexicon(files.words)
  return Object.freeze({
    demo: options.demo,
    guides,
    guideAt: (slug: string, revision: number) => all.get(`${slug}@${revision}`),
    portals: options.demo
      ? trialPortals(files.portals)
      : ownPortals(files.portals, options.ownSystems ?? new Set()),
    phrases: files.phrases,
    help: files.help,
    calendar: files.calendar,
    lexicon,
    index: buildIndex([...procedureEntries(guides), ...helpEntries(files.help)], lexicon),
  })
}

// In a trial every portal that takes filings stands for the sandbox, and its name says so wherever it is told.
function trialPortals(portals: ReadonlyMap<string, Portal>): ReadonlyMap<string, Portal> {
  return new Map(
    [...portals].map(([id, portal]): [string, Portal] => {
      const name = `${portal.name} (bản thử)`
      if (!portal.takesFilings) return [id, { ...portal, name }]
      return [id, { ...portal, name, connector: { ...portal.connector, mode: 'opencps', highestLevel: 4 } }]
    }),
  )
}

/** `ids`: portals whose own processing system we may speak to. */
function ownPortals(
  portals: ReadonlyMap<string, Portal>,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, Portal> {
  return new Map(
    [...portals].map(([id, portal]): [string, Portal] =>
      ids.has(id)
        ? [
            id,
            {
              ...portal,
              takesFilings: true,
              connector: { ...portal.connector, mode: 'opencps', highestLevel: 4 },
            },
          ]
        : [id, portal],
    ),
  )
}

function procedureEntries(guides: ReadonlyMap<string, GuideRevision>): Entry[] {
  return [...guides.values()].map(({ slug, guide }) => ({
    key: slug,
    kind: 'procedure' as const,
    code: guide.code,
    name: guide.shortName,
    aliases: [guide.name, ...guide.aliases],
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
