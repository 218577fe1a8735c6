// A web chat over a memory host: its routes called directly, or served on a port for sockets.

import type { WebChatConfig } from '../../adapters/web-chat/config.ts'
import { createWebChatChannel } from '../../adapters/web-chat/index.ts'
import { createHttpServer } from '../../src/http/server.ts'
import { createMemoryHost } from './memory-host.ts'

export const baseConfig: WebChatConfig = { publicUrl: null, origins: [], tokenSecret: 'x'.repeat(43) }
export const direct = '/v3/directline'

export interface Opened {
  readonly conversationId: string
  readonly token: string
  readonly expires_in: number
  readonly streamUrl?: string
}

export async function serveWebChat(config: Partial<WebChatConfig> = {}) {
  const host = createMemoryHost()
  const channel = createWebChatChannel({ ...baseConfig, ...config }, host)
  const server = createHttpServer({
    routes: channel.routes?.() ?? [],
    sockets: channel.sockets?.() ?? [],
    https: false,
    trustedProxies: ['127.0.0.1'],
    log: host.log,
    health: () => true,
    ready: () => true,
  })
  const base = await server.listen(0, '127.0.0.1')
  const call = (
    method: string,
    path: string,
    init: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) =>
    fetch(`${base}${direct}${path}`, {
      method,
      headers: {
        ...(init.token === undefined ? {} : { Authorization: `Bearer ${init.token}` }),
        ...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...init.headers,
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    })
  async function open(headers: Record<string, string> = {}): Promise<Opened & { cookie: string }> {
    const answer = await call('POST', '/tokens/generate', { headers })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    return { ...((await answer.json()) as Opened), cookie }
  }
  const say = (opened: Opened, text: string, id?: string) =>
    call('POST', `/conversations/${opened.conversationId}/activities`, {
      token: opened.token,
      body: { type: 'message', text, ...(id === undefined ? {} : { channelData: { clientActivityID: id } }) },
    })
  return { host, channel, base, call, open, say, stop: () => server.stop(500) }
}

export async function errorCode(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: { code: string } }).error.code
}
