// The bot's access token: asked for with the app's password, kept in memory for the hour it lives. Losing it costs one more call.
import { z } from 'zod'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { CheckedBotFrameworkConfig } from './config.ts'
import { BotFrameworkRefusal } from './errors.ts'

export interface Tokens {
  current(): Promise<string>
  /** A newer one than `used`, which Microsoft has refused. */
  renew(used: string): Promise<string>
}

const answerSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3_600),
})
const askMs = 20_000
/** A token about to end may end on the way. */
const earlyMs = 5 * 60_000
const scope = 'https://api.botframework.com/.default'

export function createTokens(config: CheckedBotFrameworkConfig, host: ChannelHost): Tokens {
  const root = config.loginRoot ?? 'https://login.microsoftonline.com'
  const address = `${root}/${config.tenantId ?? 'botframework.com'}/oauth2/v2.0/token`
  let kept: { token: string; until: number } | null = null
  let asking: Promise<string> | null = null

  async function ask(): Promise<string> {
    const response = await host.fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: config.appId,
        client_secret: config.appPassword,
        scope,
      }).toString(),
      signal: AbortSignal.timeout(askMs),
    })
    if (!response.ok) throw new BotFrameworkRefusal('login', response.status)
    const answer = answerSchema.safeParse(await response.json().catch(() => null))
    if (!answer.success) throw new BotFrameworkRefusal('login', response.status, { readable: false })
    const { access_token: token, expires_in: seconds } = answer.data
    // A short-lived one is used for half its time rather than never.
    kept = { token, until: host.now() + Math.max(seconds * 1_000 - earlyMs, seconds * 500) }
    return token
  }

  function once(): Promise<string> {
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }

  return {
    current: async () => (kept && kept.until > host.now() ? kept.token : once()),
    renew: async (used) => (kept && kept.token !== used ? kept.token : once()),
  }
}
