// The real runtime over a real SQLite file, with a channel that does as it is told.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { vi } from 'vitest'
import type { Channel, OutgoingMessage } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Snapshot } from '../../src/content/snapshot.ts'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import { loadMasterKey } from '../../src/files/master-key.ts'
import { createSealedFiles } from '../../src/files/seal.ts'
import type { Connector } from '../../src/portal/connector.ts'
import { createChannelHost } from '../../src/runtime/host.ts'
import { createRuntime, type Runtime } from '../../src/runtime/runtime.ts'
import { createFileVault, type FileVault } from '../../src/runtime/uploads.ts'
import { createSqliteStore } from '../../src/store/sqlite/store.ts'
import type { Store } from '../../src/store/store.ts'
import { type KeptLog, keepLog } from '../support/kept-log.ts'

export interface Try {
  readonly conversation: string
  readonly key: string
  readonly text: string
  readonly at: number
}

export interface ScriptedChannel extends Channel {
  /** Every call of send, in order. */
  readonly tries: Try[]
  /** Those that went out. */
  readonly sent: Try[]
  /** What happens to a try; `nth` counts the tries of the same message from 1. */
  answer: (attempt: Try, nth: number) => void | Promise<void>
}

export function scriptChannel(): ScriptedChannel {
  const channel: ScriptedChannel = {
    name: 'telegram',
    limits: {
      textLength: 4_000,
      buttons: 10,
      buttonLength: 60,
      filesIn: 'all',
      fileBytes: 1_000_000,
      fileOutBytes: 1_000_000,
    },
    tries: [],
    sent: [],
    answer: () => {},
    receive: () => Promise.reject(new Error('updates are handed over in these tests')),
    async send({ conversation, reply }: OutgoingMessage, key) {
      const text = reply.type === 'card' ? reply.title : reply.text
      const attempt = { conversation, key, text, at: Date.now() }
      channel.tries.push(attempt)
      await channel.answer(attempt, channel.tries.filter((one) => one.key === key).length)
      channel.sent.push(attempt)
      return {}
    },
    fetchAttachment: () => Promise.reject(new Error('no files in these tests')),
  }
  return channel
}

export interface Rig {
  readonly runtime: Runtime
  readonly store: Store
  readonly host: ChannelHost
  readonly vault: FileVault
  readonly log: KeptLog
  /** The store's own connection, to make trouble on it. */
  readonly raw: DatabaseSync
  say(conversation: string, text: string, updateId?: string): Promise<void>
  rows(sql: string): Record<string, unknown>[]
  stop(limitMs?: number): Promise<void>
}

let files: Snapshot | null = null
export const content = () => {
  files ??= snapshotOfFiles(defaultContentDirectory, { demo: true })
  return files
}

export interface Ground {
  readonly directory: string
  remove(): void
}

export function makeGround(): Ground {
  const directory = mkdtempSync(join(tmpdir(), 'motcua-runtime-'))
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

export async function openRig(
  { directory }: Ground,
  channel: Channel,
  options: { content?: () => Snapshot; connector?: Connector; started?: boolean } = {},
): Promise<Rig> {
  const { store, raw } = await openStore(join(directory, 'motcua.db'))
  const log = keepLog()
  const vault = createFileVault({
    files: store.files,
    sealed: createSealedFiles(join(directory, 'attachments')),
    masterKey: loadMasterKey(join(directory, 'keys', 'master.key')),
    now: Date.now,
  })
  const decoder = createDecoder()
  const runtime = createRuntime({
    store,
    vault,
    decoder,
    scanner: null,
    content: options.content ?? content,
    connectorFor: () => options.connector,
    watchInterval: () => 60_000,
    address: () => 'http://127.0.0.1:3000',
    now: Date.now,
    random: () => 0.5,
    log,
  })
  runtime.addChannel(channel)
  const host = createChannelHost(channel.name, {
    store,
    committer: runtime.committer,
    vault,
    fetch: () => Promise.reject(new Error('no network in tests')),
    fetchFromMessage: () => Promise.reject(new Error('no network in tests')),
    now: Date.now,
    log,
  })
  if (options.started ?? true) runtime.start()
  let updates = 0
  return {
    runtime,
    store,
    host,
    vault,
    log,
    raw,
    async say(conversation, text, updateId = `${conversation}-${Date.now()}-${++updates}`) {
      const accepted = host.accept([
        { updateId, conversation, event: { type: 'message_received', text }, activity: { text } },
      ])
      await settled(accepted)
    },
    rows: (sql) => raw.prepare(sql).all(),
    async stop(limitMs = 2_000) {
      await settled(runtime.stop(limitMs))
      await decoder.close()
      await store.close()
    },
  }
}

/** Opens the store and catches the connection it opens. */
export async function openStore(file: string): Promise<{ store: Store; raw: DatabaseSync }> {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
  const store = await createSqliteStore(file, { serve: true })
  const raw = exec.mock.contexts[0] as DatabaseSync
  exec.mockRestore()
  return { store, raw }
}

/** Moves the clock in small steps until the promise is settled, and passes on how. */
export async function settled<T>(promise: Promise<T>): Promise<T> {
  let over = false
  const end = () => {
    over = true
  }
  promise.then(end, end)
  for (let steps = 0; !over && steps < 20_000; steps++) await tick(1)
  return promise
}

/** Moves the clock; everything due happens in order. */
export const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms)
