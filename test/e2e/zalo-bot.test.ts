// A birth registration through a Zalo bot, to the code the portal issued: the real program, a fake platform over HTTP.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { dossierCode, prepareBirth } from '../support/birth.ts'
import { startLive } from '../support/live-program.ts'
import { freePort } from '../support/ports.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { startZaloBotServer, type ZaloBotServer } from '../support/zalo-bot-server.ts'
import { openZaloBot } from '../support/zalo-person.ts'

let stop: () => Promise<void>
let server: ZaloBotServer
afterEach(async () => {
  await stop()
  await server.close()
})

test('by webhook: numbers, photos and a PDF over the upload page end in a code, once, and our papers come as links', async () => {
  server = await startZaloBotServer()
  const port = await freePort()
  const live = await startLive({
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ZALO_BOT_TOKEN: server.token,
    ZALO_BOT_WEBHOOK_SECRET: 'mot-bi-mat-dai-hon-8',
    ZALO_BOT_API_ROOT: server.root,
  })
  stop = live.stop
  await expect.poll(() => server.webhook?.url).toBe(`http://127.0.0.1:${port}/channels/zalo-bot`)
  const person = openZaloBot(server)
  await prepareBirth(person, 'bot')
  await person.tap('Xác nhận nộp')
  const code = (await person.hear(dossierCode))[1]
  console.log(`birth registration over a Zalo bot: ${person.sent()} messages of the applicant to the code`)
  expect(person.sent()).toBeLessThanOrEqual(22)

  const link = (await person.hear(/(http:\/\/127\.0\.0\.1:\d+\/files\/\S+)/))[1] ?? ''
  const paper = await fetch(link)
  expect(Buffer.from(await paper.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-')

  const portal = new DatabaseSync(join(live.home.directory, 'portal', 'sandbox.db'), { readOnly: true })
  expect(portal.prepare('select dossier_no from dossier').all()).toEqual([{ dossier_no: code }])
  portal.close()
  expect(server.strangers).toEqual([])
  expect(live.program.output()).not.toContain(server.token)
})

test('by polling, without an address of our own: a question is answered', async () => {
  server = await startZaloBotServer()
  const home = makeHome()
  const program = await startProgram(['serve'], {
    ...home.environment,
    PORT: '0',
    ZALO_BOT_TOKEN: server.token,
    ZALO_BOT_API_ROOT: server.root,
  })
  stop = async () => {
    await program.end('SIGTERM')
    home.remove()
  }
  const person = openZaloBot(server)
  await person.say('lam khai sinh cho be')
  await person.hear(/1\. \S/)
})
