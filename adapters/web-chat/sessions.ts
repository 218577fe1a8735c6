// The cookie by which a browser finds its conversation again for 90 days. We keep only the hash of its value: whoever
// reads our database cannot take over a conversation.
import { createHash } from 'node:crypto'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { CheckedConfig } from './config.ts'
import { type Claims, tokenSeconds } from './tokens.ts'

const keptMs = 90 * 24 * 3_600_000

export interface Sessions {
  /** The conversation of this browser, if its cookie still leads to one. Every visit begins the 90 days anew. */
  resume(request: Request): Promise<{ claims: Claims; cookie: string } | null>
  begin(claims: Claims): Promise<string>
  /** Forgets the browser and closes the conversation to tokens still out. Returns the cookie that removes the cookie. */
  end(request: Request, conversation: string): Promise<string>
  hasEnded(conversation: string): Promise<boolean>
}

export function createSessions(config: CheckedConfig, host: ChannelHost): Sessions {
  const https = config.publicUrl?.startsWith('https:') ?? false
  // A browser takes the prefix only over https; on loopback there is no https to ask for.
  const name = https ? '__Host-webchat' : 'webchat'
  const cookie = (value: string, seconds: number) =>
    `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${https ? '; Secure' : ''}`

  async function keep(value: string, claims: Claims): Promise<string> {
    await host.values.set(sessionKey(value), claims, { expiresAt: host.now() + keptMs })
    return cookie(value, keptMs / 1000)
  }

  return {
    async resume(request) {
      const value = readCookie(request, name)
      const claims = value === null ? null : await host.values.get<Claims>(sessionKey(value))
      return value !== null && claims ? { claims, cookie: await keep(value, claims) } : null
    },
    begin: (claims) => keep(host.randomToken(32), claims),
    async end(request, conversation) {
      // Past this, every token of the conversation has run out, and a marked one cannot be refreshed.
      await host.values.set(endedKey(conversation), true, {
        expiresAt: host.now() + (tokenSeconds + 60) * 1000,
      })
      const value = readCookie(request, name)
      const claims = value === null ? null : await host.values.get<Claims>(sessionKey(value))
      if (value !== null && claims?.conversation === conversation) await host.values.delete(sessionKey(value))
      return cookie('', 0)
    },
    hasEnded: async (conversation) => (await host.values.get(endedKey(conversation))) === true,
  }
}

const endedKey = (conversation: string) => `ended:${conversation}`
const sessionKey = (value: string) => `session:${createHash('sha256').update(value).digest('base64url')}`

function readCookie(request: Request, name: string): string | null {
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    // 32 random bytes in base64url; anything else was never one of ours and is not worth a look-up.
    if (key === name && value && /^[\w-]{20,128}$/.test(value)) return value
  }
  return null
}
