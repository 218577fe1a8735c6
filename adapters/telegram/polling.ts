// Long polling. Asking for what comes after an update confirms it, so we ask only once it is on disk: after a crash Telegram
// hands out again whatever was not. No offset of our own is kept; theirs is the true one.
import { setTimeout as wait } from 'node:timers/promises'
import type { Update } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { type TelegramPort, TelegramRefusal } from '../../src/channel/telegram/port.ts'
import { allowedUpdates, parseUpdate, type TelegramUpdate } from '../../src/channel/telegram/update.ts'

/** A wrong token, or a second program polling: a person must look, and asking faster changes nothing. */
const longWaitMs = 30_000
const firstWaitMs = 500

export async function poll(parts: {
  port: TelegramPort
  host: ChannelHost
  take(update: TelegramUpdate): Promise<readonly Update[]>
  pollSeconds: number
  signal: AbortSignal
}): Promise<void> {
  const { port, host, pollSeconds, signal } = parts
  let offset: number | null = null
  let waitMs = firstWaitMs
  while (!signal.aborted) {
    try {
      const raw = await port.call(
        'getUpdates',
        {
          timeout: pollSeconds,
          allowed_updates: allowedUpdates,
          limit: 100,
          ...(offset === null ? {} : { offset }),
        },
        { signal, timeoutMs: (pollSeconds + 10) * 1_000 },
      )
      const batch = Array.isArray(raw) ? raw : []
      await keep(batch, parts)
      for (const body of batch)
        offset = Math.max(offset ?? 0, Number((body as { update_id?: unknown }).update_id) + 1)
      waitMs = firstWaitMs
    } catch (error) {
      if (signal.aborted) return
      const refusal = error instanceof TelegramRefusal ? error : null
      const code = refusal?.errorCode ?? null
      const forPeople = code === 401 || code === 404 || code === 409
      const level = forPeople ? 'error' : 'warn'
      host.log[level]({ code, error: (error as Error).name }, '[telegram] getting updates failed')
      await wait(refusal?.retryAfterMs ?? (forPeople ? longWaitMs : waitMs), null, { signal }).catch(() => {})
      waitMs = Math.min(waitMs * 2, longWaitMs)
    }
  }
}

// One person's updates one after another, different people's side by side, so that they share a commit.
async function keep(
  batch: readonly unknown[],
  { take, host }: { take(update: TelegramUpdate): Promise<readonly Update[]>; host: ChannelHost },
): Promise<void> {
  const lines = new Map<string, TelegramUpdate[]>()
  for (const body of batch) {
    const parsed = parseUpdate(body)
    if (parsed.type !== 'update') {
      host.log.warn({ type: parsed.type }, '[telegram] an update in an unknown shape was left alone')
      continue
    }
    const { message, callback_query: callback } = parsed.update
    const chat = message?.chat.id ?? callback?.from.id ?? ''
    lines.set(chat, [...(lines.get(chat) ?? []), parsed.update])
  }
  await Promise.all(
    [...lines.values()].map(async (line) => {
      for (const update of line) await host.accept(await take(update))
    }),
  )
}
