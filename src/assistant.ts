// Puts the parts together: content, store, runtime, connectors, channels and the HTTP server, started in order, stopped in reverse.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createWebChatChannel } from '../adapters/web-chat/index.ts'
import type { Channel } from './channel/channel.ts'
import type { ChannelHost } from './channel/host.ts'
import { readContent, root } from './cli/content.ts'
import { type Config, ConfigError, type PortalAccess } from './config.ts'
import { buildSnapshot, type Snapshot } from './content/snapshot.ts'
import { createDecoder, type Decoder } from './files/decode/decoder.ts'
import { loadMasterKey } from './files/master-key.ts'
import { createScanner } from './files/scan.ts'
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
  /** The sandbox portal of a demo; it may still be starting while content is read. */
  readonly sandbox?: Promise<PortalAccess>
  /** How often filed dossiers are looked at; by portal status unless told. */
  readonly watchInterval?: WatchInterval
}

export async function startAssistant(options: AssistantOptions): Promise<Assistant> {
  const { config, log } = options
  const files = readContent(config.contentDir)
  refuseUnknownPortals(config, files.portals)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const masterKey = loadMasterKey(config.masterKeyFile)
  const store = await createSqliteStore(config.databaseFile, { serve: true })
  try {
    const revisions = await seedGuides(store.guides, files, Date.now())
    const build = async () =>
      buildSnapshot(files, revisions, {
        demo: config.demo,
        ownSystems: new Set(config.portalAccess.keys()),
        catalogue: await store.catalogue.all(),
        ...(config.portals ? { portals: new Set(config.portals) } : {}),
      })
    const content = await keepFresh(store, build, log)
    const outbound = createOutbound()
    const vault = createFileVault({
      files: store.files,
      sealed: createSealedFiles(join(config.dataDir, 'attachments')),
      masterKey,
      now: Date.now,
    })
    const decoder = createDecoder({ onTrouble: (what) => log.warn({ what }, 'decoding child ended') })
    // Known for sure once the server listens; a port of 0 is decided only then.
    let address = config.publicUrl ?? `http://${config.host}:${config.port}`
    const runtime = createRuntime({
      store,
      vault,
      decoder,
      scanner: config.clamd && createScanner(config.clamd),
      content: content.now,
      connectorFor: connectors(content.now(), config, await options.sandbox, outbound),
      watchInterval: options.watchInterval ?? (config.demo ? demoPace : portalPace),
      address: () => address,
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
    const assistant = await serve({ config, log, store, runtime, channels, outbound, content, decoder })
    address = config.publicUrl ?? assistant.url
    return assistant
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
  content: FreshContent
  decoder: Decoder
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
  async function stop(): Promise<void> {
    stopping = true
    const until = Date.now() + stopWithinMs
    abort.abort()
    parts.content.stop()
    await server.stop(stopWithinMs / 3)
    await runtime.stop(Math.max(0, until - Date.now() - 1_500))
    await parts.decoder.close()
    parts.outbound.close()
    await store.close()
  }
  try {
    return { url: await server.listen(config.port, config.host), stop }
  } catch (error) {
    parts.content.stop()
    await runtime.stop(0)
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new ConfigError('PORT', 'cổng mạng này đang có chương trình khác dùng')
    if (code === 'EADDRNOTAVAIL') throw new ConfigError('HOST', 'máy này không có địa chỉ mạng như vậy')
    throw error
  }
}

/** A command may change content in the database while we serve; it is noticed within this time. */
const lookForContentMs = 500

interface FreshContent {
  now(): Snapshot
  stop(): void
}

async function keepFresh(store: Store, build: () => Promise<Snapshot>, log: Log): Promise<FreshContent> {
  let version = await store.catalogue.version()
  let snapshot = await build()
  let looking = false
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    try {
      const latest = await store.catalogue.version()
      if (latest === version) return
      snapshot = await build()
      version = latest
      log.info({ version, catalogue: snapshot.catalogue.size }, 'content changed')
    } catch (error) {
      log.warn({ error: (error as Error).name }, 'looking for new content failed')
    } finally {
      looking = false
    }
  }
  const timer = setInterval(look, lookForContentMs)
  timer.unref()
  return { now: () => snapshot, stop: () => clearInterval(timer) }
}

// A misspelt id would silently leave a portal out, or leave a configured system unused.
function refuseUnknownPortals(config: Config, known: ReadonlyMap<string, unknown>): void {
  if (config.portals?.some((id) => !known.has(id))) {
    throw new ConfigError('PORTALS', `chỉ nhận các mã: ${[...known.keys()].join(', ')}`)
  }
  for (const id of config.portalAccess.keys()) {
    if (known.has(id)) continue
    throw new ConfigError(
      `PORTAL_${id.toUpperCase().replaceAll('-', '_')}_URL`,
      'không có cổng nào mang mã này trong content/portals',
    )
  }
}

// Which way a portal's dossiers go: its own processing system when configured, the sandbox in a demo, else the applicant.
function connectors(
  content: Snapshot,
  config: Config,
  sandbox: PortalAccess | undefined,
  outbound: Outbound,
): (portal: string) => Connector | undefined {
  const made = new Map<string, Connector>()
  for (const portal of content.portals.values()) {
    const access = sandbox ?? config.portalAccess.get(portal.id)
    if (access && portal.connector.mode === 'opencps') {
      made.set(portal.id, createOpencpsConnector({ ...access, actions: portal.connector.actions }, outbound))
    } else if (portal.connector.mode === 'handover') {
      made.set(portal.id, createHandoverConnector())
    }
  }
  return (portal) => made.get(portal)
}
