// Files the assistant sends: fetched with the page's own token, so that no address in the page opens anything by itself.
import { backoffMs } from './backoff.ts'
import type { Session } from './session.ts'
import { wait } from './wait.ts'

/** Tries before a person is told; a tunnel is usually over by then. */
const tries = 4
const limitMs = 60_000

/** The file as a blob, or null when it could not be had. */
export async function downloadFile(session: Session, path: string): Promise<Blob | null> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (attempt > 0) await wait(backoffMs(attempt - 1, Math.random()))
    const current = await session.current()
    if (!current.ok) {
      if (current.retry) continue
      return null
    }
    try {
      const response = await fetch(`/v3/directline${path}`, {
        headers: { Authorization: `Bearer ${current.value.token}` },
        signal: AbortSignal.timeout(limitMs),
      })
      if (response.ok) return await response.blob()
      if (response.status === 404) return null
      if (response.status === 401 || response.status === 403) session.discard()
    } catch {
      // No network, or a cut connection: the next try may do.
    }
  }
  return null
}

/** Hands a blob to the browser's own download, under its name. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
