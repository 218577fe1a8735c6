// Tokens: signed, for one conversation, 30 minutes. Shaped as a JWT because Direct Line clients read the user id out of it.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

export const tokenSeconds = 1_800
// A token may be refreshed this long; then the browser shows its cookie again. Bounds what a copied token is worth.
const chainSeconds = 24 * 3_600

export interface Claims {
  readonly conversation: string
  readonly user: string
}

const payloadSchema = z.object({
  conv: z.string(),
  user: z.string(),
  iat: z.number(),
  exp: z.number(),
  first: z.number(),
})

// For clients that decode it. We never read it, so nobody can choose an algorithm; the signature covers it.
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url')

/** `first` is when the chain of refreshes began: now, unless a token is being renewed. */
export function signToken(
  secret: string,
  claims: Claims,
  nowMs: number,
  first = Math.floor(nowMs / 1000),
): string {
  const iat = Math.floor(nowMs / 1000)
  const payload = { conv: claims.conversation, user: claims.user, iat, exp: iat + tokenSeconds, first }
  const content = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`
  return `${content}.${signature(secret, content)}`
}

export type Verified = Claims & { readonly first: number; readonly renewable: boolean }

/** The claims of a token of ours that is still good, otherwise null. */
export function verifyToken(secret: string, token: string, nowMs: number): Verified | null {
  const [head, body, given, ...rest] = token.split('.')
  if (!head || !body || !given || rest.length > 0) return null
  const expected = Buffer.from(signature(secret, `${head}.${body}`))
  const actual = Buffer.from(given)
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null
  const payload = payloadSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()))
  const now = Math.floor(nowMs / 1000)
  if (payload.exp <= now) return null
  const { conv, user, first } = payload
  return { conversation: conv, user, first, renewable: first + chainSeconds > now }
}

function signature(secret: string, content: string): string {
  return createHmac('sha256', secret).update(content).digest('base64url')
}
