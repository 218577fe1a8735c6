// npm run build: the pages, then JavaScript and types into dist/ for those who embed the assistant, with the files code reads.
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

run(process.execPath, [join(root, 'src', 'build-pages.mjs')])
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'])

for (const folder of ['src', 'adapters']) {
  for (const name of readdirSync(join(root, folder), { recursive: true })) {
    if (/\.(ya?ml|css|json)$/.test(name) && !name.includes('page/')) {
      cpSync(join(root, folder, name), join(root, 'dist', folder, name))
    }
  }
}
// What the package knows and says goes with it.
cpSync(join(root, 'content'), join(root, 'dist', 'content'), { recursive: true })

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
