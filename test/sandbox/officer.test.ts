// The officer's page: moves dossiers, refuses what other sites order, gives files away only as downloads.
import { expect, it } from 'vitest'
import { openSandbox, type TestPortal } from './support.ts'

async function openFiled(portal: TestPortal): Promise<number> {
  const { dossierId } = await portal.create({ applicantName: '<b>Bưởi</b>' })
  await portal.upload(dossierId, {
    referenceUid: 'f-1',
    dossierPartNo: '2',
    fileType: 'html',
    file: new Blob(['x']),
  })
  await portal.post(`/dossiers/${dossierId}/actions`, { actionCode: '1300' })
  return dossierId
}

const page = async (portal: TestPortal, path: string) => (await fetch(portal.url + path)).text()

it('lists filed dossiers as trials, with applicants only ever as text', async () => {
  const portal = await openSandbox()
  await openFiled(portal)
  const text = await page(portal, '/')
  expect(text).toContain('BẢN THỬ')
  expect(text).toMatch(/THU-H00\.01-\d{6}-0001/)
  expect(text).toContain('&lt;b&gt;')
  expect(text).not.toContain('<b>')
})

it('shows drafts only when asked', async () => {
  const portal = await openSandbox()
  await portal.create()
  expect(await page(portal, '/')).not.toContain('Nháp số')
  expect(await page(portal, '/?drafts=1')).toContain('Nháp số')
})

it('moves a dossier and comes back with 303', async () => {
  const portal = await openSandbox()
  const id = await openFiled(portal)
  const answer = await portal.officer(id, { actionCode: '3100', stepCode: '200', note: '' })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/dossiers/${id}?notice=moved`])
  expect((await portal.json(`/dossiers/${id}`)).dossierStatus).toBe('processing')
})

it('a second click, or an old page, changes nothing', async () => {
  const portal = await openSandbox()
  const id = await openFiled(portal)
  await portal.officer(id, { actionCode: '3100', stepCode: '200' })
  const again = await portal.officer(id, { actionCode: '3210', stepCode: '200', failed: '2' })
  expect(again.headers.get('location')).toContain('stale')
  expect((await portal.json(`/dossiers/${id}`)).dossierStatus).toBe('processing')
  expect((await portal.json(`/dossiers/${id}/marks`)).data).toEqual([])
})

it.each([
  ['another site by fetch metadata', { 'sec-fetch-site': 'cross-site' }],
  ['another site by origin', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
  ['an opaque origin', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
])('an order from %s is refused', async (_name, headers) => {
  const portal = await openSandbox()
  const id = await openFiled(portal)
  expect((await portal.officer(id, { actionCode: '3100', stepCode: '200' }, headers)).status).toBe(403)
  expect((await portal.json(`/dossiers/${id}`)).dossierStatus).toBe('receiving')
})

it('a request for another machine name is refused', async () => {
  const portal = await openSandbox()
  const { request } = await import('node:http')
  const status = await new Promise((resolve, reject) => {
    const options = { headers: { host: 'rebound.example' } }
    request(portal.url, options, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })
  expect(status).toBe(421)
})

it('marks, withdrawal and result reach the applicant side', async () => {
  const portal = await openSandbox()
  const id = await openFiled(portal)
  await portal.officer(id, {
    actionCode: '3200',
    stepCode: '200',
    note: 'thiếu',
    failed: '2',
    'comment-2': 'mờ',
  })
  expect((await portal.json(`/dossiers/${id}/marks`)).data).toMatchObject([
    { dossierPartNo: '2', fileCheck: 2, fileComment: 'mờ' },
  ])
  await portal.post(`/dossiers/${id}/actions`, { actionCode: '2100' })
  expect((await portal.json(`/dossiers/${id}/marks`)).data).toEqual([])
  await portal.officer(id, { actionCode: '3100', stepCode: '200' })
  expect(await page(portal, `/dossiers/${id}`)).not.toContain('Chấp nhận rút')
  await portal.officer(id, { actionCode: '3500', stepCode: '300', result: new Blob(['%PDF-kết quả']) })
  const { data } = await portal.json(`/dossiers/${id}/files`)
  expect(data.find(({ dossierPartType }) => dossierPartType === 2)).toMatchObject({ fileType: 'pdf' })
})

it('a withdrawal is accepted only when it was asked for', async () => {
  const portal = await openSandbox()
  const id = await openFiled(portal)
  const accept = () => portal.officer(id, { actionCode: '3700', stepCode: '200', note: 'đồng ý' })
  expect((await accept()).headers.get('location')).toContain('stale')
  await portal.call(`/dossiers/${id}/cancelling`, { method: 'POST', body: 'nộp nhầm' })
  expect(await page(portal, `/dossiers/${id}`)).toContain('nộp nhầm')
  await accept()
  expect((await portal.json(`/dossiers/${id}`)).dossierStatus).toBe('cancelled')
})

it('gives files as downloads that no browser runs', async () => {
  const portal = await openSandbox()
  const id = await openFiled(portal)
  const link = /\/dossiers\/\d+\/files\/\d+/.exec(await page(portal, `/dossiers/${id}`))?.[0]
  const answer = await fetch(portal.url + link)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment;/),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })
})

it.each(['/', '/faults', '/missing', '/healthz', '/o/rest/v2/missing'])(
  '%s carries the security headers',
  async (path) => {
    const portal = await openSandbox()
    const { headers } = await fetch(portal.url + path)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  },
)

it('sets faults by hand as by control', async () => {
  const portal = await openSandbox()
  const body = new FormData()
  for (const [name, value] of Object.entries({
    slowMs: '0',
    fault: 'fail-after-commit',
    on: 'create',
    times: '2',
  })) {
    body.set(name, value)
  }
  const set = await fetch(`${portal.url}/faults`, { method: 'POST', body, redirect: 'manual' })
  expect(set.status).toBe(303)
  const settings = await (await fetch(`${portal.url}/control/faults`)).json()
  expect(settings).toMatchObject({ next: [{ fault: 'fail-after-commit', on: 'create', times: 2 }] })
})
