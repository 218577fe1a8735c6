// Activities as they come: over a WebSocket, and by asking again and again where sockets do not get through.
import { callApi } from './api.ts'
import { backoffMs } from './backoff.ts'
import type { Opened, Session } from './session.ts'
import type { WireActivity } from './transcript.ts'
import { wait } from './wait.ts'

export interface StreamEvents {
  activities(conversation: string, activities: readonly WireActivity[]): void
  connected(): void
  disconnected(): void
  /** The server refuses for good, with a sentence. */
  refused(code: string, message: string): void
}

export interface Opening {
  readonly start?: string
  readonly language: string
  readonly clientActivityID?: string
}

// The server speaks every 15 s; silence of three times that is a dead line that has not noticed.
const silenceMs = 45_000
// Some networks let no socket through. After two tries in vain we ask every few seconds, and try a socket each minute.
const pollMs = 3_000
const pollRounds = 20

export function runStream(session: Session, opening: Opening, events: StreamEvents): { stop(): void } {
  let stopped = false
  let socket: WebSocket | null = null
  let conversation = ''
  let watermark = ''
  let lastHeard = 0

  const hurry = () => {
    // A phone wakes up with a socket that only looks open.
    if (document.visibilityState === 'visible' && socket && Date.now() - lastHeard > silenceMs / 2)
      socket.close()
  }
  document.addEventListener('visibilitychange', hurry)
  const watchdog = setInterval(() => {
    if (socket && Date.now() - lastHeard > silenceMs) socket.close()
  }, 5_000)
  void run()

  return {
    stop() {
      stopped = true
      clearInterval(watchdog)
      document.removeEventListener('visibilitychange', hurry)
      socket?.close()
    },
  }

  async function run(): Promise<void> {
    let failures = 0
    let unopened = 0
    while (!stopped) {
      const address = await connect()
      if (address === null) return
      if (address) {
        const opened = await follow(address)
        unopened = opened ? 0 : unopened + 1
        if (opened) failures = 0
        else if (unopened >= 2 && (await poll())) {
          failures = 0
          continue
        }
      }
      if (stopped) return
      events.disconnected()
      await wait(backoffMs(failures, Math.random()))
      failures += 1
    }
  }

  /** A stream address; '' when it should be tried again, null when it never will work. */
  async function connect(): Promise<string | null> {
    const current = await session.current()
    if (!current.ok) return refuse(current)
    const { conversationId, token } = current.value
    if (conversationId !== conversation) {
      conversation = conversationId
      watermark = ''
    }
    const answer = watermark
      ? await callApi<Opened>({
          method: 'GET',
          path: `/conversations/${conversationId}?watermark=${watermark}`,
          token,
        })
      : await callApi<Opened>({ method: 'POST', path: '/conversations', token, json: opening })
    return answer.ok ? (answer.value.streamUrl ?? '') : refuse(answer)
  }

  function refuse(answer: { retry: boolean; status: number; code: string; message: string }): string | null {
    if (answer.retry) return ''
    if (answer.status === 401) {
      session.discard()
      return ''
    }
    events.refused(answer.code, answer.message)
    return null
  }

  function follow(address: string): Promise<boolean> {
    return new Promise((resolve) => {
      let opened = false
      lastHeard = Date.now()
      socket = new WebSocket(address)
      socket.onopen = () => {
        opened = true
        lastHeard = Date.now()
        events.connected()
      }
      socket.onmessage = ({ data }) => {
        lastHeard = Date.now()
        if (data) take(JSON.parse(data))
      }
      socket.onclose = () => {
        socket = null
        resolve(opened)
      }
    })
  }

  async function poll(): Promise<boolean> {
    for (let round = 0; round < pollRounds && !stopped; round += 1) {
      const current = await session.current()
      if (!current.ok) return false
      const { token, conversationId } = current.value
      const path = `/conversations/${conversationId}/activities?watermark=${watermark}`
      const answer = await callApi<{ activities: WireActivity[]; watermark: string }>({
        method: 'GET',
        path,
        token,
      })
      if (!answer.ok) return false
      events.connected()
      take(answer.value)
      // A full page of history is asked for at once, news with a pause.
      if (answer.value.activities.length < 100) await wait(pollMs)
    }
    return true
  }

  function take(set: { activities: WireActivity[]; watermark?: string }): void {
    if (set.watermark) watermark = set.watermark
    events.activities(conversation, set.activities)
  }
}
