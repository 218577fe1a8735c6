// A fresh fake Zalo, host and channel for each test.
import { afterEach, beforeEach } from 'vitest'
import type { ZaloOaConfig } from '../../../adapters/zalo-oa/config.ts'
import type { Channel, Sent } from '../../../src/channel/channel.ts'
import type { InboundEvent } from '../../../src/engine/event.ts'
import type { Reply } from '../../../src/engine/reply.ts'
import { type ConformanceHost, createConformanceHost } from '../../conformance/host.ts'
import { type Json, personId, type Signing } from '../../support/zalo-oa-events.ts'
import { startZaloOaServer, type ZaloOaServer } from '../../support/zalo-oa-server.ts'
import { deliver, openChannel } from './rig.ts'

export interface Setting {
  readonly server: ZaloOaServer
  readonly host: ConformanceHost
  channel: Channel
  /** Another channel on the same store: after a restart, or in another process. */
  open(more?: Partial<ZaloOaConfig>): Channel
  bring(event: Json, signing?: Signing): Promise<number>
  events(): readonly InboundEvent[]
  say(reply: Reply, conversation?: string, key?: string): Promise<Sent>
  texts(): readonly string[]
}

/** Call at the top of a file; read it inside tests. */
export function useZaloOa(): Setting {
  const setting = {} as { -readonly [K in keyof Setting]: Setting[K] }
  beforeEach(async () => {
    const server = await startZaloOaServer()
    const host = createConformanceHost()
    server.settings.now = () => host.now()
    server.lastInteraction.set(personId, host.now())
    // A configuration does not change when Zalo gives out new tokens.
    const { accessToken, refreshToken } = server.tokens
    Object.assign(setting, {
      server,
      host,
      open: (more: Partial<ZaloOaConfig> = {}) =>
        openChannel(server, host, { accessToken, refreshToken, ...more }),
      bring: (event: Json, signing?: Signing) => deliver(setting.channel, event, signing),
      events: () => host.accepted.map(({ event }) => event),
      say: (reply: Reply, conversation = personId, key = 'k1') =>
        setting.channel.send({ conversation, reply }, key),
      texts: () => server.messages.map(({ text }) => text),
    } satisfies Partial<Setting>)
    setting.channel = setting.open()
  })
  afterEach(async () => {
    await setting.server.close()
    setting.host.close()
  })
  return setting
}

export const text = (words: string): Reply => ({ type: 'text', text: words })
