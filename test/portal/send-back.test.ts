// After filing: papers handed back, a wish to withdraw, a result fetched. Each once, and only what is ours.
import { describe, expect, it } from 'vitest'
import type { SupplementPackage } from '../../src/portal/connector.ts'
import type { TestPortal } from '../sandbox/support.ts'
import { accept, ask, openFiled } from './filed.ts'
import {
  between,
  birthDossier,
  connect,
  contents,
  failureOf,
  openJournal,
  openOutbound,
  signal,
} from './support.ts'

function supplementOf(key: { portalId: string; reference: string }): SupplementPackage {
  const { procedure, components } = birthDossier()
  const [file] = components[1]?.files ?? []
  if (!file) throw new Error('no file')
  const files = [{ ...file, reference: 'mcf-bs-1', displayName: 'Giấy chứng sinh (bổ sung)' }]
  const component = { id: 'chung-sinh', officialName: 'Giấy chứng sinh', form: false, files }
  return { ...key, supplementId: 'e1-1', procedure, components: [component], note: 'đã chụp lại' }
}

describe('a supplement', () => {
  async function openAsked() {
    const filed = await openFiled()
    await filed.portal.officer(filed.key.portalId, ask)
    return { ...filed, supplement: supplementOf(filed.key) }
  }
  const handBacks = async (portal: TestPortal, id: string) =>
    (await portal.json(`/dossierlogs/${id}/logs`)).data.filter(
      ({ author }) => author === 'motcua@sandbox.test',
    ).length - 1

  it('brings the new files and hands the dossier back, once', async () => {
    const { portal, connector, key, supplement } = await openAsked()
    const journal = openJournal()
    const outcome = await connector.supplement?.(supplement, journal, signal)
    expect(outcome).toMatchObject({ type: 'done', dossier: { status: 'registered', request: null } })
    const { data } = await portal.json('/dossiers/mc-k1/files')
    expect(data.find(({ referenceUid }) => referenceUid === 'mcf-bs-1')).toMatchObject({
      dossierPartNo: '2',
      fileSize: contents['mc-k1-1']?.length,
    })
    expect(await connector.supplement?.(supplement, journal, signal)).toMatchObject({ type: 'done' })
    expect(await handBacks(portal, key.portalId)).toBe(1)
  })

  it("never tells the applicant's own words as the office's", async () => {
    const { portal, connector, key, supplement, look } = await openAsked()
    await connector.supplement?.(supplement, openJournal(), signal)
    expect((await portal.json(`/dossiers/${key.portalId}`)).lastActionNote).toMatch(/đã chụp lại/)
    expect((await look())?.note).toBe('')
  })

  it.each(['drop-after-commit', 'fail-after-commit', 'deny-after-commit', 'run-twice'])(
    'whose answer is lost or wrong (%s) is not handed back again',
    async (fault) => {
      const { portal, connector, key, supplement } = await openAsked()
      const journal = openJournal()
      await portal.faults({ next: [{ fault, on: 'action' }] })
      const first = await connector.supplement?.(supplement, journal, signal).catch((error) => error)
      if (first?.type !== 'done') expect(first).toMatchObject({ retryable: true, outcome: 'unknown' })
      expect(await connector.supplement?.(supplement, journal, signal)).toMatchObject({ type: 'done' })
      expect(await handBacks(portal, key.portalId)).toBe(1)
    },
  )

  it('is not handed back again when the office, meanwhile, has asked for something else', async () => {
    const { portal, connector, key, supplement, look } = await openAsked()
    const journal = openJournal()
    await portal.faults({ next: [{ fault: 'drop-after-commit', on: 'action' }] })
    await failureOf(connector.supplement?.(supplement, journal, signal) ?? Promise.resolve())
    await portal.officer(key.portalId, { ...ask, note: 'Thiếu giấy khác' })
    expect(await connector.supplement?.(supplement, journal, signal)).toMatchObject({ type: 'done' })
    expect(await handBacks(portal, key.portalId)).toBe(1)
    expect(await look()).toMatchObject({ status: 'supplement-requested', note: 'Thiếu giấy khác' })
  })

  it('that was never sent does not answer a newer request', async () => {
    const { portal, connector, key, supplement } = await openAsked()
    const journal = openJournal()
    await portal.faults({ next: [{ fault: 'fail-before-commit', on: 'action' }] })
    await failureOf(connector.supplement?.(supplement, journal, signal) ?? Promise.resolve())
    await portal.post(`/dossiers/${key.portalId}/actions`, { actionCode: '2100' })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await portal.officer(key.portalId, { ...ask, note: 'Thiếu giấy khác' })
    expect(await connector.supplement?.(supplement, journal, signal)).toMatchObject({ type: 'refused' })
    expect(await handBacks(portal, key.portalId)).toBe(1)
  })

  it('to a dossier that waits for nothing is refused, and nothing is uploaded', async () => {
    const { portal, connector, key } = await openFiled()
    const outcome = await connector.supplement?.(supplementOf(key), openJournal(), signal)
    expect(outcome).toMatchObject({ type: 'refused' })
    const { data } = await portal.json('/dossiers/mc-k1/files')
    expect(data.some(({ referenceUid }) => referenceUid === 'mcf-bs-1')).toBe(false)
  })

  it('sends a file the portal lost again, and after a cut only what is missing', async () => {
    const { portal, connector, supplement } = await openAsked()
    const journal = openJournal()
    await portal.faults({
      next: [
        { fault: 'lose-content', on: 'file' },
        { fault: 'drop-after-commit', on: 'file' },
      ],
    })
    await failureOf(connector.supplement?.(supplement, journal, signal) ?? Promise.resolve())
    expect(await connector.supplement?.(supplement, journal, signal)).toMatchObject({ type: 'done' })
    const { data } = await portal.json('/dossiers/mc-k1/files')
    expect(data.filter(({ referenceUid }) => referenceUid === 'mcf-bs-1')).toMatchObject([
      { fileVersion: '2.0' },
    ])
  })

  const offers: [string, object[], string | null][] = [
    ['an action of the office', [{ actionCode: '3100', actionName: 'x', enable: 2, autoEvent: '' }], null],
    ['an action of the clock', [{ actionCode: '19', actionName: 'x', enable: 1, autoEvent: 'timmer' }], null],
    ['only a way out', [{ actionCode: '9', actionName: 'Xin rút hồ sơ', enable: 1, autoEvent: '' }], null],
    [
      'two ways',
      ['2100', '7'].map((actionCode) => ({ actionCode, actionName: 'Gửi', enable: 1, autoEvent: '' })),
      null,
    ],
  ]
  it.each(offers)('posts nothing when the portal offers %s', async (_name, data) => {
    const { portal, key, supplement, look } = await openAsked()
    const outbound = openOutbound()
    const other = between((url, init) =>
      url.endsWith('/nextactions') ? Response.json({ total: data.length, data }) : outbound.fetch(url, init),
    )
    const refusing = connect(portal, {}, other)
    const error = await failureOf(
      refusing.supplement?.(supplement, openJournal(), signal) ?? Promise.resolve(),
    )
    expect(error).toMatchObject({ code: 'config', retryable: false, outcome: 'nothing-done' })
    expect(await look()).toMatchObject({ status: 'supplement-requested' })
    expect(await handBacks(portal, key.portalId)).toBe(0)
  })
})

describe('a withdrawal', () => {
  it.each(['drop-after-commit', 'fail-after-commit'])('after %s is not asked for again', async (fault) => {
    const { portal, key } = await openFiled()
    const outbound = openOutbound()
    let asked = 0
    const counted = between((url, init) => {
      if (url.endsWith('/cancelling')) {
        asked += 1
        expect(init.method).toBe('POST')
        expect(init.body).toBe('nộp nhầm')
      }
      return outbound.fetch(url, init)
    })
    const connector = connect(portal, {}, counted)
    await portal.faults({ next: [{ fault, on: 'request' }] })
    const error = await failureOf(connector.withdraw?.(key, 'nộp nhầm', signal) ?? Promise.resolve())
    expect(error).toMatchObject({ retryable: true, outcome: 'unknown' })
    expect(await connector.withdraw?.(key, 'nộp nhầm', signal)).toMatchObject({
      type: 'done',
      dossier: { withdrawing: true },
    })
    expect(asked).toBe(1)
  })

  it('of a finished dossier is refused', async () => {
    const { portal, connector, key } = await openFiled()
    await portal.officer(key.portalId, accept)
    await portal.officer(key.portalId, { actionCode: '3500', stepCode: '300' })
    expect(await connector.withdraw?.(key, 'thôi', signal)).toMatchObject({ type: 'refused' })
    expect((await portal.json(`/dossiers/${key.portalId}`)).cancellingDate).toBe('')
  })
})

describe('a result', () => {
  it('of another dossier is not read, by its key or by its number', async () => {
    const { portal, connector, key } = await openFiled()
    const other = await portal.create({ referenceUid: 'mc-other' })
    await portal.post(`/dossiers/${other.dossierId}/actions`, { actionCode: '1300' })
    await portal.officer(other.dossierId, accept)
    await portal.officer(other.dossierId, { actionCode: '3500', stepCode: '300' })
    await portal.officer(key.portalId, accept)
    await portal.officer(key.portalId, { actionCode: '3500', stepCode: '300' })
    const { data } = await portal.json(`/dossiers/${other.dossierId}/files`)
    const theirs = data.at(-1)
    for (const id of [String(theirs?.referenceUid), String(theirs?.dossierFileId)]) {
      expect(await connector.readResult?.(key, id, signal)).toBeNull()
    }
  })

  it.each([
    ['204', () => new Response(null, { status: 204 }), null],
    ['a web page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'unavailable'],
    ['other bytes than listed', () => new Response('%PDF'), 'unexpected_response'],
  ] as const)('answered with %s', async (_name, answer, code) => {
    const { portal, key, look } = await openFiled()
    await portal.officer(key.portalId, accept)
    await portal.officer(key.portalId, { actionCode: '3500', stepCode: '300' })
    const id = (await look())?.results[0]?.id ?? ''
    const outbound = openOutbound()
    const other = between((url, init) => (url.endsWith(id) ? answer() : outbound.fetch(url, init)))
    const read = connect(portal, {}, other).readResult?.(key, id, signal) ?? Promise.resolve()
    if (code === null) expect(await read).toBeNull()
    else expect(await failureOf(read)).toMatchObject({ code })
  })
})
