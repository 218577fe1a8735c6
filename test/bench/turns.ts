// Durable turns a second: arrival committed, step, state and reply committed, delivered to a channel that sends nothing.
// The real store at full sync, the real runtime, content and engine; only the platform is missing.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel, OutgoingMessage } from '../../src/channel/channel.ts'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { InboundEvent } from '../../src/engine/event.ts'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import { loadMasterKey } from '../../src/files/master-key.ts'
import { createSealedFiles } from '../../src/files/seal.ts'
import { createChannelHost } from '../../src/runtime/host.ts'
import { silentLog } from '../../src/runtime/log.ts'
import { createRuntime } from '../../src/runtime/runtime.ts'
import { createFileVault } from '../../src/runtime/uploads.ts'
import { createSqliteStore } from '../../src/store/sqlite/store.ts'
import { quantile } from './quantiles.ts'

/** From a question to the papers of a birth registration, with a slip, a question in between and a change of mind. */
const script = [
  'lam khai sinh cho be',
  'bao nhieu tien',
  'Bắt đầu làm hồ sơ',
  'Tôi đồng ý',
  'Có giấy chứng sinh',
  'Cha',
  'Nguyễn Văn An',
  '12345',
  '052090001234',
  '0912 345 678',
  'Thôn 3, xã Tuy Phước, tỉnh Gia Lai',
  'Nguyễn Bảo Châu',
  '20/9/2026',
  'mat may ngay?',
  'gái',
  'Bệnh viện Đa khoa tỉnh, phường Quy Nhơn',
  'Lê Thị Hoa',
  'Bỏ qua',
  'hồ sơ của tôi',
  'bo toi moi mat can lam giay to gi',
  'đăng ký kết hôn cần những gì',
]

export interface TurnFigures {
  readonly conversations: number
  readonly turns: number
  readonly turnsPerSecond: number
  /** From handing the update over to the first reply leaving. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** From handing the update over to its being on disk, which is when a platform gets its 200. */
  readonly acknowledgedP99Ms: number
  /** User and system time for one turn, the start-up of the measurement included: steadier than the clock on a busy machine. */
  readonly cpuMicrosPerTurn: number
  readonly rssMegabytes: number
}

export async function measureTurns(options: {
  seconds: number
  conversations: number
}): Promise<TurnFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'motcua-bench-'))
  const store = await createSqliteStore(join(directory, 'motcua.db'), { serve: true })
  const content = snapshotOfFiles(defaultContentDirectory, { demo: true })
  const vault = createFileVault({
    files: store.files,
    sealed: createSealedFiles(join(directory, 'attachments')),
    masterKey: loadMasterKey(join(directory, 'master.key')),
    now: Date.now,
  })
  const decoder = createDecoder()
  const runtime = createRuntime({
    store,
    vault,
    decoder,
    scanner: null,
    content: () => content,
    connectorFor: () => undefined,
    watchInterval: () => 3_600_000,
    address: () => 'http://127.0.0.1:3000',
    now: Date.now,
    random: Math.random,
    log: silentLog,
  })
  const heard = new Map<string, () => void>()
  runtime.addChannel(
    nullChannel(({ conversation }) => {
      heard.get(conversation)?.()
      heard.delete(conversation)
    }),
  )
  const host = createChannelHost('web-chat', {
    store,
    committer: runtime.committer,
    vault,
    fetch: () => Promise.reject(new Error('no network in the bench')),
    fetchFromMessage: () => Promise.reject(new Error('no network in the bench')),
    now: Date.now,
    log: silentLog,
  })
  runtime.start()

  const answered: number[] = []
  let allTurns = 0
  const cpu = process.cpuUsage()
  const acknowledged: number[] = []
  const warmUntil = performance.now() + 1_500
  const until = warmUntil + options.seconds * 1_000

  async function talk(person: number): Promise<void> {
    for (let visit = 0; performance.now() < until; visit++) {
      const conversation = `bench-${person}-${visit}`
      for (const [at, text] of script.entries()) {
        if (performance.now() >= until) return
        const event: InboundEvent = { type: 'message_received', text }
        const started = performance.now()
        const reply = new Promise<void>((resolve) => heard.set(conversation, resolve))
        await host.accept([
          {
            updateId: `${conversation}:${at}`,
            conversation,
            event,
            activity: { type: 'message', text, from: { id: conversation } },
          },
        ])
        const onDisk = performance.now()
        await reply
        allTurns += 1
        if (started < warmUntil || performance.now() >= until) continue
        answered.push(performance.now() - started)
        acknowledged.push(onDisk - started)
      }
    }
  }

  await Promise.all(Array.from({ length: options.conversations }, (_, person) => talk(person)))
  const { user, system } = process.cpuUsage(cpu)
  const rss = process.memoryUsage.rss()
  await runtime.stop(5_000)
  await decoder.close()
  await store.close()
  rmSync(directory, { recursive: true, force: true })
  return {
    conversations: options.conversations,
    turns: answered.length,
    turnsPerSecond: Math.round(answered.length / options.seconds),
    p50Ms: quantile(answered, 0.5),
    p99Ms: quantile(answered, 0.99),
    acknowledgedP99Ms: quantile(acknowledged, 0.99),
    cpuMicrosPerTurn: Math.round((user + system) / allTurns),
    rssMegabytes: Math.round(rss / 1_048_576),
  }
}

function nullChannel(sent: (message: OutgoingMessage) => void): Channel {
  return {
    name: 'web-chat',
    limits: {
      textLength: 8_000,
      buttons: 20,
      buttonLength: 200,
      filesIn: 'all',
      fileBytes: 25 * 1024 * 1024,
      fileOutBytes: 25 * 1024 * 1024,
    },
    receive: () => Promise.reject(new Error('the bench hands updates over itself')),
    async send(message) {
      sent(message)
      return {}
    },
    fetchAttachment: () => Promise.reject(new Error('the bench sends no files')),
  }
}
