// Calls to our own server. A failure is one of two kinds: worth trying again, or refused with a sentence.

export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly headers: Headers }
  | {
      readonly ok: false
      readonly retry: boolean
      readonly status: number
      readonly code: string
      readonly message: string
    }

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly token?: string
  readonly json?: unknown
  readonly bytes?: Blob
  readonly headers?: Record<string, string>
  readonly limitMs?: number
}

export async function callApi<T>(call: Call): Promise<Answer<T>> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), call.limitMs ?? 20_000)
  try {
    const response = await fetch(`/v3/directline${call.path}`, {
      method: call.method,
      signal: patience.signal,
      credentials: 'same-origin',
      headers: {
        ...(call.token ? { Authorization: `Bearer ${call.token}` } : {}),
        ...(call.json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...call.headers,
      },
      ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
      ...(call.bytes ? { body: call.bytes } : {}),
    })
    const text = await response.text()
    const value = text ? JSON.parse(text) : null
    if (response.ok) return { ok: true, value, headers: response.headers }
    const { code = '', message = '' } = value?.error ?? {}
    const retry = response.status >= 500 || response.status === 429 || response.status === 408
    return { ok: false, retry, status: response.status, code, message }
  } catch {
    // No network, a cut connection, a proxy's own page: all of them pass.
    return { ok: false, retry: true, status: 0, code: 'network', message: '' }
  } finally {
    clearTimeout(timer)
  }
}

/** Unguessable enough to tell messages apart. crypto.randomUUID is missing on plain http in a local network. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
