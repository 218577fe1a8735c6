// Answers the sandbox does not give by itself: what each means for a read and for a change.
import { describe, expect, it } from 'vitest'
import { OutboundError } from '../../src/outbound/errors.ts'
import type { OutboundInit } from '../../src/outbound/outbound.ts'
import { normaliseName } from '../../src/portal/opencps/plan.ts'
import { openSandbox } from '../sandbox/support.ts'
import { between, birthDossier, connect, failureOf, openJournal, openOutbound, signal } from './support.ts'

const json = { 'content-type': 'application/json' }
const nowhere = { rest: 'http://portal.invalid/rest' }
const key = { portalId: null, reference: 'mc-k1' }

describe('a look-up', () => {
  it.each([
    [
      '503 with a wait',
      new Response('', { status: 503, headers: { 'retry-after': '120' } }),
      'unavailable',
      120_000,
    ],
    [
      '429 with a wait',
      new Response('', { status: 429, headers: { 'retry-after': '7' } }),
      'unavailable',
      7_000,
    ],
    ['203', new Response('{}', { status: 203, headers: json }), 'unauthorized', undefined],
    ['403', new Response('{}', { status: 403, headers: json }), 'rejected', undefined],
    [
      'XML',
      new Response('<a/>', { headers: { 'content-type': 'application/xml' } }),
      'unexpected_response',
      undefined,
    ],
    ['broken JSON', new Response('{', { headers: json }), 'unexpected_response', undefined],
    ['another shape', new Response('[1]', { headers: json }), 'unexpected_response', undefined],
  ])('that answers %s', async (_name, response, code, retryAfterMs) => {
    const connector = connect(
      nowhere,
      {},
      between(() => response),
    )
    const error = await failureOf(connector.lookUp(key, signal))
    expect(error).toMatchObject({ code, retryAfterMs, outcome: 'nothing-done' })
    expect(error.retryable).toBe(code === 'unavailable')
  })

  it('is not led to another person by a build that reads references as numbers', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ referenceUid: 'mc-other' })
    const outbound = openOutbound()
    const asNumber = between((url, init) => outbound.fetch(url.replace('mc-k1', String(dossierId)), init))
    expect(await connect(portal, {}, asNumber).lookUp(key, signal)).toBeNull()
  })

  it('shows an unknown status with its own text, as in progress', async () => {
    const detail = {
      dossierId: 5,
      referenceUid: 'mc-k1',
      dossierStatus: 'verifying',
      dossierStatusText: 'Đang xác minh',
    }
    const connector = connect(
      nowhere,
      {},
      between(() => Response.json(detail)),
    )
    expect(await connector.lookUp(key, signal)).toMatchObject({
      portalId: '5',
      code: null,
      status: 'processing',
      statusText: 'Đang xác minh',
      dueAt: null,
    })
  })

  it('reads an answer wrapped in the name of its model', async () => {
    const wrapped = { DossierDetailModel: { dossierId: 5, referenceUid: 'mc-k1', dossierStatus: 'done' } }
    const connector = connect(
      nowhere,
      {},
      between(() => Response.json(wrapped)),
    )
    expect(await connector.lookUp(key, signal)).toMatchObject({ portalId: '5', status: 'returned' })
  })

  it('keeps every digit of a long id that arrives as a number', async () => {
    const text = '{"dossierId":90071992547409931,"referenceUid":"mc-k1","dossierNo":12345678901234567890}'
    const connector = connect(
      nowhere,
      {},
      between(() => new Response(text, { headers: json })),
    )
    expect(await connector.lookUp(key, signal)).toMatchObject({
      portalId: '90071992547409931',
      code: '12345678901234567890',
    })
  })
})

describe('a change', () => {
  const isAction = (url: string, init: OutboundInit) => init.method === 'POST' && url.endsWith('/actions')

  it('that answers "not possible" because it was done already is looked at, not failed', async () => {
    const portal = await openSandbox()
    const outbound = openOutbound()
    const twice = between(async (url, init) => {
      if (isAction(url, init)) await outbound.fetch(url, init)
      return outbound.fetch(url, init)
    })
    const outcome = await connect(portal, {}, twice).submit(birthDossier(), openJournal(), signal)
    expect(outcome).toMatchObject({ type: 'received', dossier: { status: 'registered' } })
  })

  it.each([
    ['a web page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'unknown'],
    [
      'a time-out after it was sent',
      () => Promise.reject(new OutboundError('timeout', 'late', true)),
      'unknown',
    ],
    ['a refused connection', () => Promise.reject(new OutboundError('network', 'no', false)), 'nothing-done'],
    ['a 401', () => new Response('', { status: 401 }), 'nothing-done'],
  ] as const)('(create) that meets %s', async (_name, answer, expected) => {
    const portal = await openSandbox()
    const outbound = openOutbound()
    const cut = between((url, init) =>
      init.method === 'POST' && url.endsWith('/dossiers') ? answer() : outbound.fetch(url, init),
    )
    const error = await failureOf(connect(portal, {}, cut).submit(birthDossier(), openJournal(), signal))
    expect(error.outcome).toBe(expected)
  })

  it('never goes to a path that must not be called', async () => {
    const portal = await openSandbox({ shape: 'two-step' })
    const outbound = openOutbound()
    const calls: string[] = []
    const watched = between((url, init) => {
      calls.push(`${init.method} ${new URL(url).pathname}`)
      return outbound.fetch(url, init)
    })
    const connector = connect(portal, {}, watched)
    await connector.submit(birthDossier(), openJournal(), signal)
    await connector.lookUp(key, signal)
    expect(calls.length).toBeGreaterThan(10)
    expect(calls.filter((call) => /keypay|submit|cancelling|correcting|reset/.test(call))).toEqual([])
  })
})

it('part names match whatever their spacing, capitals and composition', () => {
  expect(normaliseName(' GIẤY  chứng sinh (bản chính) '.normalize('NFD'))).toBe(
    normaliseName('Giấy chứng sinh, bản chính'),
  )
  expect(normaliseName('Giấy chứng sinh')).not.toBe(normaliseName('Giấy chứng tử'))
})
