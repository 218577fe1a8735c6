// One Bot Framework channel on one fake Microsoft, for the suite and for the tests beside it.
import { afterEach, beforeEach } from 'vitest'
import type { BotFrameworkConfig } from '../../../adapters/bot-framework/config.ts'
import { botFrameworkPath, createBotFrameworkChannel } from '../../../adapters/bot-framework/index.ts'
import type { Channel, Sent } from '../../../src/channel/channel.ts'
import type { ChannelHost } from '../../../src/channel/host.ts'
import type { InboundEvent } from '../../../src/engine/event.ts'
import type { Reply } from '../../../src/engine/reply.ts'
import { type ConformanceHost, createConformanceHost } from '../../conformance/host.ts'
import { activityAt, app, type Json, type Place, teams } from '../../support/bot-framework-activities.ts'
import { type BotFrameworkServer, startBotFrameworkServer } from '../../support/bot-framework-server.ts'
import type { Signing } from '../../support/bot-framework-signer.ts'

export function openChannel(
  server: BotFrameworkServer,
  host: ChannelHost,
  more: Partial<BotFrameworkConfig> = {},
): Channel {
  const channel = createBotFrameworkChannel(
    { ...app, loginRoot: server.root, openIdMetadata: server.metadataUrl, ...more },
    host,
  )
  server.knock = async (body, authorization) => (await knock(channel, body, authorization)).status
  return channel
}

/** As the server's router would hand the request on. */
export async function knock(channel: Channel, body: string, authorization: string | null): Promise<Response> {
  const request = new Request(`https://motcua.example${botFrameworkPath}`, {
    method: 'POST',
    body,
    headers: authorization === null ? {} : { Authorization: authorization },
  })
  const route = channel.routes?.()[0]
  if (!route) throw new Error('no route')
  return route.handle({ request, parameters: {}, address: '127.0.0.1' })
}

export const conversationAt = ({ channelId, conversation }: Place) => `${channelId}/${conversation.id}`

export interface Setting {
  readonly server: BotFrameworkServer
  readonly host: ConformanceHost
  readonly channel: Channel
  /** Brings an activity of this place; `signing` spoils its token. */
  bring(id: string, content: Json, place?: Place, signing?: Signing): Promise<Response>
  events(): readonly InboundEvent[]
  say(reply: Reply, place?: Place, key?: string): Promise<Sent>
  /** What stands in the chats. */
  seen(): readonly Json[]
}

/** Call at the top of a file; read it inside tests. */
export function useBotFramework(): Setting {
  const setting = {} as { -readonly [K in keyof Setting]: Setting[K] }
  beforeEach(async () => {
    const server = await startBotFrameworkServer()
    const host = createConformanceHost()
    const channel = openChannel(server, host)
    Object.assign(setting, {
      server,
      host,
      channel,
      async bring(id, content, place = teams, signing) {
        const activity = activityAt(place, server.serviceUrl, id, content)
        return knock(channel, JSON.stringify(activity), await server.sign(activity, signing))
      },
      events: () => host.accepted.map(({ event }) => event),
      say: (reply, place = teams, key = 'k1') =>
        channel.send({ conversation: conversationAt(place), reply }, key),
      seen: () => server.messages.map(({ activity }) => activity),
    } satisfies Setting)
    // Makes the conversation known to both sides.
    await server.push(activityAt(teams, server.serviceUrl, 'hello', { type: 'typing' }))
  })
  afterEach(async () => {
    await setting.server.close()
    setting.host.close()
  })
  return setting
}

export const text = (words: string): Reply => ({ type: 'text', text: words })
