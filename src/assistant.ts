// Puts the parts together: content, store, runtime, connectors, channels and the HTTP server, started in order, stopped in reverse.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createWebChatChannel } from '../adapters/web-chat/index.ts'
import type { Channel } from './channel/channel.ts'
import type { ChannelHost } from './channel/host.ts'
import { readContent, root } from './cli/content.ts'
import type { Config, PortalAccess } from './config.ts'
import { buildSnapshot, type Snapshot } from './content/snapshot.ts'
import { loadMasterKey } from './files/master-key.ts'
import { createSealedFiles } from './files/seal.ts'
import { pageRoutes } from './http/pages.ts'
import { createHttpServer } from './http/server.ts'
import { createOutbound, type Outbound } from './outbound/outbound.ts'
import type { Connector } from './portal/connector.ts'
import { createHandoverConnector } from './portal/handover/index.ts'
import { createOpencpsConnector } from './portal/opencps/index.ts'
import { seedGuides } from './runtime/guides.ts'
import { createChannelHost } from './runtime/host.ts'
import { portalPace, type WatchInterval } from './runtime/jobs.ts'
import type { Log } from './runtime/log.ts'
import { createRuntime, type Runtime } from './runtime/runtime.ts'
import { createFileVault } from './runtime/uploads.ts'
import { createSqliteStore } from './store/sqlite/store.ts'
import type { Store } from './store/store.ts'

/** Everything, the sockets' goodbye included, is over within this time after a stop is asked for. */
const stopWithinMs = 9_000
/** The demo's officer is a person at the same table: they want to see the chat answer. */
const demoPace: WatchInterval = () => 2_000

export interface Assistant {
  readonly url: string
  stop(): Promise<void>
}

export interface AssistantOptions {
  readonly config: Config
  readonly log: Log
  /** The sandbox portal of a demo, already running. */
  readonly sandbox?: PortalAccess
  /** How often filed dossiers are looked at; by portal status unless told. */
  readonly watchInterval?: WatchInterval
}

export async function startAssistant(options: AssistantOptions): Promise<Assistant> {
  const { config, log } = options
  const files = readContent(config.contentDir)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const masterKey = loadMasterKey(config.masterKeyFile)
  const store = await createSqliteStore(config.databaseFile, { serve: true })
  try {
    const revisions = await seedGuides(store.guides, files, Date.now())
    const content = buildSnapshot(files, revisions, {
      demo: config.demo,
      ownSystems: new Set(config.portalAccess.keys()),
    })
    const outbound = createOutbound()
    const vault = createFileVault({
      files: store.files,
      sealed: createSealedFiles(join(config.dataDir, 'attachments')),
      masterKey,
      now: Date.now,
    })
    const runtime = createRuntime({
      store,
      vault,
      content: () => content,
      connectorFor: connectors(content, options, outbound),
      watchInterval: options.watchInterval ?? (config.demo ? demoPace : portalPace),
      now: Date.now,
      random: Math.random,
      log,
    })
    const lend = (name: string): ChannelHost =>
      createChannelHost(name, {
        store,
        committer: runtime.committer,
        vault,
        fetch: (url, init) => outbound.fetch(url, init),
        now: Date.now,
        log,
      })
    const channels: Channel[] = [
      createWebChatChannel(
        {
          publicUrl: config.publicUrl,
          origins: [...config.webChatOrigins],
          tokenSecret: masterKey.derive('web-chat tokens'),
        },
        lend('web-chat'),
      ),
    ]
    for (const channel of channels) runtime.addChannel(channel)
    return await serve({ config, log, store, runtime, channels, outbound })
  } catch (error) {
    await store.close()
    throw error
  }
}

async function serve(parts: {
  config: Config
  log: Log
  store: Store
  runtime: Runtime
  channels: readonly Channel[]
  outbound: Outbound
}): Promise<Assistant> {
  const { config, log, store, runtime, channels } = parts
  let stopping = false
  const abort = new AbortController()
  // Asking writes to the disk, and anyone near may ask: once a second is enough.
  let probed = { at: 0, answer: Promise.resolve(true) }
  const writable = () => {
    if (Date.now() - probed.at >= 1_000) probed = { at: Date.now(), answer: store.probe() }
    return probed.answer
  }
  const server = createHttpServer({
    routes: [
      ...pageRoutes({ directory: join(root, 'dist', 'pages', 'web-chat'), base: '/', demo: config.demo }),
      ...channels.flatMap((channel) => channel.routes?.() ?? []),
    ],
    sockets: channels.flatMap((channel) => channel.sockets?.() ?? []),
    https: config.publicUrl?.startsWith('https:') ?? false,
    trustedProxies: config.trustedProxies,
    log,
    health: () => true,
    ready: async () => !stopping && runtime.healthy() && (await writable()),
  })
  runtime.start()
  for (const channel of channels) {
    channel.start?.(abort.signal).catch((error: Error) => {
      log.error({ channel: channel.name, error: error.name }, 'channel stopped listening')
    })
  }
  const url = await server.listen(config.port, config.host)
  return {
    url,
    async stop() {
      stopping = true
      const until = Date.now() + stopWithinMs
      abort.abort()
      await server.stop(stopWithinMs / 3)
      await runtime.stop(Math.max(0, until - Date.now() - 1_500))
      parts.outbound.close()
      await store.close()
    },
  }
}

// Which way a portal's dossiers go: its own processing system when configured, the sandbox in a demo, else the applicant.
function connectors(
  content: Snapshot,
  options: AssistantOptions,
  outbound: Outbound,
): (portal: string) => Connector | undefined {
  const made = new Map<string, Connector>()
  for (const portal of content.portals.values()) {
    const access = options.sandbox ?? options.config.portalAccess.get(portal.id)
    if (access && portal.connector.mode === 'opencps') {
      made.set(portal.id, createOpencpsConnector({ ...access, actions: portal.connector.actions }, outbound))
    } else if (portal.connector.mode === 'handover') {
      made.set(portal.id, createHandoverConnector())
    }
  }
  return (portal) => made.get(portal)
}
