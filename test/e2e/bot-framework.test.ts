// A birth registration on Teams, to the code the portal issued: the real program, a fake Microsoft over HTTP, with the token ending and the
// program killed in the middle.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { dossierCode, prepareBirth } from '../support/birth.ts'
import { activityAt, app, joined, teams } from '../support/bot-framework-activities.ts'
import { type BotFrameworkServer, startBotFrameworkServer } from '../support/bot-framework-server.ts'
import { type LiveProgram, startLive } from '../support/live-program.ts'
import { freePort } from '../support/ports.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { openTeams, type TeamsPerson } from '../support/teams-person.ts'

let stop: () => Promise<void>
afterEach(() => stop())

const settings = (server: BotFrameworkServer) => ({
  MICROSOFT_APP_ID: app.appId,
  MICROSOFT_APP_PASSWORD: app.appPassword,
  MICROSOFT_APP_TYPE: 'SingleTenant',
  MICROSOFT_APP_TENANT_ID: app.tenantId,
  MICROSOFT_LOGIN_ROOT: server.root,
  MICROSOFT_OPENID_METADATA: server.metadataUrl,
})

test('taps, photos and a PDF end in a code, once, past an ended token and a killed program', async () => {
  const server = await startBotFrameworkServer()
  const port = await freePort()
  const live: LiveProgram = await startLive({
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...settings(server),
  })
  stop = async () => {
    await live.stop()
    await server.close()
  }
  server.webhook = `http://127.0.0.1:${port}/api/messages`
  const person = openTeams(server)
  // Adding the app: the greeting.
  await server.push(activityAt(teams, server.serviceUrl, '1', joined(teams)))
  await person.hear(/Chào anh\/chị/)

  const hurried: TeamsPerson = {
    ...person,
    async sendFiles(files) {
      await person.sendFiles(files)
      server.expireTokens()
      await live.restart('SIGKILL')
    },
  }
  await prepareBirth(hurried, 'teams')
  await person.tap('Xác nhận nộp')
  const code = (await person.hear(dossierCode))[1]
  console.log(`birth registration over Teams: ${person.sent()} messages of the applicant to the code`)
  expect(person.sent()).toBeLessThanOrEqual(20)

  // What we wrote for the applicant is in their OneDrive, after a yes.
  await expect.poll(() => server.files.length, { timeout: 20_000 }).toBeGreaterThan(0)
  for (const { bytes } of server.files) {
    expect(Buffer.from(bytes).toString('latin1', 0, 5)).toBe('%PDF-')
  }

  const portal = new DatabaseSync(join(live.home.directory, 'portal', 'sandbox.db'), { readOnly: true })
  expect(portal.prepare('select dossier_no from dossier').all()).toEqual([{ dossier_no: code }])
  portal.close()
  expect(server.strangers).toEqual([])
  expect(server.leaks).toEqual([])
  const written = [
    live.program.output(),
    readFileSync(join(live.home.directory, 'data', 'motcua.db'), 'latin1'),
  ]
  for (const secret of server.secrets) {
    for (const text of written) expect(text.includes(secret)).toBe(false)
  }
  // Three starts of the program, one of the portal: on a busy machine they alone take a minute.
}, 150_000)

test('without an app id there is no route', async () => {
  const home = makeHome()
  const program = await startProgram(['serve'], { ...home.environment, PORT: '0' })
  stop = async () => {
    await program.end('SIGTERM')
    home.remove()
  }
  const answer = await fetch(`${program.url}/api/messages`, { method: 'POST', body: '{}' })
  expect(answer.status).toBe(404)
})
