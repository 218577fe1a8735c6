// What we tell Telegram about ourselves at start. Replies are rendered in src/channel/telegram, shared with the telegraf adapter.
import { commands } from '../../src/channel/telegram/commands.ts'
import { allowedUpdates } from '../../src/channel/telegram/update.ts'
import type { CheckedTelegramConfig } from './config.ts'

export interface Announcement {
  readonly method: string
  readonly payload: Readonly<Record<string, unknown>>
}

export function announcements({ webhook }: CheckedTelegramConfig): readonly Announcement[] {
  const menu = (language: 'vi' | 'en') =>
    commands.map(({ name, ...label }) => ({ command: name, description: label[language] }))
  return [
    { method: 'setMyCommands', payload: { commands: menu('vi') } },
    { method: 'setMyCommands', payload: { commands: menu('en'), language_code: 'en' } },
    webhook
      ? {
          method: 'setWebhook',
          payload: {
            url: webhook.url,
            secret_token: webhook.secret,
            allowed_updates: allowedUpdates,
            max_connections: 100,
          },
        }
      : { method: 'deleteWebhook', payload: { drop_pending_updates: false } },
  ]
}
