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
  const checked = new Map<string, Guide>()
  for (const [slug, guide] of files.guides) {
    const sourceHash = createHash('sha256').update(JSON.stringify(guide)).digest('hex')
    checked.set(sourceHash, guide)
    const history = stored.filter((one) => one.slug === slug)
    const next = nextRevision({ slug, guide, sourceHash }, history)
    if (!next) continue
    await store.add({ ...next, at: now })
    stored.push(next)
  }
  return published(stored, checked)
}

/** Every published revision as stored, oldest first. */
export async function publishedGuides(store: GuideStore): Promise<readonly GuideRevision[]> {
  return published(await store.all())
}

/** `checked`: guides by the hash of their source, for which the schema has been asked already. */
function published(
  stored: readonly StoredGuide[],
  checked: ReadonlyMap<string, Guide> = new Map(),
): GuideRevision[] {
  return stored
    .filter(({ status }) => status === 'published')
    .flatMap((one) => {
      const guide = checked.get(one.sourceHash ?? '') ?? readStored(one)
      return guide ? [{ slug: one.slug, revision: one.revision, guide }] : []
    })
}

function nextRevision(
  file: Pick<StoredGuide, 'slug' | 'guide' | 'sourceHash'>,
  history: readonly StoredGuide[],
): StoredGuide | null {
  const { sourceHash } = file
  if (history.some((one) => one.sourceHash === sourceHash && isNewestFromFile(one, history))) return null
  // Once the desk has published, a file is only a suggestion: an editor sees it as a draft.
  const deskHasPublished = history.some((one) => one.sourceHash === null && one.status === 'published')
  return {
    ...file,
    revision: (history.at(-1)?.revision ?? 0) + 1,
    status: deskHasPublished ? 'draft' : 'published',
  }
}

function isNewestFromFile(one: StoredGuide, history: readonly StoredGuide[]): boolean {
  return one === history.filter((other) => other.sourceHash !== null).at(-1)
}

// An older revision may no longer fit today's schema; conversations on it are told, and nobody else is affected.
function readStored({ guide }: StoredGuide): Guide | null {
  return guideSchema.safeParse(guide).data ?? null
}
