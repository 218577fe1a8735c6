// Settings: read once, refused by name, never printed.
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'

const read = (environment: Record<string, string>, demo = false) =>
  readConfig(environment, { demo, root: '/srv/motcua' })

function refusal(environment: Record<string, string>, demo = false): ConfigError {
  try {
    read(environment, demo)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('the defaults serve this machine only', () => {
  expect(read({ HOME: '/home/a' })).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    sandboxPort: 3001,
    portals: null,
  })
})

test.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['PUBLIC_URL', 'ftp://example.vn'],
  ['DATABASE_URL', 'mysql://example'],
  ['LOG_LEVEL', 'loud'],
])('a bad %s stops the start, named and unprinted', (name, value) => {
  const error = refusal({ [name]: value })
  expect(error.variable).toBe(name)
  expect(error.message).not.toContain(value)
})

test.each(['TELEGRAM_BOT_TOKEN', 'PUBLIC_URL', 'PORTAL_QUOC_GIA_URL'])(
  'the trial refuses to start with %s',
  (name) => {
    expect(refusal({ [name]: 'https://example.vn' }, true).variable).toBe(name)
  },
)

test('a portal of one own needs its account, and a password without a colon', () => {
  const url = { PORTAL_HAI_DUONG_URL: 'https://mot-cua.example.vn/o/rest/v2/' }
  expect(refusal(url).variable).toBe('PORTAL_HAI_DUONG_PASSWORD')
  const whole = { ...url, PORTAL_HAI_DUONG_USER: 'may', PORTAL_HAI_DUONG_GROUP: '20' }
  expect(refusal({ ...whole, PORTAL_HAI_DUONG_PASSWORD: 'a:b' }).message).not.toContain('a:b')
  expect(read({ ...whole, PORTAL_HAI_DUONG_PASSWORD: 'ab' }).portalAccess.get('hai-duong')).toEqual({
    url: 'https://mot-cua.example.vn/o/rest/v2',
    user: 'may',
    password: 'ab',
    group: '20',
  })
})

const token = '123456:ABC-def_ghi0123456789'
const secret = 'mot-bi-mat-dai-hon-16'

test('Telegram polls with a token alone, and takes a webhook where it is given a secret and an https address', () => {
  expect(read({}).telegram).toBeNull()
  expect(read({ TELEGRAM_BOT_TOKEN: token }).telegram).toEqual({ token, apiRoot: null, webhook: null })
  const webhook = { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret }
  expect(refusal(webhook).variable).toBe('PUBLIC_URL')
  expect(refusal({ ...webhook, PUBLIC_URL: 'http://motcua.example' }).variable).toBe('PUBLIC_URL')
  const publicUrl = 'https://motcua.example'
  expect(read({ ...webhook, PUBLIC_URL: publicUrl }).telegram?.webhook).toEqual({ publicUrl, secret })
  expect(refusal({ TELEGRAM_WEBHOOK_SECRET: secret }).variable).toBe('TELEGRAM_BOT_TOKEN')
})

test.each([
  ['TELEGRAM_BOT_TOKEN', '123456 ABC'],
  ['TELEGRAM_WEBHOOK_SECRET', 'ngắn'],
  ['TELEGRAM_API_ROOT', 'api.telegram.org'],
])('a bad %s is named and not printed', (name, value) => {
  const error = refusal({ TELEGRAM_BOT_TOKEN: token, PUBLIC_URL: 'https://a.example', [name]: value })
  expect(error.variable).toBe(name)
  expect(error.message).not.toContain(value)
})
