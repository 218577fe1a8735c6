// Polling, for development: the platform hands each update out once and takes no word that it arrived, so a crash between its answer
// and our commit loses one. A channel that must not lose anything has a webhook.
import { setTimeout as wait } from 'node:timers/promises'
import type { Update } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { ZaloBotClient } from './client.ts'
import { ZaloBotRefusal } from './errors.ts'
import { parseUpdate, type ZaloBotUpdate } from './update.ts'

/** A wrong token, or a webhook that is set: a person must look, and asking faster changes nothing. */
const longWaitMs = 30_000
const firstWaitMs = 500
/** Nothing came: the platform says so with this number. */
const nothingYet = 408

export async function poll(parts: {
  client: ZaloBotClient
  host: ChannelHost
  take(update: ZaloBotUpdate): Promise<readonly Update[]>
  pollSeconds: number
  signal: AbortSignal
}): Promise<void> {
  const { client, host, pollSeconds, signal } = parts
  let waitMs = firstWaitMs
  while (!signal.aborted) {
    const asked = Date.now()
    try {
      const result = await client.call(
        'getUpdates',
        // The parameter is a string in the documentation's table and a number in its example; a string is what runs in production.
        { timeout: String(pollSeconds) },
        { signal, timeoutMs: (pollSeconds + 10) * 1_000 },
      )
      // One update; a list, as the platform's model has it, would be read too.
      for (const body of Array.isArray(result) ? result : result ? [result] : []) await keep(body, parts)
      waitMs = firstWaitMs
    } catch (error) {
      if (signal.aborted) return
      const refusal = error instanceof ZaloBotRefusal ? error : null
      const code = refusal?.errorCode ?? null
      if (code === nothingYet) {
        // An answer that did not wait must not make us spin.
        if (Date.now() - asked < 50) await wait(firstWaitMs, null, { signal }).catch(() => {})
        continue
      }
      const forPeople = code !== null && code < 500 && code !== 429
      host.log[forPeople ? 'error' : 'warn']({ code }, '[zalo-bot] getting updates failed')
      await wait(refusal?.retryAfterMs ?? (forPeople ? longWaitMs : waitMs), null, { signal }).catch(() => {})
      waitMs = Math.min(waitMs * 2, longWaitMs)
    }
  }
}

// It is not handed out again, so we hold on to it until the disk takes it.
async function keep(body: unknown, { take, host, signal }: Parameters<typeof poll>[0]): Promise<void> {
  const parsed = parseUpdate(body)
  if (parsed.type !== 'update') {
    host.log.warn({ type: parsed.type }, '[zalo-bot] an update in an unknown shape was left alone')
    return
  }
  for (let waitMs = 100; !signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      return await host.accept(await take(parsed.update))
    } catch (error) {
      host.log.warn({ error: (error as Error).name }, '[zalo-bot] an update waits for the disk')
      await wait(waitMs, null, { signal }).catch(() => {})
    }
  }
}
