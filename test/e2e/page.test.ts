// The web chat as a person with a small phone uses it, in a real browser against the real program.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { birthPapers } from '../support/birth.ts'
import { desktop, findBarriers, openBrowser, phone, photograph } from '../support/browser.ts'
import { chromium, describeWith } from '../support/needs.ts'
import { type Home, makeHome, type Program, startProgram } from '../support/program.ts'

describeWith('Chromium', chromium, 'the page', () => {
  let home: Home
  let program: Program
  let browser: Browser
  let environment: Record<string, string>

  beforeAll(async () => {
    home = makeHome()
    environment = { ...home.environment, PORT: '0', SANDBOX_PORT: '0' }
    program = await startProgram(['serve', '--demo'], environment)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await program?.end('SIGTERM')
    home?.remove()
  })

  async function open(viewport = phone): Promise<Page> {
    const context = await browser.newContext({ viewport, locale: 'vi-VN' })
    const page = await context.newPage()
    page.on('pageerror', (error) => expect.unreachable(`the page threw: ${error.message}`))
    await page.goto(program.url)
    await page.getByText('Anh/chị cần việc gì?').waitFor()
    return page
  }

  async function say(page: Page, text: string): Promise<void> {
    const box = page.getByRole('textbox')
    await box.fill(text)
    await box.press('Enter')
  }

  const sidewaysPixels = (page: Page): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - innerWidth')
  const tap = (page: Page, label: string) => page.getByRole('button', { name: label }).last().click()
  const heard = (page: Page, text: string | RegExp) => page.getByText(text).last().waitFor()

  async function fillBirth(page: Page): Promise<void> {
    await say(page, 'lam khai sinh cho be')
    await tap(page, 'Bắt đầu làm hồ sơ')
    await tap(page, 'Tôi đồng ý')
    await tap(page, 'Có giấy chứng sinh')
    await tap(page, 'Cha')
    for (const [question, answer] of [
      ['Họ và tên của anh/chị', 'Nguyễn Văn An'],
      ['Số căn cước của anh/chị', '052090001234'],
      ['số điện thoại nào', '0912 345 678'],
      ['đang cư trú ở đâu', 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai'],
      ['Bé tên đầy đủ', 'Nguyễn Bảo Châu'],
      ['Bé sinh ngày nào', '20/9/2026'],
    ] as const) {
      await heard(page, question)
      await say(page, answer)
    }
    await tap(page, 'Nữ')
    await heard(page, 'Bé sinh ở đâu?')
    await say(page, 'Bệnh viện Đa khoa tỉnh, phường Quy Nhơn')
    await heard(page, 'Mẹ của bé họ tên')
    await say(page, 'Lê Thị Hoa')
    await tap(page, 'Bỏ qua')
    await heard(page, 'Mời anh/chị gửi: Giấy chứng sinh')
  }

  async function sendPapers(page: Page): Promise<void> {
    const files = birthPapers('trang').map(({ name, bytes }) => ({
      name,
      mimeType: name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg',
      buffer: Buffer.from(bytes),
    }))
    await page.locator('input[type=file]').setInputFiles(files)
    await heard(page, 'Đã lưu 3 trang hoặc tệp')
  }

  test('a person on a small phone files a birth registration, and hears from the office by itself', async () => {
    const page = await open()
    await photograph(page, 'phone-1-welcome')
    expect(await findBarriers(page)).toEqual([])
    await say(page, 'lam khai sinh cho be')
    await heard(page, 'Nhận được gì')
    await photograph(page, 'phone-2-card')
    expect(await findBarriers(page)).toEqual([])
    await page.reload()
    await heard(page, 'Nhận được gì')
    await fillBirth(page)
    await photograph(page, 'phone-3-form')
    await sendPapers(page)
    await photograph(page, 'phone-4-papers')
    expect(await findBarriers(page)).toEqual([])
    await tap(page, 'Đủ rồi, sang mục sau')
    await tap(page, 'Bản điện tử, qua mạng')
    await heard(page, 'Mọi thông tin đã đúng chưa?')
    await photograph(page, 'phone-5-review')
    await tap(page, 'Xác nhận nộp')
    await heard(page, /Mã hồ sơ: THU-/)
    await photograph(page, 'phone-6-code')
    expect(await findBarriers(page)).toEqual([])
    const wide = await sidewaysPixels(page)
    expect(wide).toBeLessThanOrEqual(0)

    const officer = await page.context().newPage()
    await officer.goto(/cổng thử: (http:\S+)/.exec(program.output())?.[1] ?? '')
    await officer.getByRole('link', { name: /THU-/ }).first().click()
    await officer.getByRole('button', { name: 'Tiếp nhận' }).click()
    await page.bringToFront()
    await heard(page, /Có tin mới về hồ sơ/)
    await heard(page, /Đang xử lý/)
    await photograph(page, 'phone-7-news')
    await page.context().close()
  })

  test('a restart of the server in the middle loses nothing that was said, and the talk goes on', async () => {
    const page = await open(desktop)
    await fillBirth(page)
    await photograph(page, 'desktop-1-form')
    expect(await findBarriers(page)).toEqual([])
    const port = new URL(program.url).port
    await program.end('SIGKILL')
    await heard(page, /Đang nối lại/)
    await photograph(page, 'desktop-2-away')
    expect(await findBarriers(page)).toEqual([])
    program = await startProgram(['serve', '--demo'], { ...environment, PORT: port })
    await sendPapers(page)
    await tap(page, 'Đủ rồi, sang mục sau')
    await tap(page, 'Tại cơ quan')
    await tap(page, 'Xác nhận nộp')
    await heard(page, /Mã hồ sơ: THU-/)
    await photograph(page, 'desktop-3-code')
    expect(await page.getByText('Bé tên đầy đủ').count()).toBe(1)
    await page.context().close()
  })

  test('a film, an empty file and 5,000 characters get a sentence that helps', async () => {
    const page = await open()
    await fillBirth(page)
    const picker = page.locator('input[type=file]')
    const film = join(home.directory, 'phim.mp4')
    writeFileSync(film, Buffer.alloc(40 * 1024 * 1024, 7))
    await picker.setInputFiles(film)
    await heard(page, /25 MB/)
    await photograph(page, 'phone-8-too-large')
    expect(await findBarriers(page)).toEqual([])
    await picker.setInputFiles([{ name: 'trong.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }])
    await heard(page, /trống/)
    await say(page, 'a '.repeat(2_400))
    await heard(page, /tôi chỉ đọc được tối đa 4000/)
    await sendPapers(page)
    await page.context().close()
  })

  test('everything works by keyboard alone', async () => {
    const page = await open(desktop)
    await page.getByRole('textbox').focus()
    await page.keyboard.type('xac nhan doc than')
    await page.keyboard.press('Enter')
    await heard(page, 'Nhận được gì')
    const start = page.getByRole('button', { name: 'Bắt đầu làm hồ sơ' })
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press('Shift+Tab')
      if (await start.evaluate((element) => element.matches(':focus'))) break
    }
    await page.keyboard.press('Enter')
    await heard(page, 'Anh/chị có đồng ý không?')
    await page.context().close()
  })

  test('a dark phone with large letters still reads well', async () => {
    const context = await browser.newContext({
      viewport: phone,
      colorScheme: 'dark',
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await page.goto(program.url)
    await heard(page, 'Anh/chị cần việc gì?')
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    await say(page, 'đăng ký kết hôn')
    await heard(page, 'Nhận được gì')
    await photograph(page, 'dark-large')
    expect(await findBarriers(page)).toEqual([])
    expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0)
    await context.close()
  })
})
