// Starts the sandbox portal: REST for the citizen side, a page for the officer, switches for its faults.

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { loadCatalogue } from './catalogue.ts'
import { mountControl } from './control.ts'
import { openDatabase } from './database.ts'
import { demoAccount, demoGroup, restBase } from './demo.ts'
import type { Dialect } from './dialect.ts'
import { Faults } from './faults.ts'
import { guardBrowser, setSecurityHeaders } from './headers.ts'
import { mountOfficer } from './officer/routes.ts'
import type { Account, Log, Portal } from './portal.ts'
import { loadProcess, type ProcessShape } from './process.ts'
import { mountRest } from './rest/routes.ts'

export interface SandboxOptions {
  /** Where sandbox.db lives; made when missing. */
  readonly directory: string
  /** 0 takes any free port. */
  readonly port: number
  /** Loopback only: the sandbox invents dossiers and has a password anyone can read. */
  readonly host?: '127.0.0.1' | '::1' | 'localhost'
  readonly log: Log
  readonly dialect?: Dialect
  readonly shape?: ProcessShape
  readonly group?: string
  readonly accounts?: readonly Account[]
  readonly reusesDrafts?: boolean
}

export interface Sandbox {
  readonly url: string
  close(): Promise<void>
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1'
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new Error('[sandbox] chỉ chạy trên máy này (loopback)')
  }
  const portal: Portal = {
    database: openDatabase(options.directory),
    catalogue: loadCatalogue(),
    process: loadProcess(options.shape ?? 'both'),
    faults: new Faults(),
    dialect: options.dialect ?? 'b',
    group: options.group ?? demoGroup,
    accounts: options.accounts ?? [demoAccount],
    reusesDrafts: options.reusesDrafts ?? false,
    log: options.log,
    now: Date.now,
  }
  const server = createAdaptorServer({
    fetch: buildApp(portal).fetch,
    serverOptions: { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 90_000 },
  }) as Server
  await listen(server, options.port, host).catch((error: unknown) => {
    portal.database.close()
    throw error
  })
  const { port } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    url,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        // A caller in the middle of a slow answer must not hold the process past its ten seconds.
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 2_000).unref()
      })
      portal.database.close()
    },
  }
}

function buildApp(portal: Portal): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(setSecurityHeaders)
  app.use(guardBrowser)
  app.get('/healthz', (context) => context.json({ service: 'motcua-sandbox', status: 'ok' }))
  mountRest(app, restBase, portal)
  mountControl(app, portal)
  mountOfficer(app, portal)
  app.notFound((context) => context.text('Không có trang này.', 404))
  app.onError((error, context) => {
    portal.log.error({ error: error.message }, '[sandbox] a page failed')
    return context.text('Sandbox gặp lỗi.', 500)
  })
  return app
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
