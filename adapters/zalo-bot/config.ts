// What the Zalo Bot channel is told at start. `token` and `webhook.secret` are secret: the token alone speaks for the bot.
import { z } from 'zod'

export const zaloBotConfig = z.object({
  /** As the Zalo Bot Manager gives it: number, colon, letters. */
  token: z.string().regex(/^\d{1,30}:[\w.~-]{3,256}$/),
  /** No closing slash. */
  apiRoot: z.url({ protocol: /^https?$/ }).default('https://bot-api.zaloplatforms.com'),
  /** Null: polling, which is for development. */
  webhook: z
    .object({
      url: z.url({ protocol: /^https?$/ }),
      // What setWebhook takes (docs.zaloplatforms.com by way of a survey, read November 2026).
      secret: z.string().regex(/^[\x21-\x7e]{8,256}$/),
    })
    .nullable(),
  /** How long one poll waits. */
  pollSeconds: z.number().min(0).max(50).default(30),
})

export type ZaloBotConfig = z.input<typeof zaloBotConfig>
