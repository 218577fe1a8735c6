// The HTTP server: routes and sockets of everyone behind one set of limits, headers and logs.
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Route, SocketRoute } from '../channel/channel.ts'
import type { ChannelLog } from '../channel/host.ts'
import { callerAddress, trustProxies } from './address.ts'
import { errorResponse } from './errors.ts'
import { securityHeaders } from './headers.ts'
import { type AnyRoute, handleRoute, type RouteContext } from './route.ts'
import { serveSockets } from './sockets.ts'

export interface HttpServerOptions {
  readonly routes: readonly AnyRoute[]
  readonly sockets: readonly SocketRoute[]
  /** True when applicants reach us by https (PUBLIC_URL says so). */
  readonly https: boolean
  readonly trustedProxies: readonly string[]
  readonly log: ChannelLog
  /** The process lives. Answering is enough; false asks to be restarted. */
  health(): boolean | Promise<boolean>
  /** May traffic come? False while starting, stopping, or without a working store. */
  ready(): boolean | Promise<boolean>
}

export interface HttpServer {
  /** Resolves with the address served, such as http://127.0.0.1:3000. */
  listen(port: number, host: string): Promise<string>
  /** Stops accepting, says goodbye to sockets, lets requests finish, cuts what is left at the limit. */
  stop(limitMs?: number): Promise<void>
}

/** Throws when a route lacks its rule: who may call must be decided before anyone can. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  for (const route of [...options.routes, ...options.sockets]) {
    if (!route.rule) throw new Error(`[http] route ${route.path} declares no rule`)
  }
  const isTrusted = trustProxies(options.trustedProxies)
  const context: RouteContext = {
    log: options.log,
    newRequestId: () => randomUUID(),
    addressOf: (peer, forwardedFor) => callerAddress(peer, forwardedFor, isTrusted),
  }
  const headers = securityHeaders(options.https)
  const app = buildApp(options, context)
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: 10_000,
      maxHeaderSize: 16 * 1024,
      // The outer bound, for uploads; each route has its own, shorter one.
      requestTimeout: 600_000,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
    },
  }) as Server
  // No byte in either direction for a minute: the other side is gone, or holds the connection for sport.
  server.timeout = 60_000
  // Set before anything else can answer, so that answers of the libraries below us carry them too.
  server.prependListener('request', (_request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    socket.end(
      `HTTP/1.1 ${status} \r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    )
  })
  const sockets = serveSockets(server, options.sockets, context, headers)
  return {
    listen: (port, host) => listen(server, port, host),
    async stop(limitMs = 8_000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      sockets.stop()
      // Keep-alive connections turn idle one by one as their last answers leave.
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      const cut = setTimeout(() => server.closeAllConnections(), limitMs)
      await closed
      clearInterval(sweep)
      clearTimeout(cut)
    },
  }
}

function buildApp(options: HttpServerOptions, context: RouteContext): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  const probe = (check: () => boolean | Promise<boolean>) => async () => {
    const fine = await Promise.resolve()
      .then(check)
      .catch(() => false)
    return Response.json({ status: fine ? 'ok' : 'unavailable' }, { status: fine ? 200 : 503 })
  }
  app.get('/healthz', probe(options.health))
  app.get('/readyz', probe(options.ready))
  for (const route of options.routes) {
    app.on(route.method, route.path, (c) => handleRoute(route, c.req.raw, c.req.param(), c.env, context))
  }
  for (const route of options.sockets)
    app.get(route.path, (c) => handleRoute(wantsUpgrade(route), c.req.raw, {}, c.env, context))
  for (const [path, allow] of allowedMethods(options)) {
    app.all(path, (c) => handleRoute(wrongMethod(path, allow), c.req.raw, {}, c.env, context))
  }
  app.notFound((c) => handleRoute(nowhere, c.req.raw, {}, c.env, context))
  return app
}

const nowhere = fixedAnswer('GET', '(none)', 404)
const wantsUpgrade = (route: SocketRoute) => fixedAnswer('GET', route.path, 426, { Upgrade: 'websocket' })
const wrongMethod = (path: string, allow: string) => fixedAnswer('GET', path, 405, { Allow: allow })

function fixedAnswer(
  method: Route['method'],
  path: string,
  status: number,
  headers: Record<string, string> = {},
): AnyRoute {
  return {
    method,
    path,
    rule: 'public',
    async handle({ request }) {
      const requestId = randomUUID()
      const response = errorResponse(status, { accept: request.headers.get('accept'), requestId })
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
      return response
    },
  }
}

function allowedMethods(options: HttpServerOptions): Map<string, string> {
  const allowed = new Map<string, string>()
  for (const { path, method } of options.routes) {
    allowed.set(path, allowed.has(path) ? `${allowed.get(path)}, ${method}` : method)
  }
  return allowed
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const { address, family, port: actual } = server.address() as AddressInfo
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`)
    })
  })
}
