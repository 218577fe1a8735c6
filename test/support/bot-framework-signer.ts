// Signs requests as the Bot Framework does, or wrongly in every way somebody may try.
import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { app, type Json } from './bot-framework-activities.ts'

export interface Signing {
  readonly issuer?: string
  readonly audience?: string
  /** Null: without the claim. */
  readonly serviceUrl?: string | null
  /** Of the moment the token ends, from now. */
  readonly endsInMs?: number
  /** `stranger`: a key of somebody else under the right name. `unknown`: a key nobody has published. `web`: endorsed for Web Chat only.
   * `bare`: published without endorsements. */
  readonly key?: 'good' | 'stranger' | 'unknown' | 'web' | 'bare'
}

export interface Signer {
  keys(): readonly Json[]
  sign(activity: Json, more?: Signing): Promise<string>
}

const names = { good: 'kid-all', web: 'kid-web', bare: 'kid-bare', stranger: 'kid-all', unknown: 'kid-new' }
const endorsements: Readonly<Record<string, readonly string[] | undefined>> = {
  good: ['msteams', 'webchat', 'directline', 'sms', 'slack'],
  web: ['webchat'],
}

/** One set of keys for a process: making them is slow, and which they are does not matter. */
export function createSigner(): Promise<Signer> {
  made ??= makeSigner()
  return made
}

let made: Promise<Signer> | null = null

async function makeSigner(): Promise<Signer> {
  const pairs = Object.fromEntries(
    await Promise.all(
      Object.keys(names).map(async (name) => [name, await generateKeyPair('RS256')] as const),
    ),
  )
  const published = await Promise.all(
    ['good', 'web', 'bare'].map(async (name) => ({
      ...(await exportJWK(pairs[name]?.publicKey as CryptoKey)),
      use: 'sig',
      kid: names[name as keyof typeof names],
      ...(endorsements[name] ? { endorsements: endorsements[name] } : {}),
    })),
  )
  return {
    keys: () => published,
    async sign(activity, { issuer, audience, serviceUrl, endsInMs = 3_600_000, key = 'good' } = {}) {
      const claim = serviceUrl === undefined ? activity.serviceUrl : serviceUrl
      const ends = Math.floor((Date.now() + endsInMs) / 1_000)
      const token = await new SignJWT({ ...(claim === null ? {} : { serviceurl: claim }), jti: randomUUID() })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: names[key] })
        .setIssuer(issuer ?? 'https://api.botframework.com')
        .setAudience(audience ?? app.appId)
        .setNotBefore(Math.min(ends - 7_200, Math.floor(Date.now() / 1_000) - 600))
        .setExpirationTime(ends)
        .sign(pairs[key]?.privateKey as CryptoKey)
      return `Bearer ${token}`
    },
  }
}
