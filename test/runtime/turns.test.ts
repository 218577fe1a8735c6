// Turns and commits: repeats, turns that throw, a disk that is full.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Snapshot } from '../../src/content/snapshot.ts'
import {
  content,
  type Ground,
  makeGround,
  openRig,
  type Rig,
  scriptChannel,
  settled,
  tick,
} from './support.ts'

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

/** Content on which the engine stumbles over one word. */
function withBug(isThere: () => boolean): () => Snapshot {
  const good = content()
  const broken: Snapshot = {
    ...good,
    lexicon: {
      ...good.lexicon,
      command(text) {
        if (text === 'vỡ' && isThere()) throw new TypeError('our bug')
        return good.lexicon.command(text)
      },
    },
  }
  return () => broken
}

const texts = (channel: { sent: readonly { conversation: string }[] }, conversation: string) =>
  channel.sent.filter((one) => one.conversation === conversation).length

test('a message under the same update id changes nothing, however often it comes', async () => {
  const channel = scriptChannel()
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào', 'u1')
  await tick(100)
  const before = rig.rows('select * from conversations')
  const sent = channel.sent.length
  for (let time = 0; time < 3; time++) await rig.say('a', 'xin chào', 'u1')
  await rig.say('a', 'another text under a known id', 'u1')
  await tick(5_000)
  expect(rig.rows('select * from conversations')).toEqual(before)
  expect(channel.sent).toHaveLength(sent)
  expect(rig.rows('select count(*) as n from inbox')).toEqual([{ n: 1 }])
  expect(rig.rows('select count(*) as n from activities')).toEqual([{ n: 1 }])
})

test('the same update twice in one commit is one message', async () => {
  const channel = scriptChannel()
  rig = await openRig(ground, channel)
  const update = {
    updateId: 'u1',
    conversation: 'a',
    event: { type: 'message_received', text: 'xin chào' },
  } as const
  await settled(Promise.all([rig.host.accept([update, update]), rig.host.accept([update])]))
  await tick(100)
  expect(rig.rows('select turns from conversations')).toEqual([{ turns: 1 }])
})

test('a turn that throws is undone alone and tried five times, then parked with an escalation; the line moves on', async () => {
  const channel = scriptChannel()
  rig = await openRig(ground, channel, { content: withBug(() => true) })
  await rig.say('a', 'lam khai sinh cho be')
  await tick(10)
  const [before] = rig.rows('select state, turns from conversations')
  await rig.say('a', 'vỡ')
  await rig.say('a', 'trợ giúp')
  await rig.say('b', 'lam khai sinh cho be')
  await tick(100)
  expect(texts(channel, 'b')).toBeGreaterThan(0)
  // Held: what came after must not be heard before.
  expect(rig.rows('select state, turns from conversations where id = 1')).toEqual([before])
  const answeredBefore = texts(channel, 'a')
  await tick(120_000)
  expect(rig.rows('select status, attempts, error from inbox where status <> 1')).toEqual([
    { status: 2, attempts: 5, error: 'TypeError' },
  ])
  const stumbles = rig.log.lines.filter(({ message }) => message === 'turn failed')
  expect(stumbles.map(({ fields }) => fields.parked)).toEqual([false, false, false, false, true])
  expect(await rig.store.escalations.open(10)).toMatchObject([{ reason: 'turn_parked', conversationId: 1 }])
  expect(texts(channel, 'a')).toBeGreaterThan(answeredBefore)
  expect(rig.rows('select turns from conversations where id = 1')).toEqual([{ turns: 2 }])
  await rig.say('a', 'xin chào')
  await tick(100)
  expect(rig.rows('select turns from conversations where id = 1')).toEqual([{ turns: 3 }])
})

test('a turn that failed runs once when the cause is gone', async () => {
  const channel = scriptChannel()
  let broken = true
  rig = await openRig(ground, channel, { content: withBug(() => broken) })
  await rig.say('a', 'vỡ')
  await tick(1_500)
  broken = false
  await tick(20_000)
  expect(rig.rows('select status, error from inbox')).toEqual([{ status: 1, error: null }])
  expect(rig.rows('select turns from conversations')).toEqual([{ turns: 1 }])
  expect(await rig.store.escalations.open(10)).toEqual([])
})

test('on a full disk arrivals are refused and readiness stays away; with room again all goes on without a restart', async () => {
  const channel = scriptChannel()
  rig = await openRig(ground, channel)
  await rig.say('a', 'lam khai sinh cho be')
  await tick(100)
  const [before] = rig.rows('select turns, state from conversations')
  fillDisk(rig)
  const long = 'x'.repeat(9_000)
  await expect(rig.say('a', long, 'lost')).rejects.toThrow()
  expect(rig.runtime.healthy()).toBe(false)
  expect(await rig.store.probe()).toBe(false)
  for (let second = 0; second < 5; second++) {
    await tick(1_000)
    expect(rig.runtime.healthy()).toBe(false)
  }
  expect(rig.rows('select turns, state from conversations')).toEqual([before])

  rig.raw.exec('pragma max_page_count = 1000000')
  await tick(2_000)
  expect(rig.runtime.healthy()).toBe(true)
  expect(await rig.store.probe()).toBe(true)
  // The sender tries again under the same id, and it is new: nothing of the refused try was kept.
  const sent = channel.sent.length
  await rig.say('a', long, 'lost')
  await tick(100)
  expect(channel.sent.length).toBeGreaterThan(sent)
  expect(rig.rows('select turns from conversations')).toEqual([{ turns: 2 }])
})

test('what was sent while the disk was full is not sent again afterwards', async () => {
  const channel = scriptChannel()
  let finish = () => {}
  channel.answer = () => new Promise<void>((resolve) => (finish = resolve))
  rig = await openRig(ground, channel)
  await rig.say('a', 'xin chào')
  await tick(10)
  rig.raw.exec('pragma query_only = on')
  finish()
  await tick(200_000)
  expect(channel.sent).toHaveLength(1)
  rig.raw.exec('pragma query_only = off')
  await tick(200_000)
  expect(channel.tries).toHaveLength(1)
  expect(rig.rows('select status from outbox')).toEqual([{ status: 2 }])
})

// No page more than there is: every new row that needs one fails as it would on a full disk.
function fillDisk({ raw }: Rig): void {
  const pages = Number(raw.prepare('pragma page_count').get()?.page_count)
  raw.exec(`pragma max_page_count = ${pages}`)
}

test('while turns are paused what arrives is written, and answered when they go on', async () => {
  const channel = scriptChannel()
  rig = await openRig(ground, channel)
  const goOn = rig.runtime.committer.pauseTurns()
  await rig.say('a', 'xin chào', 'u1')
  await tick(5_000)
  expect(rig.rows('select count(*) as n from inbox')).toEqual([{ n: 1 }])
  expect(channel.sent).toHaveLength(0)
  goOn()
  goOn()
  await tick(100)
  expect(channel.sent.length).toBeGreaterThan(0)
  const another = rig.runtime.committer.pauseTurns()
  await rig.say('a', 'trợ giúp', 'u2')
  const sent = channel.sent.length
  await tick(2_000)
  expect(channel.sent).toHaveLength(sent)
  another()
})
