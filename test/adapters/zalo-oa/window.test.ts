// After two days of silence a message costs the office something, after seven Zalo takes only a template.
import { describe, expect, test } from 'vitest'
import type { DossierNews, Reply } from '../../../src/engine/reply.ts'
import { followEvent, personEvent, personId } from '../../support/zalo-oa-events.ts'
import { text, useZaloOa } from './setting.ts'

const zalo = useZaloOa()
const day = 24 * 3_600_000
const news: DossierNews = {
  code: '000.00.12.H08-261122-0007',
  procedure: 'Đăng ký khai sinh có yếu tố nước ngoài',
  status: 'Đang xử lý',
  day: '30/11/2026',
}
const told: Reply = { type: 'text', text: 'Có tin mới về hồ sơ…', news }
const asked: Reply = {
  type: 'choices',
  text: 'Có tin mới',
  choices: [{ ref: 'n.1', label: 'Xem', number: 1 }],
  news,
}

test('within seven days news goes out in full, with a template or without', async () => {
  zalo.channel = zalo.open({ statusTemplate: '301' })
  zalo.host.advance(6 * day)
  await zalo.say(told)
  expect(zalo.texts()).toEqual([(told as { text: string }).text])
  expect(zalo.server.templates).toEqual([])
})

test('within seven days news that is refused for another reason is not pressed on anyone as a template', async () => {
  zalo.channel = zalo.open({ statusTemplate: '301' })
  for (const number of [-213, -248, -32]) {
    zalo.server.trouble(number, '/v3.0/oa/message/cs')
    await expect(zalo.say(told)).rejects.toMatchObject({ name: 'ChannelError' })
  }
  expect(zalo.server.templates).toEqual([])
})

describe('after seven days', () => {
  test('news goes out as the approved template, its blanks within what they hold and the code whole', async () => {
    zalo.channel = zalo.open({ statusTemplate: '301' })
    zalo.host.advance(8 * day)
    const sent = await zalo.say(told)
    expect(sent.messageId).toMatch(/\S/)
    expect(zalo.server.templates).toEqual([
      {
        by: 'uid',
        body: {
          user_id: personId,
          template_id: '301',
          template_data: {
            ma_ho_so: news.code,
            ten_thu_tuc: 'Đăng ký khai sinh có yếu tố n…',
            trang_thai: 'Đang xử lý',
            ngay: '30/11/2026',
          },
        },
      },
    ])
  })

  test('so it does with buttons on, and for somebody who never wrote', async () => {
    zalo.channel = zalo.open({ statusTemplate: '301', buttons: true })
    zalo.host.advance(8 * day)
    await zalo.say(asked)
    await zalo.say(told, '42')
    expect(zalo.server.templates).toHaveLength(2)
  })

  test('without a template it is refused for good, with a sentence for staff: never dropped in silence', async () => {
    zalo.host.advance(8 * day)
    await expect(zalo.say(told)).rejects.toMatchObject({
      code: 'rejected',
      retryable: false,
      staffMessage: expect.stringContaining('ZALO_OA_STATUS_TEMPLATE'),
    })
  })

  test('anything that is no news of a dossier is refused, template or not', async () => {
    zalo.channel = zalo.open({ statusTemplate: '301' })
    zalo.host.advance(8 * day)
    await expect(zalo.say(text('Chào'))).rejects.toMatchObject({ code: 'rejected', retryable: false })
    expect(zalo.server.templates).toEqual([])
  })

  test('a word or a follow of theirs opens the window again', async () => {
    zalo.host.advance(8 * day)
    await zalo.server.push(personEvent('user_send_text', 'w1', { text: 'alo' }, { at: zalo.host.now() }))
    await zalo.say(told)
    zalo.host.advance(8 * day)
    await zalo.server.push(followEvent('follow', zalo.host.now()))
    await zalo.say(told)
    expect(zalo.texts()).toHaveLength(2)
  })
})

describe('a template Zalo sends only by phone number', () => {
  test('goes to the number shared with the account, which is asked for and kept nowhere', async () => {
    zalo.channel = zalo.open({ statusTemplate: '301' })
    Object.assign(zalo.server.settings, { templateByUid: false, phone: '84912345678' })
    zalo.host.advance(8 * day)
    await zalo.say(told, personId, 'a-key')
    expect(zalo.server.templates).toMatchObject([
      { by: 'phone', body: { phone: '84912345678', tracking_id: expect.stringMatching(/^\w{10,48}$/) } },
    ])
    expect(JSON.stringify([...zalo.host.stored, ...zalo.host.log.lines])).not.toContain('912345678')
  })

  test('is refused with a sentence when no number is known', async () => {
    zalo.channel = zalo.open({ statusTemplate: '301' })
    zalo.server.settings.templateByUid = false
    zalo.host.advance(8 * day)
    await expect(zalo.say(told)).rejects.toMatchObject({ code: 'rejected', retryable: false })
  })
})

test('a template that is refused is an error like any other, with its own wait', async () => {
  zalo.channel = zalo.open({ statusTemplate: '301' })
  zalo.host.advance(8 * day)
  zalo.server.trouble(-144, '/v3.0/oa/message/template')
  await expect(zalo.say(told)).rejects.toMatchObject({ code: 'rate_limited', retryable: true })
})
