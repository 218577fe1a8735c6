#!/usr/bin/env node
// Starts Một Cửa under a Node that is new enough. Plain JavaScript, so that an old Node can read it.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import module from 'node:module'
import { join, resolve } from 'node:path'
import { requireNode, root } from './find-node.mjs'

const node = requireNode()

const [command] = process.argv.slice(2)
if (command === 'serve') {
  keepCompiled()
  buildPages()
}

if (node === process.execPath) {
  await import('./main.ts')
} else {
  const child = spawn(node, [join(root, 'src', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

// A thousand files are compiled once instead of at every start. They are kept where nobody else writes, never in a shared
// temporary folder; Node asks whether a file is still the same.
function keepCompiled() {
  const dataDir = resolve(process.env.DATA_DIR || './data')
  // The processes we start find it here.
  process.env.NODE_COMPILE_CACHE ??= join(dataDir, 'compiled')
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE)
  } catch {
    // Whoever needs the folder says what is wrong with it; a start without compiled files is only slower.
  }
}

// The pages a browser loads are built here and not in the server, which must start without a bundler.
function buildPages() {
  const script = join(root, 'src', 'build-pages.mjs')
  const result = spawnSync(node, [script], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.status !== 0) process.exit(result.status ?? 1)
}
