// motcua portal sandbox: starts one, or is content with the one that is there.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { run } from '../../src/cli/portal-sandbox.ts'
import { openSandbox, temporaryDirectory } from '../sandbox/support.ts'

function listen() {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => {
    log.mockRestore()
    error.mockRestore()
  })
  return { said: () => [...log.mock.calls, ...error.mock.calls].flat().join('\n') }
}

it('adopts a sandbox that already answers', async () => {
  const portal = await openSandbox()
  const { said } = listen()
  const { port } = new URL(portal.url)
  expect(await run(['--port', port, '--data', temporaryDirectory()])).toBe(0)
  expect(said()).toContain(portal.url)
})

it('does not take another program for a sandbox', async () => {
  const server = createServer((_request, response) => response.end('{"service":"other"}')).listen(
    0,
    '127.0.0.1',
  )
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { said } = listen()
  const { port } = server.address() as AddressInfo
  expect(await run(['--port', String(port), '--data', temporaryDirectory()])).toBe(1)
  expect(said()).toContain(String(port))
})

it('explains itself, and refuses what it does not understand', async () => {
  const { said } = listen()
  expect(await run(['--help'])).toBe(0)
  expect(said()).toContain('BẢN THỬ')
  expect(await run(['--port', 'x'])).toBe(2)
  expect(await run(['--nonsense'])).toBe(2)
})
