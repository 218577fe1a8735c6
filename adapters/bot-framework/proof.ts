// Who vouches for a request: a token signed by the Bot Framework, for this bot, for this channel and the very address it asks us to answer.
//
// Not botbuilder's own check, which can be pointed elsewhere but lets more through: it skips the address when the message has none, takes a key without
// endorsements for one with all, accepts tokens of other issuers by what they say of themselves, and fetches keys without bounds (decision 0017).
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { Keys } from './keys.ts'

export type Verdict =
  | { readonly type: 'good' }
  /** No token of the Bot Framework's for this bot. */
  | { readonly type: 'unknown'; readonly why: string }
  /** A good token, but for something else than this message. */
  | { readonly type: 'misused'; readonly why: string }

export interface Claimed {
  readonly channelId: string
  readonly serviceUrl: string
}

const issuer = 'https://api.botframework.com'
/** Clocks differ; five minutes is what Microsoft's page allows (connector authentication, read November 2026). */
const toleranceSeconds = 300

/** Rejects when the keys cannot be had: then nothing is known about the request. */
export async function verify(
  authorization: string | null,
  { channelId, serviceUrl }: Claimed,
  parts: { keys: Keys; appId: string; now: number },
): Promise<Verdict> {
  const token = /^Bearer ([\w-]{1,8192}\.[\w-]{1,8192}\.[\w-]{1,2048})$/i.exec(authorization ?? '')?.[1]
  const kid = token === undefined ? undefined : keyIdOf(token)
  if (token === undefined || kid === undefined) return { type: 'unknown', why: 'no token' }
  const found = await parts.keys.find(kid)
  if (!found) return { type: 'unknown', why: 'key' }
  let payload: JWTPayload
  try {
    const verified = await jwtVerify(token, found.key, {
      algorithms: ['RS256'],
      issuer,
      audience: parts.appId,
      clockTolerance: toleranceSeconds,
      currentDate: new Date(parts.now),
      requiredClaims: ['exp', 'serviceurl'],
    })
    payload = verified.payload
  } catch (error) {
    return { type: 'unknown', why: String((error as { code?: unknown }).code ?? 'token') }
  }
  if (payload.serviceurl !== serviceUrl) return { type: 'misused', why: 'serviceurl' }
  if (!found.endorsements.includes(channelId)) return { type: 'misused', why: 'endorsement' }
  return { type: 'good' }
}

function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid
  } catch {
    return undefined
  }
}
