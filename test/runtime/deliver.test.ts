// Delivery: order within a conversation, waits that grow, parking, and what happens at a stop.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ChannelError } from '../../src/channel/errors.ts'
import { type Ground, makeGround, openRig, type Rig, scriptChannel, settled, tick } from './support.ts'

let ground: Ground
let rig: Rig | null = null

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 9) })
  ground = makeGround()
})

afterEach(async () => {
  await rig?.stop()
  rig = null
  vi.useRealTimers()
  ground.remove()
})

const unavailable = () => new ChannelError('unavailable', '[test] away', { retryable: true })

test('a message that fails is tried again after growing waits and holds those behind it; other conversations go on', async () => {
  const channel = scriptChannel()
  channel.answer = ({ conversation }, nth) => {
    if (conversation === 'a' && channel.sent.every((one) => one.conversation !== 'a') && nth <= 4)
      throw unavailable()
  }
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  await rig.say('a', 'lam khai sinh cho be')
  await rig.say('b', 'lam khai sinh cho be')
  await tick(1)
  expect(channel.sent.map(({ conversation }) => conversation)).toEqual(['b'])
  await rig.say('a', 'trợ giúp')
  await tick(30_000)
  const firstKey = channel.tries[0]?.key
  const times = channel.tries.filter(({ key }) => key === firstKey).map(({ at }) => at)
  const waits = times.slice(1).map((at, before) => at - (times[before] ?? 0))
  expect(waits).toHaveLength(4)
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
  expect((waits[3] ?? 0) / (waits[0] ?? 1)).toBeGreaterThan(6)
  const order = rig.rows("select key from outbox where conversation_id = 1 and lane = 'reply' order by id")
  expect(channel.sent.filter(({ conversation }) => conversation === 'a').map(({ key }) => key)).toEqual(
    order.map(({ key }) => key),
  )
})

test('a platform that asks for patience is left alone that long, for this conversation only', async () => {
  const channel = scriptChannel()
  channel.answer = ({ conversation }, nth) => {
    if (conversation === 'a' && nth === 1)
      throw new ChannelError('rate_limited', '[test] slow down', { retryable: true, retryAfterMs: 120_000 })
  }
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  await tick(119_000)
  expect(channel.tries).toHaveLength(1)
  await rig.say('b', 'xin chào')
  await tick(1)
  expect(channel.sent.map(({ conversation }) => conversation)).toEqual(['b'])
  await tick(10_000)
  expect(channel.sent.map(({ conversation }) => conversation)).toEqual(['b', 'a'])
})

test('a message the platform will never take is parked for staff, and the next one goes out', async () => {
  const channel = scriptChannel()
  channel.answer = (_, nth) => {
    if (channel.tries.length === 1 && nth === 1)
      throw new ChannelError('recipient_gone', '[test] blocked', { retryable: false })
  }
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  await rig.say('a', 'trợ giúp')
  await tick(60_000)
  expect(channel.tries.length).toBe(channel.sent.length + 1)
  const parked = await rig.store.outbox.parked(10)
  expect(parked).toMatchObject([{ conversation: 'a', error: 'recipient_gone', key: channel.tries[0]?.key }])
})

test('a message that never gets through is parked after its last try', async () => {
  const channel = scriptChannel()
  channel.answer = ({ conversation }) => {
    if (conversation === 'a') throw unavailable()
  }
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  await rig.say('a', 'trợ giúp')
  // A day of failures later.
  rig.raw.exec("update outbox set attempts = 109 where lane = 'reply' and attempts > 0")
  await tick(1_200_000)
  expect(await rig.store.outbox.parked(10)).toMatchObject([{ error: 'unavailable', attempts: 111 }])
})

test('while a message waits, the outbox is not asked again and again', async () => {
  const channel = scriptChannel()
  channel.answer = ({ conversation }) => {
    if (conversation === 'a')
      throw new ChannelError('rate_limited', '[test] slow down', { retryable: true, retryAfterMs: 600_000 })
  }
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  await rig.say('a', 'trợ giúp')
  await tick(1_000)
  const claims = vi.spyOn(rig.store.outbox, 'claim')
  await tick(60_000)
  // One each poll of five seconds.
  expect(claims.mock.calls.length).toBeLessThanOrEqual(15)
})

test('a long wait of one conversation does not put off a short wait of another', async () => {
  const channel = scriptChannel()
  channel.answer = ({ conversation }, nth) => {
    if (nth > 1) return
    const retryAfterMs = conversation === 'a' ? 1_000 : 600_000
    throw new ChannelError('rate_limited', '[test] slow down', { retryable: true, retryAfterMs })
  }
  rig = await openRig(ground, channel)
  await tick(100)
  await rig.say('a', 'xin chào')
  await rig.say('b', 'xin chào')
  await tick(1_500)
  expect(channel.sent.map(({ conversation }) => conversation)).toEqual(['a'])
})

test('a send that takes longer than a lease is not begun a second time', async () => {
  const channel = scriptChannel()
  let finish = () => {}
  channel.answer = () => new Promise<void>((resolve) => (finish = resolve))
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  await tick(400_000)
  expect(channel.tries).toHaveLength(1)
  finish()
  await tick(400_000)
  expect(channel.tries).toHaveLength(1)
  expect(rig.rows('select status from outbox')).toEqual([{ status: 2 }])
})

test('what a stopped process had not sent goes out after the next start, in order, each once', async () => {
  const away = scriptChannel()
  away.answer = () => {
    throw unavailable()
  }
  const first = await openRig(ground, away)
  for (const text of ['xin chào', 'lam khai sinh cho be', 'trợ giúp']) await first.say('a', text)
  const keys = first.rows("select key from outbox where lane = 'reply' order by id").map(({ key }) => key)
  expect(keys.length).toBeGreaterThanOrEqual(3)
  await first.stop()
  const channel = scriptChannel()
  rig = await openRig(ground, channel)
  await tick(4_500)
  expect(channel.sent.map(({ key }) => key)).toEqual(keys)
  await tick(600_000)
  expect(channel.tries).toHaveLength(keys.length)
})

test('a stop lets a running send finish, gives back what is behind it, and leaves nothing leased', async () => {
  const channel = scriptChannel()
  let finish = () => {}
  channel.answer = () => new Promise<void>((resolve) => (finish = resolve))
  const stopped = await openRig(ground, channel)
  await stopped.say('a', 'xin chào')
  await stopped.say('a', 'trợ giúp')
  const stopping = stopped.runtime.stop(5_000)
  // Still accepted, and its turn still taken: the line outside does not know yet that we are closing.
  await stopped.say('b', 'xin chào')
  finish()
  await settled(stopping)
  const rows = stopped.rows(
    "select conversation_id, status, owner from outbox where lane = 'reply' order by id",
  )
  expect(rows.filter(({ status }) => status === 1)).toEqual([])
  expect(rows.filter(({ status }) => status === 2)).toHaveLength(1)
  await stopped.store.close()

  const next = scriptChannel()
  rig = await openRig(ground, next)
  await tick(5_000)
  expect(next.sent.map(({ conversation }) => conversation).sort()).toEqual(['a', 'b'])
})

test('a send that outlives the stop is given to the next process', async () => {
  const channel = scriptChannel()
  channel.answer = () => new Promise<void>(() => {})
  const stopped = await openRig(ground, channel)
  await stopped.say('a', 'xin chào')
  await stopped.stop(1_000)
  const next = scriptChannel()
  rig = await openRig(ground, next)
  await tick(5_000)
  expect(next.sent).toHaveLength(1)
})

test('a sent message whose end is not on disk yet is not sent again when its lease runs out', async () => {
  const channel = scriptChannel()
  let finish = () => {}
  channel.answer = () => new Promise<void>((resolve) => (finish = resolve))
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  const commit = vi.spyOn(rig.store.hot, 'commit')
  commit.mockRejectedValue(new Error('commits fail, claims do not'))
  finish()
  await tick(400_000)
  expect(channel.tries).toHaveLength(1)
  commit.mockRestore()
  await tick(10_000)
  expect(channel.tries).toHaveLength(1)
  expect(rig.rows('select status from outbox')).toEqual([{ status: 2 }])
})

test('a message written while an older one is failing does not overtake it, however slow the commits are', async () => {
  const channel = scriptChannel()
  let fail = () => {}
  channel.answer = (_, nth) => {
    if (channel.tries.length > 1 || nth > 1) return
    return new Promise<void>((_resolve, reject) => (fail = () => reject(unavailable())))
  }
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  const { hot } = rig.store
  const commit = hot.commit.bind(hot)
  vi.spyOn(hot, 'commit').mockImplementation(async (batch, decide) => {
    const committed = await commit(batch, decide)
    await new Promise((resolve) => setTimeout(resolve, 50))
    return committed
  })
  const said = rig.say('a', 'trợ giúp')
  await tick(10)
  fail()
  await settled(said)
  await tick(10_000)
  const order = rig.rows("select key from outbox where lane = 'reply' order by id").map(({ key }) => key)
  expect(order.length).toBeGreaterThanOrEqual(2)
  expect(channel.sent.map(({ key }) => key)).toEqual(order)
})
