#!/usr/bin/env node
// Starts Một Cửa under a Node that is new enough. Plain JavaScript, so that an old Node can read it.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { requireNode, root } from './find-node.mjs'

const node = requireNode()

const [command] = process.argv.slice(2)
if (command === 'serve') buildPages()

if (node === process.execPath) {
  await import('./main.ts')
} else {
  const child = spawn(node, [join(root, 'src', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

// The pages a browser loads are built here and not in the server, which must start without a bundler.
function buildPages() {
  const script = join(root, 'src', 'build-pages.mjs')
  const result = spawnSync(node, [script], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.status !== 0) process.exit(result.status ?? 1)
}
