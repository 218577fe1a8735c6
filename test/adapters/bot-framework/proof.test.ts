// Who is believed: the token, the keys behind it, and the address the answer is to go to.
import { describe, expect, test } from 'vitest'
import { createBotFrameworkChannel } from '../../../adapters/bot-framework/index.ts'
import { activityAt, app, teams, web } from '../../support/bot-framework-activities.ts'
import { startBotFrameworkServer } from '../../support/bot-framework-server.ts'
import type { Signing } from '../../support/bot-framework-signer.ts'
import { knock, openChannel, useBotFramework } from './rig.ts'

const setting = useBotFramework()
const words = { text: 'xin chào' }

describe('a request is taken', () => {
  test('with a token of the Bot Framework for this bot, this channel and this address, even from a clock four minutes off', async () => {
    expect((await setting.bring('1', words)).status).toBe(200)
    expect((await setting.bring('2', words, teams, { endsInMs: -4 * 60_000 })).status).toBe(200)
    expect((await setting.bring('3', words, web, { key: 'web' })).status).toBe(200)
    expect(setting.events()).toHaveLength(3)
  })
})

describe('a request is refused, and nothing of it is kept,', () => {
  const spoiled: Readonly<Record<string, [Signing, number]>> = {
    'when somebody else has signed it': [{ key: 'stranger' }, 401],
    'when its key is not published': [{ key: 'unknown' }, 401],
    'when it is for another bot': [{ audience: '00000000-6b7f-4f0d-9a3b-5c1e7d9f2a44' }, 401],
    'when another service has issued it': [{ issuer: 'https://sts.windows.net/72f988bf/' }, 401],
    'when it ended six minutes ago': [{ endsInMs: -6 * 60_000 }, 401],
    'when its token is for another address': [{ serviceUrl: 'https://smba.trafficmanager.net/emea/' }, 403],
    'when its token names no address': [{ serviceUrl: null }, 401],
    'when its key speaks for another channel only': [{ key: 'web' }, 403],
    'when its key speaks for no channel': [{ key: 'bare' }, 403],
  }
  test.each(Object.entries(spoiled))('%s', async (_, [signing, status]) => {
    const kept = setting.host.stored.size
    expect((await setting.bring('1', words, teams, signing)).status).toBe(status)
    expect(setting.events()).toEqual([])
    expect(setting.host.stored.size).toBe(kept)
  })

  test('when it bears no token, one without a signature, or one signed with a published key as a password', async () => {
    const activity = activityAt(teams, setting.server.serviceUrl, '1', words)
    const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')
    const claims = {
      iss: 'https://api.botframework.com',
      aud: app.appId,
      serviceurl: setting.server.serviceUrl,
      exp: Math.floor(Date.now() / 1_000) + 600,
    }
    const unsigned = `${part({ alg: 'none', kid: 'kid-all' })}.${part(claims)}.`
    const symmetric = `${part({ alg: 'HS256', kid: 'kid-all' })}.${part(claims)}.${'A'.repeat(43)}`
    for (const header of [null, '', 'Bearer', 'Basic x', `Bearer ${unsigned}`, `Bearer ${symmetric}`]) {
      expect((await knock(setting.channel, JSON.stringify(activity), header)).status, String(header)).toBe(
        401,
      )
    }
    expect(setting.events()).toEqual([])
  })

  test.each([
    'http://smba.trafficmanager.net/amer/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://evil-botframework.com/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba.trafficmanager.net:8443/amer/',
    'http://127.0.0.1:1/service/',
    'http://169.254.169.254/metadata/',
    'nowhere',
  ])('when it wants its answer at %s, signed or not', async (serviceUrl) => {
    const kept = setting.host.stored.size
    const activity = activityAt(teams, serviceUrl, '1', words)
    const answer = await knock(setting.channel, JSON.stringify(activity), await setting.server.sign(activity))
    expect(answer.status).toBe(403)
    expect(setting.events()).toEqual([])
    expect(setting.host.stored.size).toBe(kept)
  })

  test('when the login service is Microsoft’s own: then no address of this machine is trusted', async () => {
    const channel = openChannel(setting.server, setting.host, { loginRoot: null })
    const activity = activityAt(teams, setting.server.serviceUrl, '1', words)
    expect((await knock(channel, JSON.stringify(activity), await setting.server.sign(activity))).status).toBe(
      403,
    )
    const teamsUrl = activityAt(teams, 'https://smba.trafficmanager.net/apac/', '2', words)
    expect((await knock(channel, JSON.stringify(teamsUrl), await setting.server.sign(teamsUrl))).status).toBe(
      200,
    )
  })
})

describe('the signing keys', () => {
  test('are fetched once, and looked for again when a key is new, but not for every unknown key', async () => {
    const asked = () => setting.server.routes.get('GET keys')
    await setting.bring('1', words)
    await setting.bring('2', words)
    expect(asked()).toBe(1)
    for (const id of ['3', '4', '5']) await setting.bring(id, words, teams, { key: 'unknown' })
    expect(asked()).toBe(1)
    setting.host.advance(6 * 60_000)
    for (const id of ['6', '7', '8']) await setting.bring(id, words, teams, { key: 'unknown' })
    expect(asked()).toBe(2)
    setting.host.advance(25 * 3_600_000)
    await setting.bring('9', words, teams, { endsInMs: 30 * 3_600_000 })
    expect(asked()).toBe(3)
  })

  test('are not taken from another server than the metadata’s, and until they are here nothing is known', async () => {
    const { server, host } = setting
    const other = await startBotFrameworkServer()
    server.settings.jwksUri = `${other.root}/v1/.well-known/keys`
    const fresh = openChannel(server, host)
    const activity = activityAt(teams, server.serviceUrl, '1', words)
    expect((await knock(fresh, JSON.stringify(activity), await server.sign(activity))).status).toBe(503)
    expect(setting.events()).toEqual([])
    expect(other.routes.get('GET keys')).toBe(0)
    await other.close()
    server.settings.jwksUri = null
    expect((await knock(fresh, JSON.stringify(activity), await server.sign(activity))).status).toBe(200)
  })

  test('that cannot be fetched afresh are used on: an outage of Microsoft’s locks nobody out', async () => {
    await setting.bring('1', words)
    setting.server.settings.jwksUri = 'nonsense'
    setting.host.advance(25 * 3_600_000)
    expect((await setting.bring('2', words, teams, { endsInMs: 30 * 3_600_000 })).status).toBe(200)
  })
})

test('without an app id there is no channel at all', () => {
  const make = (appId: string) => () =>
    createBotFrameworkChannel({ ...app, appId, loginRoot: null }, setting.host)
  expect(make('')).toThrow()
  expect(make(' ')).toThrow()
})
