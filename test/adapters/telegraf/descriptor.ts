// The assistant mounted in a telegraf bot, in the conformance suite, against the fake Bot API server.
import { Telegraf } from 'telegraf'
import { assistantMiddleware } from '../../../adapters/telegraf/index.ts'
import type { Channel } from '../../../src/channel/channel.ts'
import type { ChannelDescriptor, Rig } from '../../conformance/descriptor.ts'
import type { ConformanceHost } from '../../conformance/host.ts'
import { startTelegramServer } from '../../support/telegram-server.ts'
import { personId } from '../../support/telegram-updates.ts'
import { telegram } from '../telegram/descriptor.ts'
import { telegramPlatform } from '../telegram/samples.ts'

async function open(host: ConformanceHost): Promise<Rig> {
  const server = await startTelegramServer()
  const bot = new Telegraf(server.token, { telegram: { apiRoot: server.root, webhookReply: false } })
  bot.botInfo = { ...server.bot, is_bot: true, first_name: 'Xã', can_join_groups: true } as typeof bot.botInfo
  const mounted: Channel[] = []
  const assistant = {
    addChannel: (_: string, make: (lent: ConformanceHost) => Channel) => void mounted.push(make(host)),
  }
  bot.use(assistantMiddleware({ assistant, telegram: bot.telegram, albumSettleMs: 50, callMs: 400 }) as never)
  const [channel] = mounted
  if (!channel) throw new Error('nothing was mounted')
  const stop = new AbortController()
  await channel.start?.(stop.signal)
  // The person has opened the assistant before; how, is in quirks.test.ts.
  await host.values.set(`inside:${personId}`, { until: host.now() + 3_600_000 })
  bot.catch((error) => {
    throw error
  })
  return {
    channel,
    conversation: String(personId),
    secrets: [server.token],
    platform: telegramPlatform(server),
    deliver: (body) =>
      bot.handleUpdate(JSON.parse(body)).then(
        () => new Response(null, { status: 200 }),
        () => new Response(null, { status: 500 }),
      ),
    async close() {
      stop.abort()
      await server.close()
    },
  }
}

const hosts = { skip: 'the host’s bot receives, verifies and parses before we are asked' }
const entry = (payload: string) => `/start dichvucong${payload}`

export const telegraf: ChannelDescriptor = {
  ...telegram,
  name: 'telegraf',
  open,
  inbound: {
    ...telegram.inbound,
    deep_link: asEntry(telegram.inbound.deep_link, entry('_dang-ky-khai-sinh')),
    started: asEntry(telegram.inbound.started, entry('')),
    group: { skip: 'groups are the host’s; the assistant is opened in private chats only' },
  },
  guards: {
    ...telegram.guards,
    bad_signature: hosts,
    malformed: hosts,
    one_way_out: { skip: 'calls go through the host’s own telegraf client, with its agent and settings' },
  },
  usedElsewhere: {
    getMe: 'the host’s bot asks',
    setMyCommands: 'the host’s menu is the host’s',
    setWebhook: 'the host receives',
    deleteWebhook: 'the host receives',
    getUpdates: 'package.test.ts, by the host',
    sendChatAction: 'telegram/quirks.test.ts',
  },
}

function asEntry(
  sample: ChannelDescriptor['inbound']['started'],
  text: string,
): ChannelDescriptor['inbound']['started'] {
  if ('skip' in sample) return sample
  return {
    ...sample,
    async bodies(id, rig) {
      const bodies = (await sample.bodies(id, rig)) as { message: object }[]
      return bodies.map((body) => ({ ...body, message: { ...body.message, text } }))
    },
  }
}
