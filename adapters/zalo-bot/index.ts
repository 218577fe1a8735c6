// A bot of the Zalo Bot Platform: anybody's, made in minutes; for trials and small offices. Not the Official Account.
import { setTimeout as wait } from 'node:timers/promises'
import type { Channel, Received, Update } from '../../src/channel/channel.ts'
import { ChannelError } from '../../src/channel/errors.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { createTyping } from '../../src/channel/typing.ts'
import { webhookRoute } from '../../src/channel/webhook.ts'
import { fetchMedia } from '../../src/channel/zalo/media.ts'
import { createZaloBotClient } from './client.ts'
import { type ZaloBotConfig, zaloBotConfig } from './config.ts'
import { toChannelError, ZaloBotRefusal } from './errors.ts'
import { readWebhook } from './inbound.ts'
import { textsOf, zaloBotLimits } from './outbound.ts'
import { poll } from './polling.ts'
import { readUpdate } from './read-update.ts'
import type { ZaloBotUpdate } from './update.ts'

export const zaloBotPath = '/channels/zalo-bot'

/** Should a group bring us more than what is said to us, one private link in ten minutes does no harm. */
const groupLinkMs = 10 * 60_000

export function createZaloBotChannel(config: ZaloBotConfig, host: ChannelHost): Channel {
  const { token, apiRoot, webhook, pollSeconds } = zaloBotConfig.parse(config)
  const client = createZaloBotClient({ token, apiRoot }, host)
  const typing = createTyping((chat) => {
    client.call('sendChatAction', { chat_id: chat, action: 'typing' }).catch((error: ZaloBotRefusal) => {
      host.log.info({ code: error.errorCode }, '[zalo-bot] a small call failed')
    })
  })
  let me: string | null = null

  async function identity(): Promise<string> {
    if (me !== null) return me
    const known = (await client.call('getMe', {})) as { id?: unknown } | null
    me = String(known?.id ?? '')
    return me
  }

  async function take(update: ZaloBotUpdate): Promise<readonly Update[]> {
    const reading = readUpdate(update)
    switch (reading.type) {
      case 'left_alone':
        return []
      case 'in_group': {
        const { updateId, conversation } = reading
        const key = `group:${conversation}`
        const first = await host.values.setIfAbsent(key, updateId, { expiresAt: host.now() + groupLinkMs })
        if (!first && (await host.values.get(key)) !== updateId) return []
        const link = `https://zalo.me/${await identity()}`
        return [{ updateId, conversation, event: { type: 'group_message_received', link } }]
      }
      case 'heard': {
        const { updateId, conversation, event } = reading
        typing.expect(conversation)
        return [{ updateId, conversation, event }]
      }
    }
  }

  async function receive(request: Request): Promise<Received> {
    const answer = (status: number): Received => ({ response: new Response(null, { status }), updates: [] })
    if (!webhook) return answer(404)
    const arrived = readWebhook(request.headers, await request.text(), webhook.secret)
    switch (arrived.type) {
      case 'forged':
        return answer(401)
      case 'malformed':
        return answer(400)
      case 'unread':
        host.log.warn({}, '[zalo-bot] an update in an unknown shape was left alone')
        return answer(200)
    }
    try {
      return { ...answer(200), updates: await take(arrived.update) }
    } catch (error) {
      host.log.warn({ error: (error as Error).name }, '[zalo-bot] an update could not be taken')
      return answer(503)
    }
  }

  /** Tells the platform how updates come, for as long as it takes. */
  async function announce(signal: AbortSignal): Promise<void> {
    for (let waitMs = 1_000; !signal.aborted; waitMs = Math.min(waitMs * 2, 60_000)) {
      try {
        if (webhook) {
          await client.call('setWebhook', { url: webhook.url, secret_token: webhook.secret }, { signal })
        } else await client.call('deleteWebhook', {}, { signal })
        return
      } catch (error) {
        if (signal.aborted) return
        const code = error instanceof ZaloBotRefusal ? error.errorCode : null
        host.log.error({ code }, '[zalo-bot] Zalo did not accept the set-up; trying again')
        await wait(waitMs, null, { signal }).catch(() => {})
      }
    }
  }

  const channel: Channel = {
    name: 'zalo-bot',
    limits: zaloBotLimits,
    receive,
    routes: () => (webhook ? [webhookRoute(zaloBotPath, channel, host)] : []),

    async start(signal) {
      signal.addEventListener('abort', typing.stop, { once: true })
      await announce(signal)
      if (!webhook) await poll({ client, host, take, pollSeconds, signal })
    },

    async send({ conversation, reply }) {
      typing.done(conversation)
      if (reply.type === 'file') {
        throw new ChannelError('rejected', '[zalo-bot] Bot Zalo không gửi được tệp.', { retryable: false })
      }
      try {
        let sent: unknown
        for (const text of textsOf(reply)) {
          sent = await client.call('sendMessage', { chat_id: conversation, text })
        }
        const { message_id: id } = (sent ?? {}) as { message_id?: unknown }
        return id === undefined ? {} : { messageId: String(id) }
      } catch (error) {
        throw toChannelError(error)
      }
    },

    fetchAttachment: ({ reference }) => fetchMedia({ channel: 'zalo-bot', host, apiRoot }, reference),
  }
  return channel
}
