// What the Official Account channel is told at start. `appSecret`, `secretKey`, both tokens and `storeSecret` are secret.
import { z } from 'zod'

const id = z.string().regex(/^\d{1,32}$/)
const secret = z.string().regex(/^[\x21-\x7e]{1,4096}$/)
const root = z.url({ protocol: /^https?$/ })

export const zaloOaConfig = z.object({
  oaId: id,
  appId: id,
  /** Refreshes tokens and proves our calls. */
  appSecret: secret,
  /** Signs webhooks: the OA Secret Key of the app's Webhook page, not the app secret. */
  secretKey: secret,
  /** The pair of the first start; afterwards the stored one counts, until these two are changed. */
  accessToken: secret,
  refreshToken: secret,
  /** Seals the stored pair. */
  storeSecret: z.string().min(32),
  // No closing slashes.
  apiRoot: root.default('https://openapi.zalo.me'),
  oauthRoot: root.default('https://oauth.zaloapp.com'),
  businessRoot: root.default('https://business.openapi.zalo.me'),
  buttons: z.boolean().default(false),
  /** An approved template for news of a dossier after a week of silence; null: staff must call. */
  statusTemplate: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .nullable()
    .default(null),
  /** How long the bot stays silent after a person wrote in the OA tool. */
  staffSilenceMs: z
    .int()
    .min(0)
    .default(30 * 60_000),
})

export type ZaloOaConfig = z.input<typeof zaloOaConfig>
export type CheckedZaloOaConfig = z.output<typeof zaloOaConfig>
