// The demo's sandbox portal: adopted, replaced when it ends, and looked after even when the port was taken meanwhile.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { keepSandbox } from '../../src/cli/keep-sandbox.ts'
import { readConfig } from '../../src/config.ts'
import { isSandbox } from '../../src/sandbox/demo.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { silentLog, temporaryDirectory } from '../sandbox/support.ts'
import { pause } from '../support/direct-line.ts'
import { keepLog } from '../support/kept-log.ts'

const open = (port = 0) => startSandbox({ directory: temporaryDirectory(), port, log: silentLog })
const portOf = (url: string) => Number(new URL(url).port)

async function keep(port: number) {
  const directory = temporaryDirectory()
  const log = keepLog()
  const environment = { DATA_DIR: directory, SANDBOX_PORT: String(port), LOG_LEVEL: 'warn' }
  const kept = await keepSandbox(readConfig(environment, { demo: true, root: directory }), log)
  onTestFinished(() => kept.stop())
  return { kept, log }
}

async function eventually(look: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let tries = 0; tries < 300; tries++) {
    if (await look()) return true
    await pause(50)
  }
  return false
}

it('adopts a sandbox that is there, and starts its own when that one ends', async () => {
  const other = await open()
  const { kept } = await keep(portOf(other.url))
  expect(kept.url).toBe(other.url)
  await other.close()
  expect(await eventually(() => isSandbox(kept.url))).toBe(true)
})

it('leaves a sandbox it adopted running', async () => {
  const other = await open()
  onTestFinished(() => other.close())
  const { kept } = await keep(portOf(other.url))
  await kept.stop()
  expect(await isSandbox(other.url)).toBe(true)
})

it('goes on trying while another program sits on the port', async () => {
  const other = await open()
  const { kept, log } = await keep(portOf(other.url))
  await other.close()
  const squatter = await squat(portOf(other.url))
  expect(await eventually(() => log.lines.some(({ level }) => level === 'error'))).toBe(true)
  squatter.closeAllConnections()
  await new Promise((resolve) => squatter.close(resolve))
  expect(await eventually(() => isSandbox(kept.url))).toBe(true)
})

it('says so when it cannot start at all', async () => {
  const squatter = await squat(0)
  onTestFinished(() => void squatter.close())
  await expect(keep((squatter.address() as AddressInfo).port)).rejects.toThrow(
    'cổng thử không khởi động được',
  )
})

async function squat(port: number): Promise<Server> {
  const server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}
