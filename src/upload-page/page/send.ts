// Sends one file in parts to the link's own address; goes on from the last byte the server has, also after a reload when
// the same file is picked again.

export interface SendEvents {
  progress(sentBytes: number): void
  paused(): void
}

export type Sent =
  | { readonly type: 'sent'; readonly uploadId: string }
  | { readonly type: 'failed'; readonly sentence: string }
  | { readonly type: 'over' }
  | { readonly type: 'cancelled' }

const base = location.pathname.replace(/\/$/, '')
// Small first, so that a slow line shows progress and loses little; larger while parts arrive within two seconds.
const smallestPart = 128 * 1024
const largestPart = 2 * 1024 * 1024
/** An hour of tries at thirty seconds each. */
const mostTries = 120

export interface Answer {
  readonly status: number
  readonly body: { readonly uploadId?: string; readonly error?: { readonly message?: string } } | null
  readonly offset: number
}

/** One call; status 0 when there was no answer. */
export async function call(
  method: string,
  path: string,
  body?: Blob | object,
  offset?: number,
): Promise<Answer> {
  try {
    const isBlob = body instanceof Blob
    const response = await fetch(base + path, {
      method,
      signal: AbortSignal.timeout(60_000),
      headers: {
        ...(body === undefined
          ? {}
          : { 'Content-Type': isBlob ? 'application/offset+octet-stream' : 'application/json' }),
        ...(offset === undefined ? {} : { 'Upload-Offset': String(offset) }),
      },
      ...(body === undefined ? {} : { body: isBlob ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const known = response.headers.get('Upload-Offset')
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : null,
      offset: known === null ? Number.NaN : Number(known),
    }
  } catch {
    return { status: 0, body: null, offset: Number.NaN }
  }
}

export async function sendFile(file: File, signal: AbortSignal, events: SendEvents): Promise<Sent> {
  const remembered = `${base}:${file.name}:${file.size}:${file.lastModified}`
  let uploadId = recall(remembered)
  // One already begun is asked where it stands; so is one whose part got no answer.
  let asked = uploadId !== null
  let offset = 0
  let part = smallestPart
  for (let tries = 0; tries < mostTries; ) {
    if (signal.aborted) return { type: 'cancelled' }
    const began = Date.now()
    const answer = await next()
    if (answer.status === 410) return { type: 'over' }
    if (answer.status === 404 && uploadId) {
      // The server let the old one go, perhaps after a day: from the beginning.
      uploadId = null
      forget(remembered)
      tries += 1
      continue
    }
    const settled = answer.status >= 200 && answer.status < 300
    if (settled) {
      tries = 0
      if (answer.body?.uploadId) {
        uploadId = answer.body.uploadId
        keep(remembered, uploadId)
      }
      if (!Number.isNaN(answer.offset)) offset = answer.offset
      events.progress(offset)
      if (uploadId && offset >= file.size) return { type: 'sent', uploadId }
      if (Date.now() - began < 2_000) part = Math.min(part * 2, largestPart)
      asked = false
      continue
    }
    const again = answer.status === 0 || answer.status >= 500 || [408, 409, 429].includes(answer.status)
    if (!again) return { type: 'failed', sentence: answer.body?.error?.message ?? '' }
    // The part may have arrived although its answer did not: ask before sending it again.
    asked = true
    part = smallestPart
    tries += 1
    events.paused()
    await pause(Math.min(30_000, 1_000 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random() / 2))
  }
  return { type: 'failed', sentence: '' }

  function next(): Promise<Answer> {
    if (uploadId === null) {
      const { name, type: mediaType, size: sizeBytes } = file
      return call('POST', '/files', { name, mediaType: mediaType || 'application/octet-stream', sizeBytes })
    }
    if (asked) return call('GET', `/files/${uploadId}`)
    return call('PATCH', `/files/${uploadId}`, file.slice(offset, offset + part), offset)
  }
}

/** Waits, or until the network comes back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer)
      removeEventListener('online', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    addEventListener('online', over)
  })
}

// Private windows may refuse storage; then a reload starts the file again, and nothing else is lost.
function recall(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value)
  } catch {}
}

function forget(key: string): void {
  try {
    sessionStorage.removeItem(key)
  } catch {}
}
