// A refresh token is good once: a pair that is lost or spent twice means that an administrator must consent again.
import { describe, expect, test } from 'vitest'
import { personId } from '../../support/zalo-oa-events.ts'
import { text, useZaloOa } from './setting.ts'

const zalo = useZaloOa()
const hour = 3_600_000
const oauth = '/v4/oa/access_token'
const refused = { code: 'unauthorized', retryable: true }

test.each([-216, -220] as const)(
  'a token refused with %i is renewed once and the message goes out',
  async (code) => {
    zalo.server.expireToken(code)
    await zalo.say(text('một'))
    await zalo.say(text('hai'))
    expect(zalo.texts()).toEqual(['một', 'hai'])
    expect(zalo.server.tokens.refreshes).toBe(1)
  },
)

test('many messages and several processes renew it together, once', async () => {
  zalo.server.expireToken()
  const others = [zalo.open(), zalo.open()]
  await Promise.all(
    [zalo.channel, ...others].flatMap((channel, which) =>
      [1, 2, 3].map((at) =>
        channel.send({ conversation: personId, reply: text(`${which}.${at}`) }, `k${which}${at}`),
      ),
    ),
  )
  expect(zalo.texts()).toHaveLength(9)
  expect(zalo.server.tokens.refreshes).toBe(1)
})

test('after a restart the stored pair counts, not the spent one of the configuration', async () => {
  zalo.server.expireToken()
  await zalo.say(text('một'))
  zalo.channel = zalo.open()
  await zalo.say(text('hai'))
  expect(zalo.server.tokens.refreshes).toBe(1)
  zalo.server.expireToken()
  await zalo.say(text('ba'))
  expect(zalo.server.tokens.refreshes).toBe(2)
})

test('a new pair in the configuration, after consent was given again, wins over the stored one', async () => {
  zalo.server.expireToken()
  await zalo.say(text('một'))
  Object.assign(zalo.server.tokens, { accessToken: 'at-consented', refreshToken: 'rt-consented' })
  zalo.channel = zalo.open({ accessToken: 'at-consented', refreshToken: 'rt-consented' })
  await zalo.say(text('hai'))
  expect(zalo.server.routes.get(oauth)).toBe(1)
})

test('the pair is stored before it is used, and sealed', async () => {
  zalo.server.expireToken()
  const { set } = zalo.host.values
  const order: string[] = []
  zalo.host.values.set = async (key, ...rest) => {
    if (key === 'tokens') order.push(`stored, ${zalo.server.messages.length} sent`)
    return set(key, ...rest)
  }
  await zalo.say(text('một'))
  expect(order).toEqual(['stored, 0 sent'])
  const { accessToken, refreshToken } = zalo.server.tokens
  const rows = JSON.stringify([...zalo.host.stored])
  expect(rows).not.toContain(accessToken)
  expect(rows).not.toContain(refreshToken)
})

test('a pair sealed with another master key cannot be used, and staff are told why', async () => {
  zalo.server.expireToken()
  await zalo.say(text('một'))
  zalo.channel = zalo.open({ storeSecret: 'another-secret-0123456789abcdef-0123456789' })
  await expect(zalo.say(text('hai'))).rejects.toMatchObject(refused)
  expect(zalo.host.log.lines.map(({ message }) => message).join()).toContain('another master key')
})

describe('when the disk is full', () => {
  test('before: Zalo is not asked, so nothing is spent', async () => {
    zalo.server.expireToken()
    const { setIfAbsent } = zalo.host.values
    zalo.host.values.setIfAbsent = () => Promise.reject(new Error('disk full'))
    await expect(zalo.say(text('một'))).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    expect(zalo.server.routes.get(oauth)).toBe(0)
    zalo.host.values.setIfAbsent = setIfAbsent
    await zalo.say(text('một'))
    expect(zalo.texts()).toEqual(['một'])
  })

  test('after: the new pair is kept in memory, not used, and stored as soon as that goes', async () => {
    zalo.server.expireToken()
    const { set } = zalo.host.values
    zalo.host.values.set = () => Promise.reject(new Error('disk full'))
    await expect(zalo.say(text('một'))).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    expect(zalo.texts()).toEqual([])
    zalo.host.values.set = set
    await zalo.say(text('một'))
    expect(zalo.texts()).toEqual(['một'])
    expect(zalo.server.tokens.refreshes).toBe(1)
    expect([...zalo.host.stored.keys()]).toContain('tokens')
  })
})

test('while another process asks, this one waits for what it stores', async () => {
  zalo.server.expireToken()
  await zalo.host.values.setIfAbsent('tokens-lock', 'another', { expiresAt: zalo.host.now() + 60_000 })
  const other = zalo.open()
  const waiting = zalo.say(text('một'))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(zalo.server.routes.get(oauth)).toBe(0)
  await zalo.host.values.delete('tokens-lock')
  await other.send({ conversation: personId, reply: text('hai') }, 'k9')
  await waiting
  expect(zalo.server.tokens.refreshes).toBe(1)
})

test('a pair stored by another process just before the lock was ours is used, not renewed again', async () => {
  zalo.server.expireToken()
  const other = zalo.open()
  const { setIfAbsent } = zalo.host.values
  zalo.host.values.setIfAbsent = async (...row) => {
    zalo.host.values.setIfAbsent = setIfAbsent
    await other.send({ conversation: personId, reply: text('hai') }, 'k2')
    return setIfAbsent(...row)
  }
  await zalo.say(text('một'))
  expect(zalo.texts()).toEqual(['hai', 'một'])
  expect(zalo.server.tokens.refreshes).toBe(1)
})

test('a lock whose process died ends by itself', async () => {
  zalo.server.expireToken()
  await zalo.host.values.setIfAbsent('tokens-lock', 'dead', { expiresAt: zalo.host.now() + 60_000 })
  const waiting = zalo.say(text('một'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  zalo.host.advance(60_001)
  await waiting
  expect(zalo.server.tokens.refreshes).toBe(1)
})

describe('a refusal', () => {
  test('of the refresh token is told to staff, waits, and is not asked for with every message', async () => {
    zalo.server.expireToken()
    zalo.server.settings.refreshAnswer = 'refused'
    for (const words of ['một', 'hai', 'ba']) {
      await expect(zalo.say(text(words))).rejects.toMatchObject(refused)
    }
    expect(zalo.server.routes.get(oauth)).toBe(1)
    expect(zalo.host.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    zalo.server.settings.refreshAnswer = 'fine'
    zalo.host.advance(61_000)
    await zalo.say(text('một'))
    expect(zalo.texts()).toEqual(['một'])
  })

  test('nobody can read spends nothing of ours', async () => {
    zalo.server.expireToken()
    zalo.server.settings.refreshAnswer = 'garbage'
    await expect(zalo.say(text('một'))).rejects.toMatchObject({
      code: 'unexpected_response',
      retryable: true,
    })
    zalo.server.settings.refreshAnswer = 'fine'
    await zalo.say(text('một'))
  })

  test('in place of an answer that got lost says that consent is needed: the one gap nothing closes', async () => {
    zalo.server.expireToken()
    zalo.server.settings.refreshAnswer = 'lost'
    await expect(zalo.say(text('một'))).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    zalo.server.settings.refreshAnswer = 'fine'
    await expect(zalo.say(text('một'))).rejects.toMatchObject(refused)
  })
})

test('the pair is renewed hours before it ends, and not before that', async () => {
  zalo.server.expireToken()
  await zalo.say(text('một'))
  const run = async () => {
    const stop = new AbortController()
    const running = zalo.open().start?.(stop.signal)
    await new Promise((resolve) => setTimeout(resolve, 120))
    stop.abort()
    await running
  }
  zalo.host.advance(19 * hour)
  await run()
  expect(zalo.server.tokens.refreshes).toBe(1)
  zalo.host.advance(2 * hour)
  await run()
  expect(zalo.server.tokens.refreshes).toBe(2)
})

test('an application that asks for a proof gets one', async () => {
  zalo.server.settings.wantsProof = true
  await zalo.say(text('một'))
  await zalo.say(text('hai'))
  expect(zalo.texts()).toEqual(['một', 'hai'])
  expect(zalo.server.calls).toHaveLength(3)
})
