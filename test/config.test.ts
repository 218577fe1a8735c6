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

const oa = {
  ZALO_OA_ID: '2975321387964385321',
  ZALO_OA_APP_ID: '2534562345623456',
  ZALO_OA_APP_SECRET: 'app-bi-mat',
  ZALO_OA_SECRET_KEY: 'oa-bi-mat',
  ZALO_OA_ACCESS_TOKEN: 'ma-truy-cap',
  ZALO_OA_REFRESH_TOKEN: 'ma-lam-moi',
}

test('a Zalo Official Account needs all six of its variables, and keeps the digits of its ids', () => {
  expect(read({}).zaloOa).toBeNull()
  expect(read(oa).zaloOa).toEqual({
    oaId: '2975321387964385321',
    appId: '2534562345623456',
    appSecret: 'app-bi-mat',
    secretKey: 'oa-bi-mat',
    accessToken: 'ma-truy-cap',
    refreshToken: 'ma-lam-moi',
    apiRoot: null,
    oauthRoot: null,
    businessRoot: null,
    buttons: false,
    statusTemplate: null,
  })
  const more = {
    ZALO_OA_BUTTONS: 'on',
    ZALO_OA_STATUS_TEMPLATE: '301',
    ZALO_OA_API_ROOT: 'http://127.0.0.1:9/',
  }
  expect(read({ ...oa, ...more }).zaloOa).toMatchObject({
    buttons: true,
    statusTemplate: '301',
    apiRoot: 'http://127.0.0.1:9',
  })
})

test.each(Object.keys(oa))('a Zalo Official Account without %s does not start, and says so', (name) => {
  const error = refusal({ ...oa, [name]: '' })
  expect(error.variable).toBe(name)
  for (const value of Object.values(oa)) expect(error.message).not.toContain(value)
})

test('one more setting of the Official Account alone is a channel forgotten', () => {
  expect(refusal({ ZALO_OA_BUTTONS: 'on' }).variable).toBe('ZALO_OA_ID')
})

const botToken = '123456789:abc-xyz'

test('a Zalo bot polls with a token alone, and takes a webhook where it is given a secret and an https address', () => {
  expect(read({}).zaloBot).toBeNull()
  expect(read({ ZALO_BOT_TOKEN: botToken }).zaloBot).toEqual({
    token: botToken,
    apiRoot: null,
    webhook: null,
  })
  const webhook = { ZALO_BOT_TOKEN: botToken, ZALO_BOT_WEBHOOK_SECRET: secret }
  expect(refusal(webhook).variable).toBe('PUBLIC_URL')
  expect(refusal({ ...webhook, PUBLIC_URL: 'http://motcua.example' }).variable).toBe('PUBLIC_URL')
  const publicUrl = 'https://motcua.example'
  expect(read({ ...webhook, PUBLIC_URL: publicUrl }).zaloBot?.webhook).toEqual({ publicUrl, secret })
  expect(refusal({ ZALO_BOT_WEBHOOK_SECRET: secret }).variable).toBe('ZALO_BOT_TOKEN')
})

test.each([
  ['ZALO_OA_ID', 'oa-của-xã'],
  ['ZALO_OA_APP_SECRET', 'hai chữ-bí-mật'],
  ['ZALO_OA_BUTTONS', 'bật'],
  ['ZALO_OA_STATUS_TEMPLATE', 'số 301'],
  ['ZALO_OA_OAUTH_ROOT', 'oauth.zaloapp.com'],
  ['ZALO_BOT_TOKEN', '123456 ABC'],
  ['ZALO_BOT_WEBHOOK_SECRET', 'ngắn'],
  ['ZALO_BOT_API_ROOT', 'bot-api.zaloplatforms.com'],
])('a bad %s is named and not printed, whatever else is set', (name, value) => {
  const error = refusal({ ...oa, ZALO_BOT_TOKEN: botToken, [name]: value })
  expect(error.variable).toBe(name)
  expect(error.message).not.toContain(value)
})

test.each([...Object.keys(oa), 'ZALO_BOT_TOKEN'])('the trial refuses to start with %s', (name) => {
  const value = name === 'ZALO_BOT_TOKEN' ? botToken : '123'
  expect(refusal({ [name]: value }, true).variable).toBe(name)
})

const microsoft = {
  MICROSOFT_APP_ID: '2D8A4C1E-6b7f-4f0d-9a3b-5c1e7d9f2a44',
  MICROSOFT_APP_PASSWORD: 'bi-mat~cua.bot',
}
const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47'

test('the Bot Framework is on with an app id and its password, and keeps to one tenant where one is named', () => {
  expect(read({}).botFramework).toBeNull()
  expect(read(microsoft).botFramework).toEqual({
    appId: '2d8a4c1e-6b7f-4f0d-9a3b-5c1e7d9f2a44',
    appPassword: 'bi-mat~cua.bot',
    tenantId: null,
    loginRoot: null,
    openIdMetadata: null,
  })
  const single = { ...microsoft, MICROSOFT_APP_TENANT_ID: tenant }
  expect(read(single).botFramework?.tenantId).toBe(tenant)
  expect(read({ ...single, MICROSOFT_APP_TYPE: 'MultiTenant' }).botFramework?.tenantId).toBeNull()
  const roots = {
    MICROSOFT_LOGIN_ROOT: 'http://127.0.0.1:9/',
    MICROSOFT_OPENID_METADATA: 'http://127.0.0.1:9/m',
  }
  expect(read({ ...single, ...roots }).botFramework).toMatchObject({
    loginRoot: 'http://127.0.0.1:9',
    openIdMetadata: 'http://127.0.0.1:9/m',
  })
})

test('an app id without what it needs, or the rest without an app id, stops the start', () => {
  expect(refusal({ ...microsoft, MICROSOFT_APP_PASSWORD: '' }).variable).toBe('MICROSOFT_APP_PASSWORD')
  expect(refusal({ ...microsoft, MICROSOFT_APP_TYPE: 'SingleTenant' }).variable).toBe(
    'MICROSOFT_APP_TENANT_ID',
  )
  for (const [name, value] of Object.entries({
    MICROSOFT_APP_PASSWORD: 'bi-mat~cua.bot',
    MICROSOFT_APP_TENANT_ID: tenant,
    MICROSOFT_LOGIN_ROOT: 'https://login.example',
  })) {
    expect(refusal({ [name]: value }).variable).toBe('MICROSOFT_APP_ID')
    expect(refusal({ [name]: value }).message).not.toContain(value)
    expect(refusal({ [name]: value }, true).variable).toBe(name)
  }
})

test.each([
  ['MICROSOFT_APP_ID', 'ma-cua-bot'],
  ['MICROSOFT_APP_PASSWORD', 'hai chữ-bí-mật'],
  ['MICROSOFT_APP_TYPE', 'UserAssignedMSI'],
  ['MICROSOFT_APP_TENANT_ID', 'xa.gov.vn'],
  ['MICROSOFT_LOGIN_ROOT', 'login.microsoftonline.com'],
  ['MICROSOFT_OPENID_METADATA', 'ftp://login.botframework.com'],
])('a bad %s is named', (name, value) => {
  const error = refusal({ ...microsoft, [name]: value })
  expect(error.variable).toBe(name)
  // What may be chosen is part of the advice; what was given otherwise is not.
  if (name !== 'MICROSOFT_APP_TYPE') expect(error.message).not.toContain(value)
})
