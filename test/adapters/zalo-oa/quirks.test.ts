// What only an Official Account does when we speak: buttons that may be refused, files in two steps, numbers inside a 200.
import { describe, expect, test } from 'vitest'
import { zaloOaConfig } from '../../../adapters/zalo-oa/config.ts'
import type { Choice, Reply } from '../../../src/engine/reply.ts'
import { fitReply } from '../../../src/runtime/split.ts'
import { vietnamese } from '../../conformance/words.ts'
import { makePdf, makePhoto } from '../../support/papers.ts'
import { account, personEvent } from '../../support/zalo-oa-events.ts'
import { rateWaitSeconds } from '../../support/zalo-oa-server.ts'
import { storeSecret } from './rig.ts'
import { text, useZaloOa } from './setting.ts'

const zalo = useZaloOa()
const choices = (...labels: string[]): Choice[] =>
  labels.map((label, at) => ({ ref: `n1.${at + 1}`, label, number: at + 1 }))
const asking = (words: string, ...labels: string[]): Reply => ({
  type: 'choices',
  text: words,
  choices: choices(...labels),
})

describe('choices', () => {
  test('are numbered text unless buttons were switched on', () => {
    const [reply] = fitReply(asking('Chọn:', 'Khai sinh', 'Kết hôn'), zalo.channel.limits)
    expect(reply).toEqual({ type: 'text', text: 'Chọn:\n\n1. Khai sinh\n2. Kết hôn' })
    expect(zalo.open({ buttons: true }).limits).toMatchObject({ buttons: 5, buttonLength: 32 })
  })

  test.each([-201, -233])(
    'with buttons Zalo refuses (%i) go out as numbers, once and from then on',
    async (code) => {
      zalo.channel = zalo.open({ buttons: true })
      const path = '/v3.0/oa/message/cs'
      const { fetch } = zalo.host
      zalo.host.fetch = async (url, init) => {
        if (!String(init?.body).includes('"buttons"')) return fetch(url, init)
        zalo.server.trouble(code, path)
        const answer = await fetch(url, init)
        zalo.server.trouble(null)
        return answer
      }
      await zalo.say(asking('Chọn:', 'Có', 'Không'))
      await zalo.say(asking('Chọn nữa:', 'Có', 'Không'))
      expect(zalo.texts()).toEqual(['Chọn:\n\n1. Có\n2. Không', 'Chọn nữa:\n\n1. Có\n2. Không'])
      expect(zalo.server.calls).toHaveLength(3)
      zalo.host.advance(25 * 3_600_000)
      zalo.host.fetch = fetch
      await zalo.say(asking('Ngày mai:', 'Có', 'Không'))
      expect(zalo.server.messages.at(-1)?.buttons.map(({ label }) => label)).toEqual(['1. Có', '2. Không'])
    },
  )

  test('whose list stands in the text are not listed twice, and long text is kept whole', async () => {
    zalo.channel = zalo.open({ buttons: true })
    zalo.server.settings.takesButtons = false
    await zalo.say(asking('1. Dài…\n2. Dài nữa…', '1', '2'))
    const long = vietnamese(1_990)
    await zalo.say(asking(long, 'Có', 'Không'))
    expect(zalo.texts()).toEqual(['1. Dài…\n2. Dài nữa…', long, '1. Có\n2. Không'])
  })

  test('refused for another reason are not said again', async () => {
    zalo.channel = zalo.open({ buttons: true })
    zalo.server.trouble(-248)
    await expect(zalo.say(asking('Chọn:', 'Có'))).rejects.toMatchObject({ code: 'rejected' })
    expect(zalo.server.calls).toHaveLength(1)
  })

  test('tapped come back as text with our mark; the same words typed by hand are the same choice', async () => {
    await zalo.bring(personEvent('user_send_text', 't1', { text: '#mc:n1.2' }))
    await zalo.bring(personEvent('user_send_text', 't2', { text: '2' }))
    expect(zalo.events()).toEqual([
      { type: 'message_received', choice: 'n1.2' },
      { type: 'message_received', text: '2' },
    ])
  })
})

describe('a file', () => {
  const carry = (mediaType: string, name: string, bytes: Uint8Array, key = 'k1') => {
    zalo.host.files.set('f1', { name, mediaType, bytes })
    const file = { fileId: 'f1', name, mediaType, sizeBytes: bytes.length }
    return zalo.say({ type: 'file', file, text: 'Ảnh đây ạ', linkSentence: '{link}' }, undefined, key)
  }

  test('that is a picture goes as a picture', async () => {
    await carry('image/jpeg', 'ảnh.jpg', makePhoto('một'))
    expect(zalo.server.messages.map(({ file }) => file?.name)).toEqual([undefined, 'ảnh.jpg'])
    expect(zalo.server.routes.get('/v2.0/oa/upload/image')).toBe(1)
  })

  test('whose last step fails is tried again without repeating its words', async () => {
    const { fetch } = zalo.host
    zalo.host.fetch = async (url, init) => {
      if (String(init?.body).includes('"type":"file"')) return new Response('<html>', { status: 502 })
      return fetch(url, init)
    }
    const failing = carry('application/pdf', 'a.pdf', makePdf('a'))
    await expect(failing).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    zalo.host.fetch = fetch
    await carry('application/pdf', 'a.pdf', makePdf('a'))
    expect(zalo.server.messages.map((one) => one.file?.name ?? one.text)).toEqual(['Ảnh đây ạ', 'a.pdf'])
  })

  test('whose upload fails has said nothing yet', async () => {
    zalo.server.trouble('server_error', '/v2.0/oa/upload/file')
    await expect(carry('application/pdf', 'a.pdf', makePdf('a'))).rejects.toMatchObject({ retryable: true })
    expect(zalo.server.messages).toEqual([])
  })

  test('of a kind or size Zalo does not take is a link by its limits, and never tried', async () => {
    const { fileOutTypes = {}, fileOutBytes } = zalo.channel.limits
    expect(Object.keys(fileOutTypes)).not.toContain('application/zip')
    expect(fileOutTypes['image/png']).toBe(1024 * 1024)
    expect(fileOutBytes).toBe(5 * 1024 * 1024)
    const zip = carry('application/zip', 'a.zip', new Uint8Array(9))
    await expect(zip).rejects.toMatchObject({ code: 'rejected', retryable: false })
    expect(zalo.server.calls).toEqual([])
  })
})

describe('a visitor without an account', () => {
  const visitor = 'anonymous/anon-7/talk-1'

  test.each([true, false])(
    'is answered where Zalo takes it (on the new path: %s)',
    async (takesVisitorsOnNewPath) => {
      Object.assign(zalo.server.settings, { takesVisitorsOnNewPath })
      zalo.server.lastInteraction.set('anon-7', zalo.host.now())
      await zalo.say(text('Chào'), visitor)
      expect(zalo.server.messages).toMatchObject([{ person: 'anon-7', text: 'Chào' }])
      const { body } = zalo.server.calls.at(-1) ?? {}
      expect(body?.recipient).toEqual({ anonymous_id: 'anon-7', conversation_id: 'talk-1' })
    },
  )
})

describe('a number inside a 200', () => {
  test.each([
    [-32, 'rate_limited', true],
    [-211, 'rate_limited', true],
    [-218, 'rate_limited', true],
    [-200, 'unavailable', true],
    [-201, 'invalid_message', false],
    [-210, 'invalid_message', false],
    [-213, 'recipient_gone', false],
    [-227, 'recipient_gone', false],
    [-244, 'recipient_gone', false],
    [-209, 'config', true],
    [-224, 'config', true],
    [-240, 'config', true],
    [-321, 'config', true],
    [-230, 'rejected', false],
    [-248, 'rejected', false],
    [-99_999, 'rejected', false],
  ])('%i is %s', async (number, code, retryable) => {
    zalo.server.trouble(number)
    await expect(zalo.say(text('x'))).rejects.toMatchObject({
      code,
      retryable,
      staffMessage: expect.stringMatching(/^\[zalo-oa\] \S/),
    })
  })

  test('of an account that staff must put right is tried again after minutes, not at once', async () => {
    zalo.server.trouble(-224)
    await expect(zalo.say(text('x'))).rejects.toMatchObject({ retryAfterMs: 15 * 60_000 })
  })

  test('is not all: a 429 of the gateway says how long to wait', async () => {
    zalo.server.trouble('http_429')
    await expect(zalo.say(text('x'))).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: rateWaitSeconds * 1_000,
    })
  })

  test('that the disk then does not take is still a message sent', async () => {
    zalo.host.values.set = () => Promise.reject(new Error('disk full'))
    await zalo.say(text('Chào'))
    expect(zalo.texts()).toEqual(['Chào'])
  })
})

test('settings are checked at start, and no value of theirs stands in the error', () => {
  const whole = { ...account, accessToken: 'a', refreshToken: 'r', storeSecret }
  expect(zaloOaConfig.parse(whole)).toMatchObject({
    apiRoot: 'https://openapi.zalo.me',
    oauthRoot: 'https://oauth.zaloapp.com',
    businessRoot: 'https://business.openapi.zalo.me',
    buttons: false,
    staffSilenceMs: 1_800_000,
  })
  const { error } = zaloOaConfig.safeParse({ ...whole, appSecret: 'hai chữ-bí-mật' })
  expect(JSON.stringify(error?.issues)).not.toContain('bí-mật')
})
