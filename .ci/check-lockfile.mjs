// The lockfile names no registry, and lacks no optional platform package (npm leaves those out silently when one is missing
// from a registry, and then `npm ci` fails elsewhere).
import { readFileSync } from 'node:fs'

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const entries = Object.entries(lock.packages)
const faults = []
for (const [path, entry] of entries) {
  if (entry.resolved) faults.push(`${path} records a registry address`)
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    const found = entries.some(
      ([other]) => other === `node_modules/${name}` || other.endsWith(`/node_modules/${name}`),
    )
    if (!found) faults.push(`${path} wants ${name}, which has no entry`)
  }
}
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(`lockfile: ${entries.length} packages, no registry address, no missing platform package`)
