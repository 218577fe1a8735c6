import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { webChatConfig } from '../../../adapters/web-chat/config.ts'
import { signToken, verifyToken } from '../../../adapters/web-chat/tokens.ts'
import { baseConfig, errorCode, type Opened, serveWebChat } from '../../support/web-chat.ts'

let chat: Awaited<ReturnType<typeof serveWebChat>>
beforeEach(async () => {
  chat = await serveWebChat({ origins: ['https://so-tu-phap.example'] })
})
afterEach(() => chat.stop())

describe('a token', () => {
  const claims = { conversation: 'wc_a', user: 'dl_a' }
  const now = Date.UTC(2026, 10, 22)

  test('is good for 30 minutes, for whoever holds the secret it was signed with', () => {
    const token = signToken(baseConfig.tokenSecret, claims, now)
    expect(verifyToken(baseConfig.tokenSecret, token, now + 1_799_000)).toMatchObject(claims)
    expect(verifyToken(baseConfig.tokenSecret, token, now + 1_800_000)).toBeNull()
    expect(verifyToken('y'.repeat(43), token, now)).toBeNull()
  })

  test('with another conversation written into it, or another algorithm, is worthless', () => {
    const [head, body = '', mac] = signToken(baseConfig.tokenSecret, claims, now).split('.')
    const other = Buffer.from(Buffer.from(body, 'base64url').toString().replace('wc_a', 'wc_b')).toString(
      'base64url',
    )
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    for (const forged of [
      `${head}.${other}.${mac}`,
      `${none}.${body}.`,
      `${none}.${body}.${mac}`,
      `${head}.${body}`,
      'x',
    ]) {
      expect(verifyToken(baseConfig.tokenSecret, forged, now)).toBeNull()
    }
  })

  test('names an unguessable dl_ user that the caller cannot choose', async () => {
    const answer = await chat.call('POST', '/tokens/generate', { body: { user: { id: 'dl_admin' } } })
    const { token } = (await answer.json()) as Opened
    const user = verifyToken(baseConfig.tokenSecret, token, chat.host.now())?.user
    expect(user).toMatch(/^dl_[\w-]{22}$/)
  })

  test('is renewed for the same conversation, for a day and not for ever', async () => {
    let { token, conversationId } = await chat.open()
    for (let hours = 0; hours < 24; hours += 0.4) {
      chat.host.advance(0.4 * 3_600_000)
      const answer = await chat.call('POST', '/tokens/refresh', { token })
      if (hours > 23.5) expect(answer.status).toBe(401)
      else {
        const renewed = (await answer.json()) as Opened
        expect(renewed.conversationId).toBe(conversationId)
        token = renewed.token
        conversationId = renewed.conversationId
      }
    }
  })

  test('opens its own conversation only, and another looks as if it were not there', async () => {
    const [mine, theirs] = [await chat.open(), await chat.open()]
    for (const path of ['', '/activities']) {
      const answer = await chat.call('GET', `/conversations/${theirs.conversationId}${path}`, {
        token: mine.token,
      })
      expect([answer.status, await errorCode(answer)]).toEqual([404, 'not_found'])
    }
    const said = await chat.say({ ...theirs, token: mine.token }, 'xin chào')
    expect(said.status).toBe(404)
    expect((await chat.call('GET', `/conversations/${mine.conversationId}`)).status).toBe(401)
  })
})

describe('the cookie', () => {
  test('brings the same browser back to its conversation', async () => {
    const first = await chat.open()
    const second = await chat.open({ Cookie: `other=1; ${first.cookie}` })
    expect(second.conversationId).toBe(first.conversationId)
    expect((await chat.open()).conversationId).not.toBe(first.conversationId)
  })

  test('cannot be read by scripts or sent by other sites, and is known to us only by its hash', async () => {
    const answer = await chat.call('POST', '/tokens/generate')
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^webchat=[\w-]{43}; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Strict$/)
    const value = cookie.slice(cookie.indexOf('=') + 1, cookie.indexOf(';'))
    const keys = [...chat.host.stored.keys()]
    expect(keys).toContain(`session:${createHash('sha256').update(value).digest('base64url')}`)
    expect(JSON.stringify([...chat.host.stored])).not.toContain(value)
  })

  test('carries the __Host- prefix where applicants come by https', async () => {
    const secure = await serveWebChat({ publicUrl: 'https://chat.example' })
    const answer = await secure.call('POST', '/tokens/generate')
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-webchat=.*; Secure$/)
    await secure.stop()
  })

  test('lasts 90 days from the last visit', async () => {
    const { cookie, conversationId } = await chat.open()
    chat.host.advance(89 * 86_400_000)
    expect((await chat.open({ Cookie: cookie })).conversationId).toBe(conversationId)
    chat.host.advance(89 * 86_400_000)
    expect((await chat.open({ Cookie: cookie })).conversationId).toBe(conversationId)
    chat.host.advance(91 * 86_400_000)
    expect((await chat.open({ Cookie: cookie })).conversationId).not.toBe(conversationId)
  })
})

describe('ending on this machine', () => {
  const own = { 'X-Mot-Cua': '1' }

  test('forgets the browser, removes the cookie, and closes the conversation to tokens still out', async () => {
    const opened = await chat.open()
    const headers = { ...own, Cookie: opened.cookie }
    const answer = await chat.call('POST', '/session/end', { token: opened.token, body: {}, headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await chat.open({ Cookie: opened.cookie })).conversationId).not.toBe(opened.conversationId)
    const said = await chat.say(opened, 'còn đó không')
    expect([said.status, await errorCode(said)]).toEqual([403, 'conversation_ended'])
    expect((await chat.call('POST', '/tokens/refresh', { token: opened.token })).status).toBe(403)
    expect(chat.host.accepted).toHaveLength(0)
  })

  test('needs the token, our own header and our own page', async () => {
    const opened = await chat.open()
    const foreign = { ...own, Origin: 'https://evil.example' }
    expect((await chat.call('POST', '/session/end', { body: {}, headers: own })).status).toBe(401)
    expect((await chat.call('POST', '/session/end', { token: opened.token, body: {} })).status).toBe(403)
    expect((await chat.call('POST', '/session/end', { token: opened.token, headers: foreign })).status).toBe(
      403,
    )
    expect((await chat.say(opened, 'vẫn còn')).status).toBe(200)
  })
})

describe('other sites', () => {
  test('get no token unless listed, and a listed one gets no cookie', async () => {
    for (const Origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const answer = await chat.call('POST', '/tokens/generate', { headers: { Origin } })
      expect([answer.status, await errorCode(answer)]).toEqual([403, 'origin_not_allowed'])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
    const listed = await chat.call('POST', '/tokens/generate', {
      headers: { Origin: 'https://so-tu-phap.example' },
    })
    expect(listed.status).toBe(200)
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://so-tu-phap.example')
    expect(listed.headers.get('access-control-allow-credentials')).toBeNull()
    expect(listed.headers.get('set-cookie')).toBeNull()
  })

  test('are told by preflight what they may do only when listed', async () => {
    const ask = (Origin: string) =>
      chat.call('OPTIONS', '/conversations', {
        headers: {
          Origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
        },
      })
    const listed = await ask('https://so-tu-phap.example')
    expect(listed.headers.get('access-control-allow-headers')).toContain('authorization')
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('cannot come in through a name that was made to point here', async () => {
    const answer = await chat.call('POST', '/tokens/generate', { headers: { Origin: chat.base } })
    expect(answer.status).toBe(200)
    const channel = chat.channel.routes?.().find(({ path }) => path.endsWith('/tokens/generate'))
    const request = new Request('http://rebound.example:3000/v3/directline/tokens/generate', {
      method: 'POST',
      headers: { Origin: 'http://rebound.example:3000' },
    })
    expect((await channel?.handle({ request, parameters: {}, address: '127.0.0.1' }))?.status).toBe(403)
  })

  test('are configured as bare origins', () => {
    const parse = (origin: string) => webChatConfig.safeParse({ ...baseConfig, origins: [origin] }).success
    expect(parse('https://a.example')).toBe(true)
    expect(parse('https://a.example/chat')).toBe(false)
    expect(parse('*')).toBe(false)
  })
})

describe('new conversations', () => {
  test('are given out at a bounded rate to one address, without holding up another', async () => {
    const from = (address: string) =>
      chat.call('POST', '/tokens/generate', { headers: { 'X-Forwarded-For': address } })
    for (let i = 0; i < 60; i += 1) expect((await from('203.0.113.5')).status).toBe(200)
    const refused = await from('203.0.113.5')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    expect((await from('203.0.113.6')).status).toBe(200)
    chat.host.advance(1_000)
    expect((await from('203.0.113.5')).status).toBe(200)
  })
})
