// Platforms as the webhook measurement sees them: they bring messages of many people, and count what comes back.
import { activityAt, app, teams } from '../support/bot-framework-activities.ts'
import { startBotFrameworkServer } from '../support/bot-framework-server.ts'
import { startTelegramServer } from '../support/telegram-server.ts'
import { messageUpdate } from '../support/telegram-updates.ts'

export interface Sender {
  readonly what: string
  readonly path: string
  readonly settings: Readonly<Record<string, string>>
  /** Headers that vouch for every message. */
  readonly proof: Readonly<Record<string, string>>
  /** The message with this number, of this person. */
  message(at: number, person: number, text: string): unknown
  /** Messages of ours so far. */
  heard(): number
  close(): Promise<void>
}

export async function openTelegramSender(): Promise<Sender> {
  const server = await startTelegramServer()
  const secret = 'mot-bi-mat-cho-phep-do'
  return {
    what: 'Telegram updates',
    path: '/channels/telegram',
    settings: {
      TELEGRAM_BOT_TOKEN: server.token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_API_ROOT: server.root,
    },
    proof: { 'X-Telegram-Bot-Api-Secret-Token': secret },
    message: (at, person, text) => messageUpdate(1_000_000 + at, at, { text }, { id: 10_000 + person }),
    heard: () => server.messages.length,
    close: server.close,
  }
}

export async function openTeamsSender(): Promise<Sender> {
  const server = await startBotFrameworkServer()
  // A token is for an address, not for a message: the connector uses each for an hour.
  const authorization = await server.sign({ serviceUrl: server.serviceUrl })
  return {
    what: 'Teams activities',
    path: '/api/messages',
    settings: {
      MICROSOFT_APP_ID: app.appId,
      MICROSOFT_APP_PASSWORD: app.appPassword,
      MICROSOFT_APP_TENANT_ID: app.tenantId,
      MICROSOFT_LOGIN_ROOT: server.root,
      MICROSOFT_OPENID_METADATA: server.metadataUrl,
    },
    proof: { Authorization: authorization },
    message(at, person, text) {
      const conversation = { ...teams.conversation, id: `a:${person}` }
      server.know({ channelId: 'msteams', conversation })
      return activityAt({ ...teams, conversation, person: `29:${person}` }, server.serviceUrl, String(at), {
        text,
      })
    },
    heard: () => server.messages.length,
    close: server.close,
  }
}
