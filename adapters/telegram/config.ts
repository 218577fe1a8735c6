// What the Telegram channel is told at start. `token` and `webhook.secret` are secret: the token alone speaks for the bot.
import { z } from 'zod'

export const telegramConfig = z.object({
  /** As BotFather gives it: number, colon, letters. */
  token: z.string().regex(/^\d{3,20}:[\w-]{10,128}$/),
  /** Where the Bot API is; another for a local Bot API server. No closing slash. */
  apiRoot: z.url({ protocol: /^https?$/ }).default('https://api.telegram.org'),
  /** Null: long polling. */
  webhook: z
    .object({
      url: z.url({ protocol: /^https?$/ }),
      // What Telegram allows in the header (core.telegram.org/bots/api#setwebhook, read November 2026).
      secret: z.string().regex(/^[\w-]{1,256}$/),
    })
    .nullable(),
  /** How long an album may go on without a new part. */
  albumSettleMs: z.int().min(10).default(1_000),
  /** How long one poll waits; the server allows 50. */
  pollSeconds: z.number().min(0).max(50).default(25),
})

export type TelegramConfig = z.input<typeof telegramConfig>
export type CheckedTelegramConfig = z.output<typeof telegramConfig>
