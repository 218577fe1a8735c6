// Telegram: our own bot, by webhook or by polling. What updates and replies mean is in src/channel/telegram.
import { setTimeout as wait } from 'node:timers/promises'
import type { Channel, Received } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { telegramLimits } from '../../src/channel/telegram/limits.ts'
import { createTelegramLine } from '../../src/channel/telegram/line.ts'
import { TelegramRefusal } from '../../src/channel/telegram/port.ts'
import { webhookRoute } from '../../src/channel/webhook.ts'
import { createGrammyPort } from './client.ts'
import { type TelegramConfig, telegramConfig } from './config.ts'
import { readWebhook } from './inbound.ts'
import { announcements } from './outbound.ts'
import { poll } from './polling.ts'

export const telegramPath = '/channels/telegram'

export function createTelegramChannel(config: TelegramConfig, host: ChannelHost): Channel {
  const checked = telegramConfig.parse(config)
  const { webhook, albumSettleMs, pollSeconds } = checked
  const port = createGrammyPort(checked, host)
  const line = createTelegramLine({ name: 'telegram', host, port, albumSettleMs })

  async function receive(request: Request): Promise<Received> {
    const answer = (status: number): Received => ({ response: new Response(null, { status }), updates: [] })
    if (!webhook) return answer(404)
    const arrived = readWebhook(request.headers, await request.text(), webhook.secret)
    switch (arrived.type) {
      case 'forged':
        return answer(401)
      case 'malformed':
        return answer(400)
      case 'unread':
        host.log.warn({ update: arrived.updateId }, '[telegram] an update in an unknown shape was left alone')
        return answer(200)
    }
    try {
      const updates = await line.take(arrived.update)
      return { response: new Response(null, { status: 200 }), updates }
    } catch (error) {
      // Not written, so not acknowledged: Telegram brings it again.
      host.log.warn({ error: (error as Error).name }, '[telegram] an update could not be taken')
      return answer(503)
    }
  }

  /** Tells Telegram who we are and how updates come, for as long as it takes. */
  async function announce(signal: AbortSignal): Promise<void> {
    for (let waitMs = 1_000; !signal.aborted; waitMs = Math.min(waitMs * 2, 60_000)) {
      try {
        await line.identity()
        for (const { method, payload } of announcements(checked)) await port.call(method, payload, { signal })
        return
      } catch (error) {
        if (signal.aborted) return
        const refusal = error instanceof TelegramRefusal ? error : null
        const fields = { code: refusal?.errorCode ?? null, method: refusal?.method ?? null }
        host.log.error(fields, '[telegram] Telegram did not accept the set-up; trying again')
        await wait(refusal?.retryAfterMs ?? waitMs, null, { signal }).catch(() => {})
      }
    }
  }

  const channel: Channel = {
    name: 'telegram',
    limits: telegramLimits,
    receive,
    routes: () => (webhook ? [webhookRoute(telegramPath, channel, host)] : []),
    async start(signal) {
      signal.addEventListener('abort', line.stop, { once: true })
      await line.resume()
      await announce(signal)
      if (!webhook) await poll({ port, host, take: line.take, pollSeconds, signal })
    },
    send: line.send,
    fetchAttachment: line.fetchAttachment,
  }
  return channel
}
