// Content with one guide, kept as bytes between processes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { buildSnapshot, type Snapshot } from '../../src/content/snapshot.ts'

type ContentFiles = ReturnType<typeof readContent>

const procedure = 'dang-ky-khai-sinh'

/** Only the guide that is filed: a process that dies this often should not read eighty each time it starts. */
export function oneGuide(): ContentFiles {
  const files = readContent(defaultContentDirectory)
  return { ...files, guides: new Map([...files.guides].filter(([slug]) => slug === procedure)) }
}

export function keepContent(directory: string): void {
  writeFileSync(join(directory, 'content.bin'), serialize(oneGuide()))
}

export function snapshotOf(directory: string): Snapshot {
  return snapshot(deserialize(readFileSync(join(directory, 'content.bin'))) as ContentFiles)
}

export function snapshot(files: ContentFiles): Snapshot {
  const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
  return buildSnapshot(files, revisions, { demo: true })
}
