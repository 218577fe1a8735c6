// Puts the parts together: content, store, runtime, connectors, channels and the HTTP server, started in order, stopped in reverse.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createWebChatChannel } from '../adapters/web-chat/index.ts'
import type { Channel, ChannelName, Route } from './channel/channel.ts'
import type { ChannelHost, DurableValues } from './channel/host.ts'
import { linkRooms } from './channel/links.ts'
import { pagesDirectory, readContent } from './cli/content.ts'
import { type Config, ConfigError, type PortalAccess } from './config.ts'
import { prepareSnapshot, type Snapshot } from './content/snapshot.ts'
import { createDecoder, type Decoder } from './files/decode/decoder.ts'
import { loadMasterKey } from './files/master-key.ts'
import { createScanner } from './files/scan.ts'
import { createSealedFiles } from './files/seal.ts'
import { pageRoutes } from './http/pages.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import { createOutbound, type Outbound } from './outbound/outbound.ts'
import { addPlatforms } from './platforms.ts'
import { createAssistedConnector } from './portal/assisted/index.ts'
import type { Connector } from './portal/connector.ts'
import { createHandoverConnector } from './portal/handover/index.ts'
import { createOpencpsConnector } from './portal/opencps/index.ts'
import { fileLinkRoute } from './runtime/file-link.ts'
import { seedGuides } from './runtime/guides.ts'
import { createChannelHost } from './runtime/host.ts'
import { portalPace, type WatchInterval } from './runtime/jobs.ts'
import { keepReading } from './runtime/keep-reading.ts'
import type { Log } from './runtime/log.ts'
import { createRuntime, type Runtime } from './runtime/runtime.ts'
import { createFileVault, type FileVault } from './runtime/uploads.ts'
import { createSqliteStore } from './store/sqlite/store.ts'
import type { Store } from './store/store.ts'
import { uploadPageRoutes } from './upload-page/routes.ts'

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
  const assistant = await prepareAssistant(options)
  return { url: await assistant.listen(), stop: assistant.stop }
}

/** Everything in place and nothing running: channels can still be added. */
export interface PreparedAssistant {
  addChannel(name: ChannelName, make: (host: ChannelHost) => Channel): void
  /** Starts without a network port, inside somebody else's program. */
  start(): void
  /** Starts and serves HTTP; resolves with the address. */
  listen(): Promise<string>
  stop(): Promise<void>
}

export async function prepareAssistant(options: AssistantOptions): Promise<PreparedAssistant> {
  const { config, log } = options
  const files = readContent(config.contentDir)
  refuseUnknownPortals(config, files.portals)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const masterKey = loadMasterKey(config.masterKeyFile)
  const store = await createSqliteStore(config.databaseFile, { serve: true })
  try {
    const revisions = await seedGuides(store.guides, files, Date.now())
    const read = keepReading(config.dataDir)
    const build = async () => {
      const { sources, finish } = prepareSnapshot(files, revisions, {
        demo: config.demo,
        ownSystems: new Set(config.portalAccess.keys()),
        catalogue: await store.catalogue.all(),
        ...(config.portals ? { portals: new Set(config.portals) } : {}),
      })
      return finish(await read(sources))
    }
    // There is nobody to keep waiting before the runtime is there.
    let pauseTurns = () => () => {}
    const content = await keepFresh(store, build, log, () => pauseTurns())
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
    pauseTurns = runtime.committer.pauseTurns
    const lend = (name: string): ChannelHost =>
      createChannelHost(name, {
        store,
        committer: runtime.committer,
        vault,
        fetch: (url, init) => outbound.fetch(url, init),
        fetchFromMessage: (url, hosts, init) => outbound.fetchFromMessage(url, hosts, init),
        now: Date.now,
        log,
      })
    const channels: Channel[] = []
    const hosts = new Map<ChannelName, ChannelHost>()
    const add = (name: ChannelName, make: (host: ChannelHost) => Channel) => {
      const host = lend(name)
      hosts.set(name, host)
      const channel = make(host)
      channels.push(channel)
      runtime.addChannel(channel)
    }
    add('web-chat', (host) =>
      createWebChatChannel(
        {
          publicUrl: config.publicUrl,
          origins: [...config.webChatOrigins],
          tokenSecret: masterKey.derive('web-chat tokens'),
        },
        host,
      ),
    )
    await addPlatforms(config, masterKey, add)
    const links = lend(linkRooms.upload).values
    const parts = { config, log, store, vault, runtime, channels, hosts, links, outbound, content, decoder }
    const shell = prepareShell(parts)
    return {
      addChannel: add,
      start: shell.start,
      async listen() {
        const url = await shell.listen()
        address = config.publicUrl ?? url
        return url
      },
      stop: shell.stop,
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

interface ShellParts {
  readonly config: Config
  readonly log: Log
  readonly store: Store
  readonly vault: FileVault
  readonly runtime: Runtime
  readonly channels: readonly Channel[]
  /** What each channel was lent. */
  readonly hosts: ReadonlyMap<ChannelName, ChannelHost>
  readonly links: DurableValues
  readonly outbound: Outbound
  readonly content: FreshContent
  readonly decoder: Decoder
}

/** The page's files under their own path, and the page itself under each link. */
function uploadRoutes({ config, links, hosts }: ShellParts): Route[] {
  const base = '/upload-page/'
  const routes = pageRoutes({ directory: join(pagesDirectory, 'upload'), base, demo: config.demo })
  const page = routes.find(({ path }) => path === base)
  if (!page) return routes
  return [...routes, ...uploadPageRoutes({ hostOf: (channel) => hosts.get(channel) ?? null, links, page })]
}

function prepareShell(parts: ShellParts): Pick<PreparedAssistant, 'start' | 'listen' | 'stop'> {
  const { config, log, store, runtime, channels } = parts
  let server: HttpServer | null = null
  let stopping = false
  const abort = new AbortController()
  const listening: Promise<void>[] = []
  // Asking writes to the disk, and anyone near may ask: once a second is enough.
  let probed = { at: 0, answer: Promise.resolve(true) }
  const writable = () => {
    if (Date.now() - probed.at >= 1_000) probed = { at: Date.now(), answer: store.probe() }
    return probed.answer
  }
  function start(): void {
    runtime.start()
    for (const channel of channels) {
      const running = channel.start?.(abort.signal).catch((error: Error) => {
        log.error({ channel: channel.name, error: error.name }, 'channel stopped listening')
      })
      if (running) listening.push(running)
    }
  }
  async function stop(): Promise<void> {
    stopping = true
    const until = Date.now() + stopWithinMs
    abort.abort()
    parts.content.stop()
    await server?.stop(stopWithinMs / 3)
    await runtime.stop(Math.max(0, until - Date.now() - 1_500))
    // A channel may be about to store tokens that exist nowhere else.
    await Promise.race([Promise.all(listening), wait(Math.max(0, until - Date.now() - 1_000))])
    await parts.decoder.close()
    parts.outbound.close()
    await store.close()
  }
  async function listen(): Promise<string> {
    try {
      server = createHttpServer({
        routes: [
          ...pageRoutes({ directory: join(pagesDirectory, 'web-chat'), base: '/', demo: config.demo }),
          ...uploadRoutes(parts),
          fileLinkRoute({ store, vault: parts.vault, now: Date.now }),
          ...channels.flatMap((channel) => channel.routes?.() ?? []),
        ],
        sockets: channels.flatMap((channel) => channel.sockets?.() ?? []),
        https: config.publicUrl?.startsWith('https:') ?? false,
        trustedProxies: config.trustedProxies,
        log,
        health: () => true,
        ready: async () => !stopping && runtime.healthy() && (await writable()),
      })
      start()
      return await server.listen(config.port, config.host)
    } catch (error) {
      server = null
      await stop()
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRINUSE') throw new ConfigError('PORT', 'cổng mạng này đang có chương trình khác dùng')
      if (code === 'EADDRNOTAVAIL') throw new ConfigError('HOST', 'máy này không có địa chỉ mạng như vậy')
      throw error
    }
  }
  return { start, listen, stop }
}

/** A command may change content in the database while we serve; it is noticed within this time. */
const lookForContentMs = 500

interface FreshContent {
  now(): Snapshot
  stop(): void
}

/** Turns wait for new content so long at most. */
const mostPauseMs = 10_000

async function keepFresh(
  store: Store,
  build: () => Promise<Snapshot>,
  log: Log,
  pauseTurns: () => () => void,
): Promise<FreshContent> {
  let version = await store.catalogue.version()
  let snapshot = await build()
  let looking = false
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    try {
      const latest = await store.catalogue.version()
      if (latest === version) return
      // Whoever asks from here on is answered from the new content; what they write is taken meanwhile.
      const goOn = pauseTurns()
      const bound = setTimeout(goOn, mostPauseMs)
      try {
        snapshot = await build()
      } finally {
        clearTimeout(bound)
        goOn()
      }
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
    } else if (portal.connector.mode === 'assisted') {
      made.set(portal.id, createAssistedConnector({ directory: join(config.dataDir, 'assisted') }))
    } else if (portal.connector.mode === 'handover') {
      made.set(portal.id, createHandoverConnector())
    }
  }
  return (portal) => made.get(portal)
}
