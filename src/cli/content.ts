// The content folder as the commands read it: complete and checked, or every problem at once.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { ContentError, type ContentFiles, loadContent } from '../content/load.ts'
import { buildSnapshot, prepareSnapshot, type Snapshot } from '../content/snapshot.ts'
import { publishedGuides } from '../runtime/guides.ts'
import { keepReading } from '../runtime/keep-reading.ts'
import { createSqliteStore } from '../store/sqlite/store.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** Built pages: in `dist/` of a checkout, beside this code where the package itself is in `dist/`. */
export const pagesDirectory = existsSync(join(root, 'pages'))
  ? join(root, 'pages')
  : join(root, 'dist', 'pages')

export const defaultContentDirectory = join(root, 'content')

/** Throws ContentError with every problem. */
export function readContent(directory: string): ContentFiles {
  const { files, problems } = loadContent(directory)
  if (problems.length > 0) throw new ContentError(problems)
  return files
}

/** What a server on this data would answer from: stored guides and catalogue where there are any, else the files. */
export async function snapshotOfDatabase(config: Config): Promise<Snapshot> {
  if (!existsSync(config.databaseFile)) return snapshotOfFiles(config.contentDir, { demo: false })
  const files = readContent(config.contentDir)
  const store = await createSqliteStore(config.databaseFile, { serve: false })
  try {
    const stored = await publishedGuides(store.guides)
    const fromFiles = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
    const catalogue = await store.catalogue.all()
    const { sources, finish } = prepareSnapshot(files, stored.length > 0 ? stored : fromFiles, {
      demo: false,
      catalogue,
    })
    return finish(await keepReading(config.dataDir)(sources))
  } finally {
    await store.close()
  }
}

/** Content straight from the files, each guide as its first revision: for commands that need no database. */
export function snapshotOfFiles(directory: string, options: { demo: boolean }): Snapshot {
  const files = readContent(directory)
  const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
  return buildSnapshot(files, revisions, options)
}
