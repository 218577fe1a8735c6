// What the Bot Framework channel is told at start. `appPassword` is secret: with it anybody speaks as the bot.
import { z } from 'zod'

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const root = z.url({ protocol: /^https?$/ })

export const botFrameworkConfig = z.object({
  /** Never empty: botbuilder takes an empty one for "let everybody in". */
  appId: guid,
  appPassword: z.string().min(1),
  /** Null: an app of many tenants, whose tokens are given out under `botframework.com`. */
  tenantId: guid.nullable(),
  /** Another login service, without a closing slash. Null: Microsoft's. Its origin is trusted (trust.ts says with what). */
  loginRoot: root.nullable(),
  openIdMetadata: root.default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
})

export type BotFrameworkConfig = z.input<typeof botFrameworkConfig>
export type CheckedBotFrameworkConfig = z.output<typeof botFrameworkConfig>
