// Calls to the Zalo Bot API. The token is part of every address, so no address is ever logged or kept. The only file here that talks to
// the platform.
import { parseExactJson } from '../../src/channel/exact-json.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { ZaloBotRefusal } from './errors.ts'

export interface ZaloBotClient {
  /** Gives back `result`. Throws ZaloBotRefusal and nothing else. */
  call(
    method: string,
    payload: Readonly<Record<string, unknown>>,
    options?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<unknown>
}

const callMs = 20_000

export function createZaloBotClient(
  { token, apiRoot }: { token: string; apiRoot: string },
  host: ChannelHost,
): ZaloBotClient {
  return {
    async call(method, payload, { signal, timeoutMs = callMs } = {}) {
      const timeout = AbortSignal.timeout(timeoutMs)
      let response: Response
      let text: string
      try {
        response = await host.fetch(`${apiRoot}/bot${token}/${method}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(payload),
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        })
        text = await response.text()
      } catch {
        // What the way out throws may hold the address.
        throw new ZaloBotRefusal(method, null)
      }
      return readAnswer(method, response, text)
    },
  }
}

// An HTTP 200 alone is no success: `ok` says it.
function readAnswer(method: string, { status, headers }: Response, text: string): unknown {
  const wait = headers.get('retry-after')
  const retryAfterMs = wait !== null && /^\d{1,6}$/.test(wait) ? Number(wait) * 1_000 : undefined
  const body = envelopeOf(text)
  if (body?.ok === true && status < 300) return body.result
  const code = Number(body?.error_code ?? Number.NaN)
  if (Number.isInteger(code)) throw new ZaloBotRefusal(method, code, { retryAfterMs })
  if (status >= 300) throw new ZaloBotRefusal(method, status, { retryAfterMs })
  throw new ZaloBotRefusal(method, null, { readable: false })
}

interface Envelope {
  readonly ok?: unknown
  readonly result?: unknown
  readonly error_code?: unknown
}

function envelopeOf(text: string): Envelope | null {
  try {
    return parseExactJson(text) as Envelope | null
  } catch {
    return null
  }
}
