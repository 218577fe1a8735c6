// Guides live in the database; files seed it. A changed file becomes a new revision, unless an editor has published since.
import { createHash } from 'node:crypto'
import type { ContentFiles } from '../content/load.ts'
import { type Guide, guideSchema } from '../content/schema.ts'
import type { GuideRevision } from '../content/snapshot.ts'
import type { GuideStore, StoredGuide } from '../store/store.ts'

/** Brings new and changed files into the database; returns every published revision, oldest first. */
export async function seedGuides(
  store: GuideStore,
  files: ContentFiles,
  now: number,
): Promise<readonly GuideRevision[]> {
  const stored = [...(await store.all())]
  for (const [slug, guide] of files.guides) {
    const next = nextRevision(
      slug,
      guide,
      stored.filter((one) => one.slug === slug),
    )
    if (!next) continue
    await store.add({ ...next, at: now })
    stored.push(next)
  }
  return published(stored)
}

/** Every published revision as stored, oldest first. */
export async function publishedGuides(store: GuideStore): Promise<readonly GuideRevision[]> {
  return published(await store.all())
}

function published(stored: readonly StoredGuide[]): GuideRevision[] {
  return stored.filter((one) => one.status === 'published').flatMap(readStored)
}

function nextRevision(slug: string, guide: Guide, history: readonly StoredGuide[]): StoredGuide | null {
  const sourceHash = createHash('sha256').update(JSON.stringify(guide)).digest('hex')
  const newest = history.at(-1)
  if (history.some((one) => one.sourceHash === sourceHash && isNewestFromFile(one, history))) return null
  // Once the desk has published, a file is only a suggestion: an editor sees it as a draft.
  const deskHasPublished = history.some((one) => one.sourceHash === null && one.status === 'published')
  return {
    slug,
    revision: (newest?.revision ?? 0) + 1,
    guide,
    sourceHash,
    status: deskHasPublished ? 'draft' : 'published',
  }
}

function isNewestFromFile(one: StoredGuide, history: readonly StoredGuide[]): boolean {
  return one === history.filter((other) => other.sourceHash !== null).at(-1)
}

// An older revision may no longer fit today's schema; conversations on it are told, and nobody else is affected.
function readStored(one: StoredGuide): GuideRevision[] {
  const parsed = guideSchema.safeParse(one.guide)
  return parsed.success ? [{ slug: one.slug, revision: one.revision, guide: parsed.data }] : []
}
