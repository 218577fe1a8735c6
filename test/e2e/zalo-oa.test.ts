// A birth registration through a Zalo Official Account, to the code the portal issued: the real program, a fake Zalo over HTTP, with the
// access token ending and the program killed in the middle.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { dossierCode, prepareBirth } from '../support/birth.ts'
import { pause } from '../support/direct-line.ts'
import { type LiveProgram, startLive } from '../support/live-program.ts'
import { freePort } from '../support/ports.ts'
import { account, oaEvent } from '../support/zalo-oa-events.ts'
import { startZaloOaServer, type ZaloOaServer } from '../support/zalo-oa-server.ts'
import { openZaloOa, type ZaloPerson } from '../support/zalo-person.ts'

let live: LiveProgram
let server: ZaloOaServer
afterEach(async () => {
  await live.stop()
  await server.close()
})

test('numbers, photos and a PDF end in a code, once, past an expired token and a killed program', async () => {
  server = await startZaloOaServer()
  const first = { ...server.tokens }
  const port = await freePort()
  live = await startLive({
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ZALO_OA_ID: account.oaId,
    ZALO_OA_APP_ID: account.appId,
    ZALO_OA_APP_SECRET: account.appSecret,
    ZALO_OA_SECRET_KEY: account.secretKey,
    ZALO_OA_ACCESS_TOKEN: first.accessToken,
    ZALO_OA_REFRESH_TOKEN: first.refreshToken,
    ZALO_OA_API_ROOT: server.root,
    ZALO_OA_OAUTH_ROOT: server.root,
    ZALO_OA_BUSINESS_ROOT: server.root,
  })
  server.webhook = `http://127.0.0.1:${port}/channels/zalo-oa`
  const person = openZaloOa(server)
  const hurried: ZaloPerson = {
    ...person,
    async sendFiles(files) {
      await person.sendFiles(files)
      await server.settled()
      server.expireToken()
      await live.restart('SIGKILL')
    },
  }
  await prepareBirth(hurried, 'oa')
  await person.tap('Xác nhận nộp')
  const code = (await person.hear(dossierCode))[1]
  console.log(`birth registration over a Zalo OA: ${person.sent()} messages of the applicant to the code`)
  expect(person.sent()).toBeLessThanOrEqual(22)
  expect(server.tokens.refreshes).toBe(1)

  // What we wrote for the applicant comes as a file of the chat.
  const papers = () => server.messages.filter((one) => one.file)
  await expect.poll(papers, { timeout: 15_000 }).not.toEqual([])
  for (const { file } of papers())
    expect(Buffer.from(file?.bytes ?? []).toString('latin1', 0, 5)).toBe('%PDF-')

  // Staff answer in Zalo's own tool: nobody is talked over.
  await server.settled()
  const now = server.settings.now
  await server.push(oaEvent('oa_send_text', 'of-staff', { adminId: '8844', at: now() - 1_000 }))
  const before = server.messages.length
  await person.say('trợ giúp')
  await server.settled()
  await pause(700)
  expect(server.messages).toHaveLength(before)

  const portal = new DatabaseSync(join(live.home.directory, 'portal', 'sandbox.db'), { readOnly: true })
  expect(portal.prepare('select dossier_no from dossier').all()).toEqual([{ dossier_no: code }])
  portal.close()
  expect(server.strangers).toEqual([])
  const { accessToken, refreshToken } = server.tokens
  const secrets = [first.accessToken, first.refreshToken, accessToken, refreshToken, account.secretKey]
  const written = [
    live.program.output(),
    readFileSync(join(live.home.directory, 'data', 'motcua.db'), 'latin1'),
  ]
  for (const secret of [...secrets, account.appSecret]) {
    for (const text of written) expect(text.includes(secret)).toBe(false)
  }
})
