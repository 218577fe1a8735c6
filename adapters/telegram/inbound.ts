// One webhook request → the update in it. Verifies before it parses; no I/O.
import { createHash, timingSafeEqual } from 'node:crypto'
import { type ParsedUpdate, parseUpdate } from '../../src/channel/telegram/update.ts'

export type Arrived = ParsedUpdate | { readonly type: 'forged' }

export function readWebhook(headers: Headers, body: string, secret: string): Arrived {
  const given = headers.get('x-telegram-bot-api-secret-token') ?? ''
  if (!isSame(given, secret)) return { type: 'forged' }
  try {
    return parseUpdate(JSON.parse(body))
  } catch {
    return { type: 'malformed' }
  }
}

// Digests have one length, so the time tells nothing about the secret.
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
