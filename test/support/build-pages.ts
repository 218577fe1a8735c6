// Before any test: the pages a browser loads are built from the present sources, as npm start does.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export default function setup(): void {
  const script = join(import.meta.dirname, '..', '..', 'src', 'build-pages.mjs')
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error('the pages could not be built')
}
