// WebSockets: decided before the upgrade, bounded after it. Uses ws without a layer between, because the refusal and the
// limits are most of the work.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Socket, SocketHandler, SocketRoute } from '../channel/channel.ts'
import { errorResponse } from './errors.ts'
import type { RouteContext } from './route.ts'

// A page never needs more in one frame (security rule 25).
const largestFrameBytes = 64 * 1024
// Each holds some 20 KB and a watch on its conversation; past this many the machine is better helped by a second one.
const mostSockets = 10_000
// A phone that lost its network says nothing: two missed pings, and its place is free again.
const pingMs = 20_000
// A frame that has not left within this time has a reader that is gone or too slow (security rule 27).
const slowReaderMs = 15_000

export function serveSockets(
  server: Server,
  routes: readonly SocketRoute[],
  context: RouteContext,
  headers: Readonly<Record<string, string>>,
): { stop(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrameBytes,
    perMessageDeflate: false,
  })
  const matchers = routes.map((route) => ({ route, pattern: new URLPattern({ pathname: route.path }) }))
  let stopping = false

  server.on('upgrade', (incoming, stream, head) => {
    stream.on('error', () => stream.destroy())
    upgrade(incoming, stream, head).catch((error: unknown) => {
      context.log.error({ error: error instanceof Error ? error.name : 'unknown' }, '[http] upgrade failed')
      refuse(stream, 500)
    })
  })
  const pings = setInterval(pingAll, pingMs)
  pings.unref()
  const alive = new WeakSet<WebSocket>()

  return {
    stop() {
      stopping = true
      clearInterval(pings)
      for (const socket of sockets.clients) socket.close(1001, 'server stopping')
    },
  }

  async function upgrade(incoming: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const url = URL.parse(`http://${incoming.headers.host ?? ''}${incoming.url ?? ''}`)
    if (!url) return refuse(stream, 400)
    for (const { route, pattern } of matchers) {
      const match = pattern.exec({ pathname: url.pathname })
      if (!match) continue
      if (stopping || sockets.clients.size >= mostSockets) return refuse(stream, 503)
      const opened = await route.open({
        request: toRequest(url, incoming),
        parameters: namedGroups(match),
        address: context.addressOf(incoming.socket.remoteAddress, header(incoming, 'x-forwarded-for')),
      })
      const status = opened instanceof Response ? opened.status : 101
      context.log.info({ method: 'GET', route: route.path, status }, '[http] upgrade')
      if (opened instanceof Response) return refuse(stream, opened.status, await opened.text())
      if (stopping) return refuse(stream, 503)
      sockets.handleUpgrade(incoming, stream, head, (socket) => connect(socket, opened))
      return
    }
    refuse(stream, 404)
  }

  function connect(socket: WebSocket, handler: SocketHandler): void {
    alive.add(socket)
    socket.on('pong', () => alive.add(socket))
    socket.on('message', (data, isBinary) => {
      if (!isBinary) handler.received?.(data.toString())
    })
    // A frame too large or malformed: ws closes the socket itself, with the right code.
    socket.on('error', () => {})
    socket.on('close', () => handler.closed())
    handler.opened(toSocket(socket))
  }

  function pingAll(): void {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }

  function refuse(stream: Duplex, status: number, body?: string): void {
    if (!stream.writable) return void stream.destroy()
    const text = body
      ? Promise.resolve(body)
      : errorResponse(status, { accept: null, requestId: context.newRequestId() }).text()
    void text.then((content) => {
      const lines = Object.entries({
        ...headers,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(content),
        Connection: 'close',
      }).map(([name, value]) => `${name}: ${value}`)
      stream.end(`HTTP/1.1 ${status} \r\n${lines.join('\r\n')}\r\n\r\n${content}`)
    })
  }
}

function toSocket(socket: WebSocket): Socket {
  return {
    send: (text) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve(false)
        const slow = setTimeout(() => socket.terminate(), slowReaderMs)
        slow.unref()
        socket.send(text, (error) => {
          clearTimeout(slow)
          resolve(!error)
        })
      }),
    close: (code, reason) => socket.close(code, reason),
  }
}

function toRequest(url: URL, incoming: IncomingMessage): Request {
  const headers = new Headers()
  for (const name of ['host', 'origin', 'cookie', 'authorization', 'sec-fetch-site']) {
    const value = header(incoming, name)
    if (value !== null) headers.set(name, value)
  }
  return new Request(url, { headers })
}

function header(incoming: IncomingMessage, name: string): string | null {
  const value = incoming.headers[name]
  return typeof value === 'string' ? value : null
}

function namedGroups(match: URLPatternResult): Record<string, string> {
  return Object.fromEntries(Object.entries(match.pathname.groups).map(([name, value]) => [name, value ?? '']))
}
