// Microsoft's Web Chat component, as a page of another site shows it, drives our web chat: the greeting, words, a suggested action, a file.
// Its package brings 447 others for those who build their own bundle. The file that pages load stands alone, so package.json overrides what the
// package asks for with one tiny package we have anyway.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../src/cli/content.ts'
import { openBrowser } from '../support/browser.ts'
import { chromium, describeWith } from '../support/needs.ts'
import { makePhoto } from '../support/papers.ts'
import { type Home, makeHome, type Program, startProgram } from '../support/program.ts'

// Its package names no path to the file that pages load.
const bundle = readFileSync(join(root, 'node_modules', 'botframework-webchat', 'dist', 'webchat.js'))

// What Microsoft's own page on the component shows, with our address and our token.
const page = (program: string) => `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Một xã</title>
<div id="chat" style="height:640px"></div><script src="/webchat.js"></script><script>
fetch('${program}/v3/directline/tokens/generate', { method: 'POST' }).then((answer) => answer.json()).then(({ token }) => {
  const directLine = WebChat.createDirectLine({ domain: '${program}/v3/directline', token })
  WebChat.renderWebChat({ directLine, locale: 'vi-VN' }, document.getElementById('chat'))
})
</script></html>`

async function serveSite(): Promise<{ server: Server; origin: string; show(html: string): void }> {
  let html = ''
  const server = createServer((request, response) => {
    const isBundle = request.url === '/webchat.js'
    response.setHeader('Content-Type', isBundle ? 'text/javascript' : 'text/html')
    response.end(isBundle ? bundle : html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const show = (next: string) => {
    html = next
  }
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, show }
}

describeWith('Chromium', chromium, 'botframework-webchat', () => {
  let home: Home
  let program: Program
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveSite>>

  beforeAll(async () => {
    home = makeHome()
    site = await serveSite()
    const settings = { PORT: '0', SANDBOX_PORT: '0', WEB_CHAT_ORIGINS: site.origin }
    program = await startProgram(['serve', '--demo'], { ...home.environment, ...settings })
    site.show(page(program.url))
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await program?.end('SIGTERM')
    site?.server.close()
    home?.remove()
  })

  test('greets, hears words, takes a tap on a suggested action and a photo, and shows every answer', async () => {
    const chat = await (await browser.newContext()).newPage()
    await chat.goto(site.origin)
    await seeing(chat, /Chào anh\/chị/)

    const box = chat.getByRole('textbox')
    await box.fill('lam khai sinh cho be')
    await box.press('Enter')
    await seeing(chat, /Đăng ký khai sinh/)
    await tap(chat, 'Bắt đầu làm hồ sơ')
    await seeing(chat, /đồng ý/)
    await tap(chat, 'Tôi đồng ý')
    await seeing(chat, /giấy chứng sinh/i)

    await chat.locator('input[type="file"]').setInputFiles({
      name: 'chứng sinh.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from(makePhoto('stock', 120_000)),
    })
    // Until it has ticked the file, its button sends nothing.
    await chat.locator('.webchat__attachment-icon--checked').waitFor()
    await chat.locator('.webchat__send-button').click()
    await seeing(chat, /Bạn đã đính kèm/)
    await seeing(chat, /chưa giữ tệp này/)
    expect(await chat.getByText('chứng sinh.jpg').count()).toBeGreaterThan(0)
  })
})

async function tap(chat: Page, label: string): Promise<void> {
  await chat.getByRole('toolbar').getByRole('button', { name: label }).click()
}

async function seeing(chat: Page, pattern: RegExp): Promise<void> {
  await chat.getByText(pattern).first().waitFor({ timeout: 20_000 })
}
