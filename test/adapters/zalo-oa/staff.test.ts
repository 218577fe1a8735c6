// People of the office answer in Zalo's own tool: nobody is talked over, and nothing of ours is taken for theirs.
import { describe, expect, test } from 'vitest'
import { oaEvent, personEvent, personId } from '../../support/zalo-oa-events.ts'
import { text, useZaloOa } from './setting.ts'

const zalo = useZaloOa()
const minute = 60_000
let ids = 0
const newId = () => {
  ids += 1
  return `st-${ids}`
}
const staffSays = (at = zalo.host.now(), person = personId) =>
  zalo.bring(oaEvent('oa_send_text', newId(), { adminId: '8844', at, person }))
const personSays = (words: string, at = zalo.host.now(), id = newId()) =>
  zalo.bring(personEvent('user_send_text', id, { text: words }, { at }))
const heard = () => zalo.events().map((event) => ('text' in event ? event.text : event.type))

test('what is said to staff is not heard, for half an hour after their last word', async () => {
  await personSays('trước')
  zalo.host.advance(1_000)
  await staffSays()
  zalo.host.advance(20 * minute)
  await personSays('với nhân viên')
  await staffSays()
  zalo.host.advance(29 * minute)
  await personSays('vẫn với nhân viên')
  zalo.host.advance(2 * minute)
  await personSays('sau')
  expect(heard()).toEqual(['trước', 'sau'])
})

test('what we have to say waits until then, and is not lost', async () => {
  await staffSays()
  zalo.host.advance(10 * minute)
  const held = zalo.say(text('Có tin mới'))
  await expect(held).rejects.toMatchObject({ code: 'rate_limited', retryable: true })
  const error = await held.catch((reason: { retryAfterMs: number }) => reason)
  expect(error).toMatchObject({ retryAfterMs: expect.any(Number) })
  expect(Math.round((error as { retryAfterMs: number }).retryAfterMs / minute)).toBe(20)
  zalo.host.advance(21 * minute)
  await zalo.say(text('Có tin mới'))
  expect(zalo.texts()).toEqual(['Có tin mới'])
})

test('others are served meanwhile, and a restart changes nothing', async () => {
  await staffSays()
  zalo.channel = zalo.open()
  await personSays('với nhân viên')
  await zalo.bring(personEvent('user_send_text', newId(), { text: 'người khác' }, { person: '777' }))
  expect(heard()).toEqual(['người khác'])
  await expect(zalo.say(text('x'))).rejects.toMatchObject({ code: 'rate_limited' })
})

test('how long is configuration', async () => {
  zalo.channel = zalo.open({ staffSilenceMs: 2 * minute })
  await staffSays()
  zalo.host.advance(3 * minute)
  await personSays('sau')
  expect(heard()).toEqual(['sau'])
})

describe('brought late or again', () => {
  test('a word to staff stays theirs, although the silence is over by then', async () => {
    await staffSays()
    zalo.host.advance(minute)
    const at = zalo.host.now()
    await personSays('với nhân viên', at, 'again-1')
    zalo.host.advance(52 * minute)
    await personSays('với nhân viên', at, 'again-1')
    expect(heard()).toEqual([])
  })

  test('a word said before staff spoke is ours, although it comes after', async () => {
    const before = zalo.host.now() - minute
    await staffSays()
    await personSays('trước', before)
    expect(heard()).toEqual(['trước'])
  })

  test('an old word of staff ends no talk that goes on', async () => {
    const now = zalo.host.now()
    await staffSays(now)
    await staffSays(now - 50 * minute)
    await personSays('với nhân viên')
    expect(heard()).toEqual([])
  })
})

describe('our own words, brought back', () => {
  test('without a name of staff leave the bot talking', async () => {
    const { messageId = '' } = await zalo.say(text('Chào'))
    for (const name of ['oa_send_text', 'oa_send_image', 'oa_send_file', 'oa_send_list']) {
      await zalo.bring(oaEvent(name, messageId, { at: zalo.host.now() }))
    }
    // Zalo's own greeting, set in the OA tool, has an id we never saw.
    await zalo.bring(oaEvent('oa_send_text', 'greeting-of-zalo', { at: zalo.host.now() }))
    await zalo.say(text('Chào lần nữa'))
    expect(zalo.texts()).toHaveLength(2)
  })

  test('even under a name of staff are known by their id, after a restart too', async () => {
    const { messageId = '' } = await zalo.say(text('Chào'))
    zalo.channel = zalo.open()
    await zalo.bring(oaEvent('oa_send_text', messageId, { adminId: '1', at: zalo.host.now() }))
    await zalo.say(text('Chào lần nữa'))
    expect(zalo.texts()).toHaveLength(2)
  })

  test('are known although they come before Zalo’s answer to the send', async () => {
    const { fetch } = zalo.host
    zalo.host.fetch = async (url, init) => {
      const answer = await fetch(url, init)
      await new Promise((resolve) => setTimeout(resolve, 150))
      return answer
    }
    const sending = zalo.say(text('Chào'))
    await expect.poll(() => zalo.server.messages.length).toBe(1)
    const { messageId = '' } = zalo.server.messages[0] ?? {}
    await zalo.bring(oaEvent('oa_send_text', messageId, { adminId: '1', at: zalo.host.now() }))
    await sending
    await zalo.say(text('Chào lần nữa'))
    expect(zalo.texts()).toHaveLength(2)
  })
})

test('while nothing can be read or written Zalo is told to come again', async () => {
  const { get } = zalo.host.values
  zalo.host.values.get = () => Promise.reject(new Error('disk'))
  expect(await staffSays()).toBe(503)
  expect(await personSays('x')).toBe(503)
  zalo.host.values.get = get
  expect(await staffSays()).toBe(200)
})
