// An applicant in a real browser, telling the same things as one over plain HTTP.
import type { Page } from 'playwright-core'
import type { Teller } from './birth.ts'
import { pause } from './direct-line.ts'

const waitMs = 30_000

export function tellOn(page: Page): Teller {
  return {
    async say(text) {
      const box = page.getByRole('textbox')
      await box.fill(text)
      await box.press('Enter')
    },
    tap: (label) => page.getByRole('button', { name: label }).last().click(),
    async hear(pattern) {
      const until = Date.now() + waitMs
      for (;;) {
        const match = pattern.exec(await page.evaluate('document.body.innerText'))
        if (match) return match
        if (Date.now() > until) throw new Error(`never came: ${pattern}`)
        await pause(50)
      }
    },
    async sendFiles(files) {
      const given = files.map(({ name, bytes }) => ({
        name,
        mimeType: name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg',
        buffer: Buffer.from(bytes),
      }))
      await page.locator('input[type=file]').setInputFiles(given)
      await this.hear(new RegExp(`Đã lưu ${files.length} trang`))
    },
  }
}
