// Reminders and the watching of filed dossiers: leased rows that survive a restart.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Connector, PortalDossier } from '../../src/portal/connector.ts'
import { portalPace } from '../../src/runtime/jobs.ts'
import { plainReport } from '../support/dialog.ts'
import { type Ground, makeGround, openRig, type Rig, scriptChannel, tick } from './support.ts'

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

async function beginDraft(on: Rig): Promise<void> {
  for (const text of ['lam khai sinh cho be', 'Bắt đầu làm hồ sơ', 'Tôi đồng ý']) await on.say('a', text)
  await tick(100)
}

const threeDaysMs = 3 * 86_400_000
const reminders = (on: Rig) => on.rows(`select status from inbox where event like '%"reminder_due"%'`)

test('a reminder ordered before a restart comes after it, once', async () => {
  const channel = scriptChannel()
  const first = await openRig(ground, channel)
  await beginDraft(first)
  await first.stop()
  vi.setSystemTime(Date.now() + threeDaysMs + 60_000)
  rig = await openRig(ground, channel)
  const before = channel.sent.length
  await tick(5_000)
  expect(channel.sent).toHaveLength(before + 1)
  vi.setSystemTime(Date.now() + threeDaysMs)
  await tick(5_000)
  expect(channel.sent).toHaveLength(before + 1)
  expect(rig.rows('select * from jobs')).toEqual([])
})

test('a draft touched meanwhile is mentioned later, at its own time', async () => {
  const channel = scriptChannel()
  rig = await openRig(ground, channel)
  await beginDraft(rig)
  vi.setSystemTime(Date.now() + threeDaysMs - 3_600_000)
  await rig.say('a', 'Có giấy chứng sinh')
  vi.setSystemTime(Date.now() + 7_200_000)
  const before = channel.sent.length
  await tick(5_000)
  expect(channel.sent).toHaveLength(before)
  expect(rig.rows('select kind from jobs')).toEqual([{ kind: 'remind' }])
  vi.setSystemTime(Date.now() + threeDaysMs)
  await tick(5_000)
  expect(channel.sent).toHaveLength(before + 1)
})

test('a reminder that could not be written is not lost', async () => {
  const channel = scriptChannel()
  rig = await openRig(ground, channel)
  await beginDraft(rig)
  const commit = vi.spyOn(rig.store.hot, 'commit')
  commit.mockRejectedValue(new Error('disk full'))
  vi.setSystemTime(Date.now() + threeDaysMs + 60_000)
  await tick(5_000)
  expect(reminders(rig)).toEqual([])
  commit.mockRestore()
  await tick(300_000)
  expect(reminders(rig)).toEqual([{ status: 1 }])
})

test('a reminder whose process died between writing it and forgetting the order comes once', async () => {
  const channel = scriptChannel()
  const first = await openRig(ground, channel)
  await beginDraft(first)
  vi.spyOn(first.store.jobs, 'remove').mockImplementation(() => new Promise(() => {}))
  vi.setSystemTime(Date.now() + threeDaysMs + 60_000)
  await tick(5_000)
  const sent = channel.sent.length
  expect(reminders(first)).toEqual([{ status: 1 }])
  // Nothing said goodbye: nothing of the first runs on, and the file is opened again as after a kill.
  const diedAt = Date.now()
  vi.clearAllTimers()
  vi.setSystemTime(diedAt)
  rig = await openRig(ground, channel)
  await tick(30_000)
  expect(reminders(rig)).toEqual([{ status: 1 }])
  expect(channel.sent).toHaveLength(sent)
  expect(rig.rows('select * from jobs')).toEqual([])
})

test('a filed dossier is watched on after a restart, and each change is told once', async () => {
  const channel = scriptChannel()
  const looked: string[] = []
  let status: PortalDossier['status'] = 'registered'
  const connector: Connector = {
    mode: 'opencps',
    submit: () => Promise.reject(new Error('nothing is filed here')),
    async lookUp({ reference }) {
      looked.push(reference)
      return { portalId: '1', reference, ...plainReport, code: 'THU-1', status }
    },
  }
  const first = await openRig(ground, channel, { connector })
  await first.say('a', 'xin chào')
  await first.store.submissions.open({
    reference: 'mce-1',
    draftId: 'd1',
    portal: 'quoc-gia',
    channel: channel.name,
    conversation: 'a',
    at: Date.now(),
  })
  first.raw.exec(`insert into jobs (key, kind, conversation_id, payload, wake_at)
    values ('watch:mce-1', 'watch', 1, '{"reference":"mce-1","portal":"quoc-gia","seen":""}', 0)`)
  await tick(3_000)
  expect(looked).toHaveLength(1)
  await first.stop()

  rig = await openRig(ground, channel, { connector })
  await tick(130_000)
  expect(looked.length).toBeGreaterThanOrEqual(3)
  status = 'processing'
  await tick(130_000)
  const news = rig.rows(`select event from inbox where event like '%dossier_status_changed%' order by id`)
  expect(news.map(({ event }) => JSON.parse(String(event)).report.status)).toEqual([
    'registered',
    'processing',
  ])
  status = 'returned'
  await tick(130_000)
  expect(rig.rows('select * from jobs')).toEqual([])
})

test('a dossier whose draft record waits a day only is looked at by the hour while the office works on it', () => {
  const hourMs = 3_600_000
  expect(portalPace('processing', true)).toBe(hourMs)
  expect(portalPace('processing', false)).toBe(24 * hourMs)
})
