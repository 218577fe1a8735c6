// Every channel there is. A new adapter adds its line here, and the table and the suite follow.
import { botFrameworkTeams, botFrameworkWeb } from '../adapters/bot-framework/descriptor.ts'
import { telegraf } from '../adapters/telegraf/descriptor.ts'
import { telegram, telegramPolling } from '../adapters/telegram/descriptor.ts'
import { webChat } from '../adapters/web-chat/descriptor.ts'
import { zaloBot, zaloBotPolling } from '../adapters/zalo-bot/descriptor.ts'
import { zaloOa, zaloOaButtons } from '../adapters/zalo-oa/descriptor.ts'
import type { ChannelDescriptor } from './descriptor.ts'

export const descriptors: readonly ChannelDescriptor[] = [
  webChat,
  telegram,
  telegramPolling,
  telegraf,
  zaloOa,
  zaloOaButtons,
  zaloBot,
  zaloBotPolling,
  botFrameworkTeams,
  botFrameworkWeb,
]
