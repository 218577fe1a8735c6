// A portal that is down is left alone, and comes back by itself.
import { expect, it } from 'vitest'
import { createOpencpsConnector } from '../../src/portal/opencps/index.ts'
import { between, failureOf, signal } from './support.ts'

const key = { portalId: null, reference: 'mc-k1' }
const account = { url: 'http://portal.invalid/rest', user: 'u', password: 'p', group: '20' }
const healthy = () => Response.json({ dossierId: 5, referenceUid: 'mc-k1', dossierStatus: 'receiving' })

function openPortal() {
  let now = 1_000_000
  let calls = 0
  let answer: () => Response | Promise<Response> = healthy
  const outbound = between(() => {
    calls += 1
    return answer()
  })
  const connector = createOpencpsConnector(account, outbound, { now: () => now })
  return {
    look: () => connector.lookUp(key, signal),
    answers: (next: typeof answer) => {
      answer = next
    },
    pass: (ms: number) => {
      now += ms
    },
    calls: () => calls,
  }
}

const broken = () => new Response('', { status: 502 })

it('after five failures in a row nothing goes out until the pause is over; then one goes first', async () => {
  const portal = openPortal()
  portal.answers(broken)
  for (let tries = 0; tries < 5; tries += 1) await failureOf(portal.look())
  const error = await failureOf(portal.look())
  expect(error).toMatchObject({
    code: 'unavailable',
    retryable: true,
    outcome: 'nothing-done',
    retryAfterMs: 5_000,
  })
  expect(portal.calls()).toBe(5)
  portal.pass(5_000)
  let heal: (response: Response) => void = () => {}
  portal.answers(
    () =>
      new Promise((resolve) => {
        heal = resolve
      }),
  )
  const first = portal.look()
  await failureOf(portal.look())
  expect(portal.calls()).toBe(6)
  heal(healthy())
  expect(await first).toMatchObject({ status: 'registered' })
  portal.answers(healthy)
  await portal.look()
  expect(portal.calls()).toBe(7)
})

it('a pause that did not help is followed by a longer one', async () => {
  const portal = openPortal()
  portal.answers(broken)
  for (let tries = 0; tries < 5; tries += 1) await failureOf(portal.look())
  portal.pass(5_000)
  await failureOf(portal.look())
  expect((await failureOf(portal.look())).retryAfterMs).toBe(10_000)
  expect(portal.calls()).toBe(6)
})

it('a portal that says how long is left alone that long, at once', async () => {
  const portal = openPortal()
  portal.answers(() => new Response('', { status: 503, headers: { 'retry-after': '120' } }))
  expect((await failureOf(portal.look())).retryAfterMs).toBe(120_000)
  portal.answers(healthy)
  portal.pass(119_000)
  expect((await failureOf(portal.look())).retryAfterMs).toBe(1_000)
  expect(portal.calls()).toBe(1)
  portal.pass(1_000)
  expect(await portal.look()).toMatchObject({ status: 'registered' })
})

it('a portal that says no is there: refusals do not close it', async () => {
  const portal = openPortal()
  portal.answers(() => new Response('', { status: 403 }))
  for (let tries = 0; tries < 8; tries += 1) await failureOf(portal.look())
  expect(portal.calls()).toBe(8)
})

it('maintenance pages count as failures', async () => {
  const portal = openPortal()
  portal.answers(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }))
  for (let tries = 0; tries < 8; tries += 1) await failureOf(portal.look())
  expect(portal.calls()).toBe(5)
})
