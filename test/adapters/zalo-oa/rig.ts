// One Official Account channel on one fake Zalo, for the suite and for the tests beside it.
import type { ZaloOaConfig } from '../../../adapters/zalo-oa/config.ts'
import { createZaloOaChannel, zaloOaPath } from '../../../adapters/zalo-oa/index.ts'
import type { Channel } from '../../../src/channel/channel.ts'
import type { ChannelHost } from '../../../src/channel/host.ts'
import { account, type Json, type Signing, signatureOf } from '../../support/zalo-oa-events.ts'
import type { ZaloOaServer } from '../../support/zalo-oa-server.ts'

export const storeSecret = 'store-secret-of-the-tests-0123456789abcdef'

export function openChannel(
  server: ZaloOaServer,
  host: ChannelHost,
  more: Partial<ZaloOaConfig> = {},
): Channel {
  return createZaloOaChannel(
    {
      ...account,
      accessToken: server.tokens.accessToken,
      refreshToken: server.tokens.refreshToken,
      storeSecret,
      apiRoot: server.root,
      oauthRoot: server.root,
      businessRoot: server.root,
      ...more,
    },
    host,
  )
}

/** As the server's router would hand the request on. */
export async function knock(
  channel: Channel,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Response> {
  const request = new Request(`https://motcua.example${zaloOaPath}`, {
    method: 'POST',
    body,
    headers,
  })
  const route = channel.routes?.()[0]
  if (!route) throw new Error('no route')
  return route.handle({ request, parameters: {}, address: '127.0.0.1' })
}

export async function deliver(channel: Channel, event: Json, signing?: Signing): Promise<number> {
  const body = JSON.stringify(event)
  return (await knock(channel, body, { 'X-ZEvent-Signature': signatureOf(body, signing) })).status
}
