// Chromium as people have it, headless, with nothing but the pages under test to talk to.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromium as executablePath } from './needs.ts'

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export const phone = { width: 360, height: 740 }
export const desktop = { width: 1280, height: 800 }

/** A screenshot into MOTCUA_SCREENSHOTS when that is set; otherwise nothing. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.MOTCUA_SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds wrong with the page as it stands, one line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Evaluated through the debugger: the page's own policy rightly refuses scripts put into it.
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    )
  })
}
