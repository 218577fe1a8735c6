// A birth registration through Telegram, to the code the portal issued: the real program, a fake Bot API server, by webhook and by
// polling, with the program killed in the middle.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { dossierCode, prepareBirth, type Teller } from '../support/birth.ts'
import { type LiveProgram, startLive } from '../support/live-program.ts'
import { freePort } from '../support/ports.ts'
import { openTelegram } from '../support/telegram-person.ts'
import { startTelegramServer, type TelegramServer } from '../support/telegram-server.ts'
import { personId } from '../support/telegram-updates.ts'

let server: TelegramServer
let live: LiveProgram
afterEach(async () => {
  await live.stop()
  await server.close()
})

test('by webhook: album, document, buttons and typed answers end in a code, once', async () => {
  server = await startTelegramServer()
  const port = await freePort()
  live = await startLive({
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: server.token,
    TELEGRAM_WEBHOOK_SECRET: 'mot-bi-mat-dai-hon-16',
    TELEGRAM_API_ROOT: server.root,
  })
  await expect.poll(() => server.webhook?.url).toBe(`http://127.0.0.1:${port}/channels/telegram`)
  const person = openTelegram(server, personId, 25_000)
  await prepareBirth(person, 'tg')
  await person.tap('Xác nhận nộp')
  const code = (await person.hear(dossierCode))[1]
  console.log(`birth registration over Telegram: ${person.sent()} messages of the applicant to the code`)
  expect(person.sent()).toBeLessThanOrEqual(21)

  await person.tapAgain()
  await person.hear(/đã xác nhận lúc .* không gửi thêm lần nữa/)
  for (const update of person.pushed()) server.redeliver(update)
  await server.settled()

  // What we wrote for the applicant comes as a document of the chat.
  const papers = () => server.messages.filter(({ file }) => file)
  await expect.poll(papers, { timeout: 15_000 }).not.toEqual([])
  for (const { file } of papers())
    expect(Buffer.from(file?.bytes ?? []).toString('latin1', 0, 5)).toBe('%PDF-')

  const portal = new DatabaseSync(join(live.home.directory, 'portal', 'sandbox.db'), { readOnly: true })
  expect(portal.prepare('select dossier_no from dossier').all()).toEqual([{ dossier_no: code }])
  portal.close()
  expect(live.program.output()).not.toContain(server.token)
})

test('by polling, with the program killed while photos arrive: nothing is lost and nothing is asked twice', async () => {
  server = await startTelegramServer()
  live = await startLive({ TELEGRAM_BOT_TOKEN: server.token, TELEGRAM_API_ROOT: server.root })
  const person = openTelegram(server, personId, 25_000)
  const hurried: Teller = {
    ...person,
    async sendFiles(files) {
      person.sendLarge('bản quét.pdf', 21 * 1024 * 1024)
      await person.hear(/http:\/\/127\.0\.0\.1:\d+\/upload\/\S+/)
      expect(server.routes.get('getFile')).toBe(0)
      await person.sendFiles(files)
      // Everything is acknowledged, and the album still waits for a part that might come.
      await server.settled()
      await live.restart('SIGKILL')
    },
  }
  await prepareBirth(hurried, 'poll')
  await person.tap('Xác nhận nộp')
  await person.hear(dossierCode)
  expect(server.strangers).toEqual([])
})
