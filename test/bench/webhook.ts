// Messages a second through the real program: how long until each is acknowledged, which is when it is on disk.
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../support/ports.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { quantile } from './quantiles.ts'
import type { Sender } from './senders.ts'

export interface WebhookFigures {
  readonly what: string
  readonly offeredPerSecond: number
  readonly updates: number
  /** Answers other than 2xx, and none at all. */
  readonly refused: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly slowestMs: number
  /** Messages of ours that reached the platform while updates kept coming. */
  readonly sentMeanwhile: number
}

/** People writing at once; each says a few things, one after another. */
const people = 2_000
const words = [
  'lam khai sinh cho be',
  'bao nhieu tien',
  'mất mấy ngày',
  'hồ sơ của tôi',
  'đăng ký kết hôn cần những gì',
  'trợ giúp',
]

export async function measureWebhook(
  openSender: () => Promise<Sender>,
  options: { seconds: number; perSecond: number },
): Promise<WebhookFigures> {
  const sender = await openSender()
  const home = makeHome()
  const port = await freePort()
  const program = await startProgram(['serve'], {
    ...home.environment,
    LOG_LEVEL: 'silent',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...sender.settings,
  })
  // As many as Telegram opens (max_connections of setWebhook).
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  const times: number[] = []
  let refused = 0

  function post(at: number): Promise<void> {
    const text = words[Math.floor(at / people) % words.length] ?? ''
    const body = JSON.stringify(sender.message(at, at % people, text))
    const began = performance.now()
    return new Promise((resolve) => {
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        ...sender.proof,
      }
      const sent = request(`${program.url}${sender.path}`, { method: 'POST', agent, headers }, (response) => {
        response.resume().on('end', () => {
          times.push(performance.now() - began)
          if ((response.statusCode ?? 500) > 299) refused += 1
          resolve()
        })
      })
      sent.on('error', () => {
        refused += 1
        resolve()
      })
      sent.end(body)
    })
  }

  async function offer(count: number, from: number): Promise<void> {
    const began = performance.now()
    const running: Promise<void>[] = []
    for (let at = 0; at < count; ) {
      // On the clock, not on the answers: a slow server must not slow the question down.
      const due = Math.min(count, Math.floor(((performance.now() - began) / 1_000) * options.perSecond) + 1)
      while (at < due) {
        running.push(post(from + at))
        at += 1
      }
      await wait(1)
    }
    await Promise.all(running)
  }

  await offer(options.perSecond, 0)
  times.length = 0
  refused = 0
  const before = sender.heard()
  const updates = options.perSecond * options.seconds
  await offer(updates, options.perSecond)
  const sentMeanwhile = sender.heard() - before
  const figures: WebhookFigures = {
    what: `${sender.what} to the real program on loopback, until acknowledged`,
    offeredPerSecond: options.perSecond,
    updates,
    refused,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    slowestMs: Math.round(Math.max(...times)),
    sentMeanwhile,
  }
  agent.destroy()
  await program.end('SIGTERM')
  await sender.close()
  home.remove()
  return figures
}
