// The assistant inside somebody else's telegraf bot, as middleware. What updates and replies mean is in src/channel/telegram.
import type { Telegram } from 'telegraf'
import type { Channel, ChannelName } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { telegramLimits } from '../../src/channel/telegram/limits.ts'
import { createTelegramLine } from '../../src/channel/telegram/line.ts'
import { parseUpdate, type TelegramUpdate } from '../../src/channel/telegram/update.ts'
import { createTelegrafPort } from './client.ts'
import { type CheckedMountConfig, type MountConfig, mountConfig } from './config.ts'
import { createInsiders, whoseIs } from './inbound.ts'

/** What `embedAssistant()` gives back, as far as it is needed here. */
export interface Mountable {
  addChannel(name: ChannelName, make: (host: ChannelHost) => Channel): void
}

export interface MountOptions extends MountConfig {
  readonly assistant: Mountable
  /** `bot.telegram` of the host's bot. */
  readonly telegram: Telegram
}

export type Middleware = (ctx: { readonly update: object }, next: () => Promise<void>) => Promise<void>

/**
 * Middleware for `bot.use()`, before the host's own handlers. What the assistant takes is on disk before it resolves, and does not
 * reach `next`; everything else passes untouched. When it could not be written it rejects, so that Telegram brings the update again.
 */
export function assistantMiddleware({ assistant, telegram, ...config }: MountOptions): Middleware {
  const checked = mountConfig.parse(config)
  let mounted: Mounted | null = null
  assistant.addChannel('telegraf', (host) => {
    mounted = mount(telegram, checked, host)
    return mounted.channel
  })
  return async (ctx, next) => {
    const parsed = parseUpdate(ctx.update)
    if (parsed.type !== 'update' || !mounted || !(await mounted.take(parsed.update))) return next()
  }
}

export interface Mounted {
  readonly channel: Channel
  /** True when the update was ours, and is on disk. */
  take(update: TelegramUpdate): Promise<boolean>
}

function mount(telegram: Telegram, config: CheckedMountConfig, host: ChannelHost): Mounted {
  const port = createTelegrafPort(telegram, config.callMs)
  const line = createTelegramLine({ name: 'telegraf', host, port, albumSettleMs: config.albumSettleMs })
  const insiders = createInsiders(host, config.idleMs)
  return {
    async take(update) {
      const chat = privateChat(update)
      const whose = whoseIs(update, chat !== null && (await insiders.has(chat)), config)
      if (whose.type === 'host') return false
      if (whose.type === 'leaves') {
        await insiders.leave(whose.chat)
        return false
      }
      if (whose.enters) await insiders.enter(whose.chat)
      await host.accept(await line.take(whose.update))
      return true
    },
    channel: {
      name: 'telegraf',
      limits: telegramLimits,
      // Updates come through the host's bot, and through nothing else.
      receive: async () => ({ response: new Response(null, { status: 404 }), updates: [] }),
      async start(signal) {
        signal.addEventListener('abort', line.stop, { once: true })
        await line.resume()
      },
      send: line.send,
      fetchAttachment: line.fetchAttachment,
    },
  }
}

function privateChat({ message }: TelegramUpdate): string | null {
  return message?.chat.type === 'private' ? message.chat.id : null
}
