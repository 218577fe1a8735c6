// Where a demo finds the sandbox and who it is there: apart from the portal itself, which runs in a process of its own.
import type { Account } from './portal.ts'

export const demoAccount: Account = { name: 'motcua@sandbox.test', password: 'motcua' }
export const demoGroup = '20'
export const restBase = '/o/rest/v2'

/** True when what answers there says that it is a sandbox. */
export async function isSandbox(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/healthz`, {
      signal: AbortSignal.timeout(2_000),
      redirect: 'error',
    })
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null && 'service' in body && body.service === 'motcua-sandbox'
  } catch {
    return false
  }
}
