// npm run bench: runs main.ts under a Node that is new enough. Plain JavaScript, so that an old Node can read it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { requireNode } from '../../src/find-node.mjs'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const { status } = spawnSync(requireNode(), [...process.execArgv, main], { stdio: 'inherit' })
process.exitCode = status ?? 1
