// The one way out keeps its bounds whatever the other side does.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isPublicAddress } from '../../src/outbound/address.ts'
import { OutboundError } from '../../src/outbound/errors.ts'
import { createOutbound, type OutboundOptions } from '../../src/outbound/outbound.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function open(options?: OutboundOptions) {
  const outbound = createOutbound(options)
  onTestFinished(() => outbound.close())
  return outbound
}

async function failureOf(promise: Promise<unknown>): Promise<OutboundError> {
  const error = await promise.catch((reason: unknown) => reason)
  if (error instanceof OutboundError) return error
  throw new Error(`expected an OutboundError, got ${String(error)}`)
}

describe('configured addresses', () => {
  it('are trusted as written, http and loopback too', async () => {
    const url = await serve((request, response) =>
      response.end(`${request.method} ${request.headers['x-key']}`),
    )
    const answer = await open().fetch(url, { method: 'POST', body: 'a=1', headers: { 'x-key': 'k' } })
    expect([answer.status, await answer.text()]).toEqual([200, 'POST k'])
  })

  it('do not lead elsewhere: a redirect is an error', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/other' }).end())
    expect(await failureOf(open().fetch(url))).toMatchObject({ code: 'redirect', reached: true })
  })

  it('an answer is counted while it is read, whatever length it declares', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200)
      for (let at = 0; at < 20; at += 1) response.write(Buffer.alloc(1_000))
      response.end()
    })
    expect(await failureOf(open({ maxBytes: 10_000 }).fetch(url))).toMatchObject({ code: 'too_large' })
  })

  it('a silent server ends in a time-out that says the request arrived', async () => {
    const url = await serve(() => {})
    const error = await failureOf(open().fetch(url, { timeoutMs: 50 }))
    expect(error).toMatchObject({ code: 'timeout', reached: true })
  })

  it('a body that never ends is a time-out as well', async () => {
    const url = await serve((_request, response) => void response.writeHead(200).write('x'))
    expect(await failureOf(open().fetch(url, { timeoutMs: 100 }))).toMatchObject({ code: 'timeout' })
  })

  it('nobody listening means that nothing was reached', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const error = await failureOf(open().fetch(`http://127.0.0.1:${port}/secret-path`))
    expect(error).toMatchObject({ code: 'network', reached: false })
    expect(error.message).not.toContain('secret-path')
  })

  it('at most ten connections go to one host', async () => {
    let active = 0
    let most = 0
    const url = await serve((_request, response) => {
      active += 1
      most = Math.max(most, active)
      setTimeout(() => {
        active -= 1
        response.end()
      }, 20)
    })
    const outbound = open()
    await Promise.all(Array.from({ length: 40 }, () => outbound.fetch(url)))
    expect(most).toBe(10)
  })

  it('the caller can stop it', async () => {
    const url = await serve(() => {})
    const stop = new AbortController()
    const failed = failureOf(open().fetch(url, { signal: stop.signal }))
    stop.abort()
    expect((await failed).code).toBe('aborted')
  })

  it('an unknown certificate is refused, and the environment cannot switch that off', async () => {
    const pair = readFileSync(join(import.meta.dirname, 'fixtures', 'untrusted.pem'))
    const server = createTlsServer({ key: pair, cert: pair }, (_request, response) =>
      response.end('no'),
    ).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    onTestFinished(() => {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
    })
    const { port } = server.address() as AddressInfo
    const error = await failureOf(open().fetch(`https://127.0.0.1:${port}`))
    expect(error).toMatchObject({ code: 'network', reached: false })
    expect(error.message).toContain('CERT')
  })
})

describe('addresses from messages', () => {
  const answerWith =
    (...addresses: string[]): LookupFunction =>
    (_host, options, callback) => {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      if (options.all) callback(null, found)
      else callback(null, found[0]?.address ?? '', found[0]?.family)
    }

  it.each([
    ['plain http', 'http://files.example/a'],
    ['another scheme', 'file:///etc/passwd'],
    ['a host off the list', 'https://evil.example/a'],
    ['credentials in the address', 'https://u:p@files.example/a'],
    ['no address at all', 'files.example'],
  ])('%s is refused before any name is resolved', async (_name, url) => {
    const lookup: LookupFunction = () => {
      throw new Error('resolved')
    }
    const error = await failureOf(open({ lookup }).fetchFromMessage(url, ['files.example']))
    expect(error).toMatchObject({ code: 'refused', reached: false })
  })

  it.each(['https://zdn.vn/a', 'https://evilzdn.vn/a', 'https://photo.zdn.vn.evil.example/a'])(
    'a list that says .zdn.vn does not cover %s',
    async (url) => {
      const lookup: LookupFunction = () => {
        throw new Error('resolved')
      }
      const error = await failureOf(open({ lookup }).fetchFromMessage(url, ['.zdn.vn']))
      expect(error.message).toContain('not on the list')
    },
  )

  it('a list that says .zdn.vn covers every host under it, and looks at the address all the same', async () => {
    const outbound = open({ lookup: answerWith('10.1.2.3') })
    const error = await failureOf(outbound.fetchFromMessage('https://f20-zpc.zdn.vn/a', ['.zdn.vn']))
    expect(error.message).toContain('no public address')
  })

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a private network', ['10.1.2.3']],
    ['the cloud metadata address', ['169.254.169.254']],
    ['IPv6 loopback', ['::1']],
    ['IPv4 inside IPv6', ['::ffff:10.0.0.1']],
    ['one private among public ones', ['8.8.8.8', '192.168.1.1']],
  ])('a listed name that resolves to %s is refused', async (_name, addresses) => {
    const outbound = open({ lookup: answerWith(...addresses) })
    const error = await failureOf(outbound.fetchFromMessage('https://files.example/a', ['files.example']))
    expect(error).toMatchObject({ code: 'refused', reached: false })
  })

  it('a literal private address is refused even when listed', async () => {
    const hosts = ['127.0.0.1', '[::1]']
    for (const host of hosts) {
      const error = await failureOf(open().fetchFromMessage(`https://${host}/a`, hosts))
      expect(error).toMatchObject({ code: 'refused' })
    }
  })
})

it('knows public addresses from the rest', () => {
  for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111']) expect(isPublicAddress(address)).toBe(true)
  for (const address of [
    '0.0.0.0',
    '100.64.1.1',
    '172.31.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ]) {
    expect(isPublicAddress(address)).toBe(false)
  }
  for (const address of ['fe80::1', 'fc00::1', '2001:db8::1', '2002:7f00:1::', '::', 'no']) {
    expect(isPublicAddress(address)).toBe(false)
  }
})
