// The keys Microsoft signs with, as its OpenID metadata names them. Fetched through the host, kept for a day.
import { type CryptoKey, importJWK } from 'jose'
import { z } from 'zod'
import type { ChannelHost } from '../../src/channel/host.ts'

export interface SigningKey {
  readonly key: CryptoKey | Uint8Array
  /** The channels it may speak for. */
  readonly endorsements: readonly string[]
}

export interface Keys {
  /** Null: no such key. Rejects when the keys could not be fetched and none are known. */
  find(kid: string): Promise<SigningKey | null>
}

const metadataSchema = z.looseObject({ jwks_uri: z.url({ protocol: /^https?$/ }) })
const keysSchema = z.looseObject({
  keys: z.array(
    z.looseObject({
      kid: z.string().optional(),
      kty: z.string(),
      n: z.string().optional(),
      e: z.string().optional(),
      endorsements: z.array(z.string()).optional(),
    }),
  ),
})

const askMs = 10_000
/** Microsoft asks for a fresh look once a day (learn.microsoft.com, connector authentication, read November 2026). */
const freshMs = 24 * 3_600_000
/** A token with a key nobody knows makes us look again, but a flood of such tokens must not. */
const lookAgainMs = 5 * 60_000

export function createKeys(metadataUrl: string, host: ChannelHost): Keys {
  let known: ReadonlyMap<string, SigningKey> | null = null
  let fetchedAt = 0
  let triedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | null = null

  async function read<T>(url: string, schema: z.ZodType<T>): Promise<T> {
    const response = await host.fetch(url, { signal: AbortSignal.timeout(askMs) })
    if (!response.ok)
      throw new Error(`[bot-framework] the signing keys are not to be had (${response.status})`)
    return schema.parse(await response.json())
  }

  async function fetchKeys(): Promise<void> {
    triedAt = host.now()
    const { jwks_uri: address } = await read(metadataUrl, metadataSchema)
    // The document came over the network. It may say where on its own server the keys are, and nothing else.
    if (new URL(address).origin !== new URL(metadataUrl).origin) {
      throw new Error('[bot-framework] the signing keys are said to be on another server')
    }
    const { keys } = await read(address, keysSchema)
    const usable = new Map<string, SigningKey>()
    for (const { kid, kty, n, e, endorsements = [] } of keys) {
      if (!kid || kty !== 'RSA' || !n || !e) continue
      usable.set(kid, { key: await importJWK({ kty, n, e }, 'RS256'), endorsements })
    }
    known = usable
    fetchedAt = host.now()
  }

  async function refresh(): Promise<void> {
    fetching ??= fetchKeys().finally(() => {
      fetching = null
    })
    try {
      await fetching
    } catch (error) {
      host.log.warn({ error: (error as Error).name }, '[bot-framework] the signing keys could not be fetched')
      if (!known) throw error
    }
  }

  return {
    async find(kid) {
      const age = host.now() - fetchedAt
      const mayLook = known === null || host.now() - triedAt >= lookAgainMs
      if (mayLook && (known === null || age >= freshMs || !known.has(kid))) await refresh()
      return known?.get(kid) ?? null
    },
  }
}
