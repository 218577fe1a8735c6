// One webhook request → the event in it. Verifies before it parses; no I/O.
import { createHash, timingSafeEqual } from 'node:crypto'
import { parseExactJson } from '../../src/channel/exact-json.ts'
import { eventSchema, type ZaloOaEvent } from './event.ts'

export type Arrived =
  /** What Zalo sends when the address is saved in its console: an empty object, unsigned. */
  | { readonly type: 'probe' }
  | { readonly type: 'forged' }
  | { readonly type: 'malformed' }
  /** Signed, but in no shape we know. */
  | { readonly type: 'unread' }
  | { readonly type: 'event'; readonly event: ZaloOaEvent; readonly variant: string }

export interface Proof {
  readonly appId: string
  readonly oaId: string
  readonly secretKey: string
}

/** A body has one timestamp; the bound is for one that was made to keep us busy. */
const mostTimestamps = 4

export function readWebhook(headers: Headers, raw: Uint8Array, proof: Proof): Arrived {
  const given = headers.get('x-zevent-signature')
  if (given === null && Buffer.from(raw).toString('latin1').trim() === '{}') return { type: 'probe' }
  const variant = given === null ? null : matchingVariant(given, headers, raw, proof)
  if (variant === null) return { type: 'forged' }
  let body: unknown
  try {
    body = parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(raw))
  } catch {
    return { type: 'malformed' }
  }
  const parsed = eventSchema.safeParse(body)
  return parsed.success ? { type: 'event', event: parsed.data, variant } : { type: 'unread' }
}

// SHA-256 (not HMAC) over application id, the very bytes, timestamp and OA secret key. Where the timestamp is read, whether `mac=`
// stands in front, and whether some senders put the OA's id first is told differently (read November 2026): all readings count, none
// is weaker than another. No age is refused: a repeat carries its first timestamp for more than an hour, and the inbox knows repeats.
function matchingVariant(given: string, headers: Headers, raw: Uint8Array, proof: Proof): string | null {
  const mac = given.trim().replace(/^mac=/i, '').toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(mac)) return null
  const wanted = Buffer.from(mac, 'hex')
  const headerTime = headers.get('x-zevent-timestamp')
  const times = [
    ...timestampsIn(raw).map((time) => ['body', time] as const),
    ...(headerTime === null ? [] : [['header', headerTime.trim()] as const]),
  ]
  let found: string | null = null
  for (const [who, id] of [
    ['app', proof.appId],
    ['oa', proof.oaId],
  ] as const) {
    for (const [where, time] of times) {
      const made = createHash('sha256').update(id).update(raw).update(time).update(proof.secretKey).digest()
      // Every variant is worked out whatever came before, so that the time tells nothing.
      if (timingSafeEqual(made, wanted)) found ??= `${who}, ${where}`
    }
  }
  return found
}

// Found without parsing. A quotation mark inside a person's text is escaped, so words cannot pass for the field.
function timestampsIn(raw: Uint8Array): string[] {
  const text = Buffer.from(raw).toString('latin1')
  return [...text.matchAll(/"timestamp"\s*:\s*"?(\d{1,20})/g)]
    .slice(0, mostTimestamps)
    .map((match) => match[1] ?? '')
}
