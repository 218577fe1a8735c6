// The channels to platforms that are configured. Each is loaded only then: a library nobody uses should not slow the start.
import type { Channel, ChannelName } from './channel/channel.ts'
import type { ChannelHost } from './channel/host.ts'
import type { BotFrameworkAccess, Config, TelegramAccess, ZaloBotAccess, ZaloOaAccess } from './config.ts'
import type { MasterKey } from './files/master-key.ts'

export type AddChannel = (name: ChannelName, make: (host: ChannelHost) => Channel) => void

export async function addPlatforms(
  config: Pick<Config, 'telegram' | 'zaloOa' | 'zaloBot' | 'botFramework'>,
  masterKey: MasterKey,
  add: AddChannel,
): Promise<void> {
  if (config.telegram) await addTelegram(config.telegram, add)
  if (config.zaloOa) await addZaloOa(config.zaloOa, masterKey.derive('zalo-oa tokens'), add)
  if (config.zaloBot) await addZaloBot(config.zaloBot, add)
  if (config.botFramework) await addBotFramework(config.botFramework, add)
}

async function addTelegram({ token, apiRoot, webhook }: TelegramAccess, add: AddChannel): Promise<void> {
  const { createTelegramChannel, telegramPath } = await import('../adapters/telegram/index.ts')
  const webhookSettings = webhook && { url: `${webhook.publicUrl}${telegramPath}`, secret: webhook.secret }
  add('telegram', (host) =>
    createTelegramChannel({ token, webhook: webhookSettings, ...(apiRoot ? { apiRoot } : {}) }, host),
  )
}

async function addZaloOa(access: ZaloOaAccess, storeSecret: string, add: AddChannel): Promise<void> {
  const { createZaloOaChannel } = await import('../adapters/zalo-oa/index.ts')
  const { apiRoot, oauthRoot, businessRoot, ...rest } = access
  const roots = {
    ...(apiRoot ? { apiRoot } : {}),
    ...(oauthRoot ? { oauthRoot } : {}),
    ...(businessRoot ? { businessRoot } : {}),
  }
  add('zalo-oa', (host) => createZaloOaChannel({ ...rest, ...roots, storeSecret }, host))
}

async function addZaloBot({ token, apiRoot, webhook }: ZaloBotAccess, add: AddChannel): Promise<void> {
  const { createZaloBotChannel, zaloBotPath } = await import('../adapters/zalo-bot/index.ts')
  const webhookSettings = webhook && { url: `${webhook.publicUrl}${zaloBotPath}`, secret: webhook.secret }
  add('zalo-bot', (host) =>
    createZaloBotChannel({ token, webhook: webhookSettings, ...(apiRoot ? { apiRoot } : {}) }, host),
  )
}

async function addBotFramework(access: BotFrameworkAccess, add: AddChannel): Promise<void> {
  const { createBotFrameworkChannel } = await import('../adapters/bot-framework/index.ts')
  const { openIdMetadata, ...rest } = access
  const metadata = openIdMetadata ? { openIdMetadata } : {}
  add('bot-framework', (host) => createBotFrameworkChannel({ ...rest, ...metadata }, host))
}
