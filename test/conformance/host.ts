// The host of a conformance check: a memory host whose way out is the real one, held to this machine and to a second.
import { createOutbound } from '../../src/outbound/outbound.ts'
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts'

/** How long the host waits for a platform in these checks. */
export const patienceMs = 1_000

export interface ConformanceHost extends MemoryHost {
  /** Requests that went through the host. */
  fetched(): number
  close(): void
}

export function createConformanceHost(): ConformanceHost {
  const outbound = createOutbound()
  let fetched = 0
  return Object.assign(createMemoryHost(Date.now()), {
    fetch(url: string, init?: RequestInit) {
      fetched += 1
      return outbound.fetch(url, { ...init, timeoutMs: patienceMs })
    },
    fetchFromMessage(url: string, hosts: readonly string[], init?: RequestInit) {
      fetched += 1
      return outbound.fetchFromMessage(url, hosts, { ...init, timeoutMs: patienceMs })
    },
    fetched: () => fetched,
    close: () => outbound.close(),
  })
}
