// Who may come in: bearer tokens, their conversation, and how fast.
import type { ChannelHost } from '../../src/channel/host.ts'
import { refuse } from './answers.ts'
import type { CheckedConfig } from './config.ts'
import { createRate } from './rate.ts'
import type { Sessions } from './sessions.ts'
import { type Verified, verifyToken } from './tokens.ts'

export interface Door {
  /** The claims behind a request's token, for the conversation its path names; otherwise the refusal. */
  admit(request: Request): Promise<Verified | Response>
  /** Null when a new token may be given out to this address. */
  admitStranger(address: string): Response | null
  /** Null when this conversation may post once more now. */
  admitMessage(conversation: string): Response | null
}

export function createDoor(config: CheckedConfig, host: ChannelHost, sessions: Sessions): Door {
  // A household or an office behind one address opens a few a minute; a mobile carrier hides thousands of people behind
  // one, so the burst is wide. Each costs one row for 90 days.
  const perAddress = createRate({ burst: 60, perSecond: 1 }, host.now)
  // All together: four million a day, more than the country files.
  const everyone = createRate({ burst: 1_000, perSecond: 50 }, host.now)
  // A person sends one a second, a page catching up after a tunnel a few dozen at once; more is a program.
  const messages = createRate({ burst: 120, perSecond: 20 }, host.now)

  return {
    async admit(request) {
      const token = /^Bearer ([\w.-]{1,2048})$/.exec(request.headers.get('authorization') ?? '')?.[1]
      const claims = token ? verifyToken(config.tokenSecret, token, host.now()) : null
      if (claims === null) return refuse('token_required')
      const named = conversationInPath(request)
      // "Not yours" and "not there" look alike.
      if (named !== null && named !== claims.conversation) return refuse('not_found')
      return (await sessions.hasEnded(claims.conversation)) ? refuse('conversation_ended') : claims
    },
    admitStranger(address) {
      // Programs on this machine, and every caller where a proxy hides all addresses, share one; the bound for all holds.
      const near = /^127\.|^::1$/.test(address) || perAddress(address)
      return near && everyone('') ? null : refuse('rate_limited')
    },
    admitMessage: (conversation) => (messages(conversation) ? null : refuse('rate_limited')),
  }
}

function conversationInPath(request: Request): string | null {
  const part = /^\/v3\/directline\/conversations\/([^/]+)/.exec(new URL(request.url).pathname)?.[1]
  return part === undefined ? null : decodeURIComponent(part)
}
