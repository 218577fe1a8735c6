// The token of this page: got by the cookie, renewed before it runs out.
import { type Answer, callApi } from './api.ts'

export interface Opened {
  readonly conversationId: string
  readonly token: string
  readonly expires_in: number
  readonly streamUrl?: string
}

export interface Session {
  /** A good token and its conversation; asks the server when there is none yet or the one here grows old. */
  current(): Promise<Answer<Opened>>
  /** The server would not take the token: the next current() asks for another. */
  discard(): void
}

export function createSession(): Session {
  let opened: Opened | null = null
  let renewAt = 0
  let asking: Promise<Answer<Opened>> | null = null

  async function ask(): Promise<Answer<Opened>> {
    const renewed = opened
      ? await callApi<Opened>({ method: 'POST', path: '/tokens/refresh', token: opened.token })
      : null
    const answer =
      renewed && (renewed.ok || renewed.retry || renewed.code === 'conversation_ended')
        ? renewed
        : await callApi<Opened>({ method: 'POST', path: '/tokens/generate' })
    if (answer.ok) {
      opened = answer.value
      renewAt = Date.now() + (answer.value.expires_in * 1_000) / 2
    }
    return answer
  }

  return {
    current() {
      if (opened && Date.now() < renewAt) {
        return Promise.resolve({ ok: true, value: opened, headers: new Headers() })
      }
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    discard() {
      renewAt = 0
    },
  }
}
