// One webhook request → the update in it. Verifies before it parses; no I/O.
import { createHash, timingSafeEqual } from 'node:crypto'
import { parseExactJson } from '../../src/channel/exact-json.ts'
import { type ParsedUpdate, parseUpdate } from './update.ts'

export type Arrived = ParsedUpdate | { readonly type: 'forged' }

export function readWebhook(headers: Headers, body: string, secret: string): Arrived {
  const given = headers.get('x-bot-api-secret-token') ?? ''
  if (!isSame(given, secret)) return { type: 'forged' }
  try {
    return parseUpdate(parseExactJson(body))
  } catch {
    return { type: 'malformed' }
  }
}

// Digests have one length, so the time tells nothing about the secret.
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
