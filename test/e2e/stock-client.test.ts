// Microsoft's own Direct Line client, as the stock Web Chat component uses it, talks to our web chat without knowing us.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { chromium, describeWith } from '../support/needs.ts'
import { serveTrial } from '../support/trial.ts'

const client = readFileSync(
  createRequire(import.meta.url).resolve('botframework-directlinejs/dist/directline.js'),
  'utf8',
)

describeWith('Chromium', chromium, 'botframework-directlinejs', () => {
  const program = serveTrial()
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })

  test.each([true, false])('asks, is answered and taps a choice (WebSocket: %s)', async (webSocket) => {
    const page = await (await browser.newContext()).newPage()
    // Any address of ours that is no page: the client brings everything itself.
    await page.goto(`${program.url}/healthz`)
    await page.evaluate(client)
    const heard = await page.evaluate(talk, { webSocket, base: program.url })
    expect(heard[0]).toMatch(/Chào anh\/chị/)
    expect(heard.some((text) => text.includes('Đăng ký khai sinh'))).toBe(true)
    expect(heard.at(-1)).toMatch(/đồng ý/)
    expect(new Set(heard).size).toBe(heard.length)
  })
})

interface Activity {
  readonly type: string
  readonly text?: string
  readonly from: { readonly id: string; readonly role?: string }
  readonly suggestedActions?: {
    readonly actions: readonly { readonly title: string; readonly value: unknown }[]
  }
}

// Runs in the browser: everything it needs comes in by its argument.
async function talk({ webSocket, base }: { webSocket: boolean; base: string }): Promise<string[]> {
  const answer = await fetch(`${base}/v3/directline/tokens/generate`, { method: 'POST' })
  const { token } = (await answer.json()) as { token: string }
  const { DirectLine } = (
    globalThis as unknown as { DirectLine: { DirectLine: new (options: object) => Line } }
  ).DirectLine
  interface Line {
    activity$: { subscribe(next: (activity: Activity) => void): void }
    postActivity(activity: object): {
      subscribe(next: (id: string) => void, failed: (error: Error) => void): void
    }
    end(): void
  }
  const line = new DirectLine({ token, domain: `${base}/v3/directline`, webSocket, pollingInterval: 250 })
  const heard: Activity[] = []
  line.activity$.subscribe((activity) => {
    if (activity.type === 'message' && activity.from.role !== 'user') heard.push(activity)
  })
  const post = (activity: object) =>
    new Promise<void>((resolve, reject) => {
      const from = { id: 'anyone' }
      line.postActivity({ type: 'message', from, ...activity }).subscribe(() => resolve(), reject)
    })
  const until = async (found: () => boolean) => {
    for (let tries = 0; tries < 200 && !found(); tries++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    if (!found()) throw new Error(`not heard; last: ${heard.at(-1)?.text}`)
  }
  await until(() => heard.length > 0)
  await post({ text: 'lam khai sinh cho be' })
  await until(() => heard.some(({ text }) => text?.includes('Đăng ký khai sinh')))
  const start = heard.at(-1)?.suggestedActions?.actions.find(({ title }) => title.includes('Bắt đầu'))
  await post({ text: start?.title, value: start?.value })
  await until(() => heard.at(-1)?.text?.includes('đồng ý') ?? false)
  line.end()
  return heard.map(({ text }) => text ?? '')
}
