import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { Route, Socket, SocketRoute } from '../../src/channel/channel.ts'
import { createHttpServer, type HttpServer } from '../../src/http/server.ts'
import { keepLog } from '../support/kept-log.ts'

let running: HttpServer | null = null
afterEach(async () => {
  await running?.stop(500)
  running = null
})

const log = keepLog()

async function serve(
  parts: {
    routes?: Route[]
    sockets?: SocketRoute[]
    ready?: () => boolean
    https?: boolean
    proxies?: string[]
  } = {},
): Promise<string> {
  log.lines.length = 0
  running = createHttpServer({
    routes: parts.routes ?? [],
    sockets: parts.sockets ?? [],
    https: parts.https ?? false,
    trustedProxies: parts.proxies ?? [],
    log,
    health: () => true,
    ready: parts.ready ?? (() => true),
  })
  return running.listen(0, '127.0.0.1')
}

const echo: Route = {
  method: 'POST',
  path: '/echo/:id',
  rule: 'public',
  bodyBytes: 100,
  bodyMs: 300,
  handle: async ({ request, parameters, address }) =>
    Response.json({ id: parameters.id, address, text: await request.text() }),
}

const broken: Route = {
  method: 'GET',
  path: '/broken',
  rule: 'public',
  handle: () => Promise.reject(new Error('số 079203001234 ở bảng applicants')),
}

/** Sends bytes as they are and returns all that comes back. */
async function raw(base: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  socket.write(text)
  let answer = ''
  socket.on('data', (data) => {
    answer += data
  })
  socket.on('error', () => {})
  await once(socket, 'close')
  return answer
}

describe('every answer', () => {
  test('carries the security headers, errors and parser refusals included', async () => {
    const base = await serve({ routes: [echo, broken] })
    const answers = await Promise.all([
      fetch(`${base}/healthz`),
      fetch(`${base}/nowhere`),
      fetch(`${base}/broken`),
      fetch(`${base}/echo/1`),
      fetch(`${base}/echo/1`, { method: 'POST', body: 'x'.repeat(101) }),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([200, 404, 500, 405, 413])
    for (const answer of answers) {
      expect(answer.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('server')).toBeNull()
    }
    expect(answers[3]?.headers.get('allow')).toBe('POST')
    const malformed = await raw(base, 'GARBAGE\r\n\r\n')
    expect(malformed).toMatch(/^HTTP\/1.1 400/)
    expect(malformed).toContain('Content-Security-Policy')
    const noHost = await raw(base, 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')
    expect(noHost).toMatch(/^HTTP\/1.1 400/)
    expect(noHost).toContain('Content-Security-Policy')
  })

  test('promises https to browsers only where https is', async () => {
    const plain = await fetch(`${await serve()}/healthz`)
    expect(plain.headers.get('strict-transport-security')).toBeNull()
    await running?.stop(500)
    const secure = await fetch(`${await serve({ https: true })}/healthz`)
    expect(secure.headers.get('strict-transport-security')).toContain('includeSubDomains')
  })

  test('to a failure is a sentence with a request id, JSON or page, and never what went wrong inside', async () => {
    const base = await serve({ routes: [broken] })
    const json = await fetch(`${base}/broken`)
    const { error } = (await json.json()) as { error: { code: string; message: string; requestId: string } }
    expect(error.code).toBe('internal')
    expect(error.requestId).toBeTruthy()
    const page = await (await fetch(`${base}/broken`, { headers: { Accept: 'text/html' } })).text()
    expect(page).toContain('<html lang="vi">')
    expect(`${JSON.stringify(error)}${page}${JSON.stringify(log.lines)}`).not.toContain('079203001234')
  })
})

describe('a route', () => {
  test('without a rule stops the start', async () => {
    const { rule: _, ...unruled } = echo
    await expect(serve({ routes: [unruled as Route] })).rejects.toThrow('declares no rule')
  })

  test('gets its parameters and body', async () => {
    const base = await serve({ routes: [echo] })
    const answer = await fetch(`${base}/echo/42`, { method: 'POST', body: 'xin chào' })
    expect(await answer.json()).toEqual({ id: '42', address: '127.0.0.1', text: 'xin chào' })
  })

  test('is held to its body limit by counting when no length is announced', async () => {
    const base = await serve({ routes: [echo] })
    const sent = (size: number) =>
      new Promise<number>((resolve, reject) => {
        const request = httpRequest(`${base}/echo/1`, { method: 'POST' }, (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
        request.on('error', reject)
        request.write('x')
        request.end('x'.repeat(size - 1))
      })
    expect(await sent(100)).toBe(200)
    expect(await sent(101)).toBe(413)
  })

  test('is cut when its body dribbles in for too long', async () => {
    const base = await serve({ routes: [echo] })
    const answer = await raw(base, 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nabc')
    expect(answer).not.toContain('200')
  })

  test('refuses headers above 16 KB', async () => {
    const base = await serve({ routes: [echo] })
    expect(await raw(base, `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431/,
    )
  })

  test('is logged by its pattern, without path parameters and query', async () => {
    const base = await serve({ routes: [echo] })
    await fetch(`${base}/echo/secret-token?q=079203001234`, { method: 'POST', body: '' })
    expect(log.lines.at(-1)?.fields).toMatchObject({ method: 'POST', route: '/echo/:id', status: 200 })
    expect(JSON.stringify(log.lines)).not.toMatch(/secret-token|079203001234/)
  })
})

describe('the address of a caller', () => {
  const ask = async (base: string, forwarded: string) => {
    const headers = { 'X-Forwarded-For': forwarded }
    const answer = await fetch(`${base}/echo/1`, { method: 'POST', body: '', headers })
    return ((await answer.json()) as { address: string }).address
  }

  test('is the peer, whatever it claims, when the peer is not a trusted proxy', async () => {
    expect(await ask(await serve({ routes: [echo] }), '203.0.113.9')).toBe('127.0.0.1')
  })

  test('is the nearest untrusted hop behind trusted proxies', async () => {
    const base = await serve({ routes: [echo], proxies: ['127.0.0.0/8', '10.0.0.1'] })
    expect(await ask(base, '1.2.3.4, 203.0.113.9, 10.0.0.1')).toBe('203.0.113.9')
  })

  test('needs proxies written as addresses', async () => {
    await expect(serve({ proxies: ['10.0.0.1', 'proxy.local'] })).rejects.toThrow('mục thứ 2')
  })
})

describe('readiness', () => {
  test('follows what the program says, and a failing check means not ready', async () => {
    let answer: () => boolean = () => false
    const base = await serve({ ready: () => answer() })
    expect((await fetch(`${base}/readyz`)).status).toBe(503)
    answer = () => true
    expect((await fetch(`${base}/readyz`)).status).toBe(200)
    answer = () => {
      throw new Error('store is gone')
    }
    expect((await fetch(`${base}/readyz`)).status).toBe(503)
  })
})

describe('a socket', () => {
  const opened: Socket[] = []
  const stream: SocketRoute = {
    path: '/stream/:id',
    rule: 'bearer',
    open: async ({ request, parameters }) =>
      new URL(request.url).searchParams.get('t') === 'good' && parameters.id === '7'
        ? {
            opened(socket) {
              opened.push(socket)
              void socket.send('hello')
            },
            received: (text) => void opened.at(-1)?.send(text),
            closed: () => {},
          }
        : Response.json({ error: { code: 'ticket' } }, { status: 403 }),
  }
  const dial = (base: string, path: string) => new WebSocket(`${base.replace('http', 'ws')}${path}`)
  const status = async (socket: WebSocket) => {
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    socket.on('error', () => {})
    return response.statusCode
  }

  test('opens when its handler agrees, and speaks both ways', async () => {
    const socket = dial(await serve({ sockets: [stream] }), '/stream/7?t=good')
    expect(String((await once(socket, 'message'))[0])).toBe('hello')
    socket.send('xin chào')
    expect(String((await once(socket, 'message'))[0])).toBe('xin chào')
    socket.terminate()
  })

  test('is refused before the upgrade otherwise', async () => {
    const base = await serve({ sockets: [stream] })
    expect(await status(dial(base, '/stream/7?t=bad'))).toBe(403)
    expect(await status(dial(base, '/other'))).toBe(404)
    expect((await fetch(`${base}/stream/7?t=good`)).status).toBe(426)
  })

  test('is closed by a frame above 64 KB', async () => {
    const socket = dial(await serve({ sockets: [stream] }), '/stream/7?t=good')
    await once(socket, 'message')
    socket.send('x'.repeat(65 * 1024))
    expect((await once(socket, 'close'))[0]).toBe(1009)
  })

  test('does not compress, whatever the client offers', async () => {
    const socket = dial(await serve({ sockets: [stream] }), '/stream/7?t=good')
    await once(socket, 'open')
    expect(socket.extensions).toBe('')
    socket.terminate()
  })

  test('tells its handler that a text sent to a closed socket did not leave', async () => {
    const socket = dial(await serve({ sockets: [stream] }), '/stream/7?t=good')
    await once(socket, 'message')
    socket.terminate()
    const ours = opened.at(-1)
    await expect.poll(() => ours?.send('anyone?')).toBe(false)
  })

  test('says goodbye with 1001 when the server stops', async () => {
    const socket = dial(await serve({ sockets: [stream] }), '/stream/7?t=good')
    await once(socket, 'message')
    const closed = once(socket, 'close')
    await running?.stop(2_000)
    running = null
    expect((await closed)[0]).toBe(1001)
  })
})

describe('stopping', () => {
  test('lets a request in flight finish and takes no new one', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let entered = () => {}
    const inside = new Promise<void>((resolve) => {
      entered = resolve
    })
    const slow: Route = {
      method: 'GET',
      path: '/slow',
      rule: 'public',
      async handle() {
        entered()
        await held
        return new Response('done')
      },
    }
    const base = await serve({ routes: [slow] })
    const answer = fetch(`${base}/slow`)
    await inside
    const stopped = running?.stop(5_000)
    await expect(fetch(`${base}/healthz`)).rejects.toThrow()
    release()
    expect(await (await answer).text()).toBe('done')
    await stopped
    running = null
  })
})
