#!/usr/bin/env node
// Starts Một Cửa under a Node that is new enough. Plain JavaScript, so that an old Node can read it.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { requireNode, root } from './find-node.mjs'

const node = requireNode()

const [command, ...rest] = process.argv.slice(2)
if (command === 'serve') buildPages()

const child = spawn(node, [join(root, 'src', 'main.ts'), ...(command ? [command, ...rest] : [])], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : 1)
})

// The pages a browser loads are built here and not in the server, which must start without a bundler.
function buildPages() {
  const script = join(root, 'src', 'build-pages.mjs')
  const result = spawnSync(node, [script], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.status !== 0) process.exit(result.status ?? 1)
}
