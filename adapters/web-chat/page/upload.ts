// Sends one file in parts. A lost network pauses it; it goes on from the last byte the server has.
import { type Answer, callApi } from './api.ts'
import { backoffMs } from './backoff.ts'
import type { Session } from './session.ts'
import { wait } from './wait.ts'

export interface UploadEvents {
  progress(sentBytes: number): void
  paused(): void
}

export type Uploaded =
  | { readonly contentUrl: string }
  | { readonly failed: string }
  | { readonly cancelled: true }

interface State {
  readonly uploadId: string
  readonly contentUrl: string
}

// Small first, so that a slow line shows progress and loses little; larger while parts arrive within two seconds.
const smallestPart = 128 * 1024
const largestPart = 2 * 1024 * 1024

export async function uploadFile(
  session: Session,
  file: File,
  signal: AbortSignal,
  events: UploadEvents,
): Promise<Uploaded> {
  const created = await untilAnswered(session, signal, events, (token, conversation) =>
    callApi<State>({
      method: 'POST',
      path: `/conversations/${conversation}/uploads`,
      token,
      json: {
        name: file.name.slice(0, 255),
        mediaType: file.type || 'application/octet-stream',
        sizeBytes: file.size,
      },
    }),
  )
  if (created === null) return { cancelled: true }
  if (!created.ok) return { failed: created.message }
  const { uploadId, contentUrl } = created.value
  let offset = 0
  let part = smallestPart
  while (offset < file.size) {
    const began = Date.now()
    const sent = await untilAnswered(session, signal, events, async (token, conversation, again) => {
      const path = `/conversations/${conversation}/uploads/${uploadId}`
      if (again) {
        // The part may have arrived although its answer did not.
        const state = await callApi<unknown>({ method: 'GET', path, token })
        if (!state.ok) return state
        offset = Number(state.headers.get('Upload-Offset'))
        part = smallestPart
        if (offset >= file.size) return state
      }
      return callApi<unknown>({
        method: 'PATCH',
        path,
        token,
        bytes: file.slice(offset, offset + part),
        headers: { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
        limitMs: 60_000,
      })
    })
    if (sent === null) return { cancelled: true }
    if (!sent.ok) return { failed: sent.message }
    offset = Number(sent.headers.get('Upload-Offset'))
    events.progress(offset)
    if (Date.now() - began < 2_000) part = Math.min(part * 2, largestPart)
  }
  return { contentUrl }
}

/** Tries until there is an answer that trying again would not change; null when cancelled. */
async function untilAnswered<T>(
  session: Session,
  signal: AbortSignal,
  events: UploadEvents,
  attempt: (token: string, conversation: string, again: boolean) => Promise<Answer<T>>,
): Promise<Answer<T> | null> {
  for (let failures = 0; ; failures += 1) {
    if (signal.aborted) return null
    const current = await session.current()
    const answer = current.ok
      ? await attempt(current.value.token, current.value.conversationId, failures > 0)
      : current
    if (signal.aborted) return null
    if (answer.ok) return answer
    if (answer.status === 401 && failures < 3) session.discard()
    // 409: our idea of the offset is wrong, and the next round asks for the right one.
    else if (!answer.retry && answer.status !== 409) return answer
    // An hour of trying at thirty seconds each; nobody waits longer with the page open.
    if (failures > 120) return answer
    events.paused()
    await wait(backoffMs(failures, Math.random()))
  }
}
