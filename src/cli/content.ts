// The content folder as the commands read it: complete and checked, or every problem at once.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ContentError, type ContentFiles, loadContent } from '../content/load.ts'
import { buildSnapshot, type Snapshot } from '../content/snapshot.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export const defaultContentDirectory = join(root, 'content')

/** Throws ContentError with every problem. */
export function readContent(directory: string): ContentFiles {
  const { files, problems } = loadContent(directory)
  if (problems.length > 0) throw new ContentError(problems)
  return files
}

/** Content straight from the files, each guide as its first revision: for commands that need no database. */
export function snapshotOfFiles(directory: string, options: { demo: boolean }): Snapshot {
  const files = readContent(directory)
  const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
  return buildSnapshot(files, revisions, options)
}
