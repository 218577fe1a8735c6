import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pageRoutes } from '../../src/http/pages.ts'
import { createHttpServer, type HttpServer } from '../../src/http/server.ts'
import { keepLog } from '../support/kept-log.ts'

let directory = ''
let running: HttpServer | null = null

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pages-'))
})
afterEach(async () => {
  await running?.stop(500)
  running = null
  rmSync(directory, { recursive: true })
})

function build(): void {
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), '<!doctype html><html lang="vi"><title>Một Cửa</title></html>')
  writeFileSync(join(directory, 'assets', 'index-abc.js'), 'console.log("xin chào")')
}

async function serve(demo = false): Promise<string> {
  running = createHttpServer({
    routes: pageRoutes({ directory, base: '/', demo }),
    sockets: [],
    https: false,
    trustedProxies: [],
    log: keepLog(),
    health: () => true,
    ready: () => true,
  })
  return running.listen(0, '127.0.0.1')
}

test('the index is never cached, its assets for ever', async () => {
  build()
  const base = await serve()
  const index = await fetch(base)
  expect(index.headers.get('cache-control')).toBe('no-store')
  expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const script = await fetch(`${base}/assets/index-abc.js`, { headers: { 'Accept-Encoding': 'gzip, br' } })
  expect(script.headers.get('cache-control')).toContain('immutable')
  expect(script.headers.get('content-encoding')).toBe('br')
  expect(await script.text()).toBe('console.log("xin chào")')
  const plain = await fetch(`${base}/assets/index-abc.js`, { headers: { 'Accept-Encoding': 'identity' } })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(await plain.text()).toBe('console.log("xin chào")')
})

test('only the demo marks its page', async () => {
  build()
  expect(await (await fetch(await serve(true))).text()).toContain('<html lang="vi" data-demo')
  await running?.stop(500)
  expect(await (await fetch(await serve(false))).text()).not.toContain('data-demo')
})

test('no other file can be asked for', async () => {
  build()
  writeFileSync(join(directory, 'secret.txt'), 'x')
  const base = await serve()
  for (const path of [
    '/assets/../../etc/passwd',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
    '/assets/',
    '/index.html',
  ]) {
    expect((await fetch(base + path)).status).toBe(404)
  }
})

test('a page that was not built says how to build it', async () => {
  const answer = await fetch(await serve())
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('npm start')
})
