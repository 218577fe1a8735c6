// What a suite needs beyond npm: present, or the suite says why it is skipped.
import { existsSync } from 'node:fs'
import { describe } from 'vitest'

export const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
)

/** A suite that runs when `present`, and otherwise stands in the report with its reason. */
export function describeWith(what: string, present: unknown, name: string, body: () => void): void {
  if (present) describe(name, body)
  else describe.skip(`${name} (skipped: ${what} is not installed)`, body)
}
