// The connector against the sandbox: what it files, what it tells, and what it refuses to do.
import { describe, expect, it } from 'vitest'
import { openSandbox } from '../sandbox/support.ts'
import { birthDossier, connect, contents, failureOf, openJournal, signal } from './support.ts'

describe.each(['a', 'b'] as const)('in dialect %s', (dialect) => {
  it.each(['direct', 'two-step', 'both'] as const)('files on a %s process', async (shape) => {
    const portal = await openSandbox({ dialect, shape })
    const outcome = await connect(portal).submit(birthDossier(), openJournal(), signal)
    expect(outcome).toMatchObject({
      type: 'received',
      dossier: {
        reference: 'mc-k1',
        code: expect.stringMatching(/^THU-H00\.01-\d{6}-0001$/),
        status: 'registered',
      },
    })
  })

  it('sends every file to its part, byte for byte, and the form as data', async () => {
    const portal = await openSandbox({ dialect })
    await connect(portal).submit(birthDossier(), openJournal(), signal)
    const { data } = await portal.json('/dossiers/mc-k1/files')
    const placed = data
      .filter(({ referenceUid }) => String(referenceUid) in contents)
      .map(({ referenceUid, dossierPartNo, displayName }) => [
        referenceUid,
        String(dossierPartNo),
        displayName,
      ])
    expect(placed).toEqual([
      ['mc-k1-1', '2', 'Giấy chứng sinh'],
      ['mc-k1-2', '7', 'Xác nhận cư trú'],
      ['mc-k1-3', '8', 'Ảnh'],
    ])
    for (const [reference, content] of Object.entries(contents)) {
      const answer = await portal.call(`/dossiers/mc-k1/files/${reference}`)
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true)
    }
    const form = data.find(({ eForm }) => String(eForm) === 'true')
    expect(JSON.parse(String(form?.formData))).toMatchObject({ 'ho-ten-tre': 'TRẦN AN' })
  })

  it('follows the dossier through every status, with the due date in Vietnam time', async () => {
    const portal = await openSandbox({ dialect })
    const connector = connect(portal)
    const filed = await connector.submit(birthDossier(), openJournal(), signal)
    const portalId = filed.type === 'received' ? filed.dossier.portalId : ''
    const look = () => connector.lookUp({ portalId, reference: 'mc-k1' }, signal)
    await portal.officer(portalId, { actionCode: '3100', stepCode: '200', note: '' })
    const processing = await look()
    expect(processing).toMatchObject({ status: 'processing', statusText: 'Đang xử lý' })
    const detail = await portal.json(`/dossiers/${portalId}`)
    const [day, month, year, clock] = String(detail.dueDate).split(/[/ ]/)
    expect(processing?.dueAt).toBe(Date.parse(`${year}-${month}-${day}T${clock}+07:00`))
    await portal.officer(portalId, {
      ...{ actionCode: '3210', stepCode: '300', note: 'Ảnh mờ & thiếu' },
      ...{ failed: '2', 'comment-2': 'mờ số' },
    })
    expect(await look()).toMatchObject({
      status: 'supplement-requested',
      note: 'Ảnh mờ & thiếu',
      request: { reason: 'Ảnh mờ & thiếu', components: [{ name: 'Giấy chứng sinh', comment: 'mờ số' }] },
    })
    await portal.post(`/dossiers/${portalId}/actions`, { actionCode: '2110' })
    await portal.officer(portalId, { actionCode: '3400', stepCode: '300', note: '' })
    expect(await look()).toMatchObject({ status: 'payment-requested' })
    await portal.officer(portalId, { actionCode: '3410', stepCode: '330', note: '' })
    await portal.officer(portalId, { actionCode: '3500', stepCode: '300', result: new Blob(['%PDF-']) })
    expect(await look()).toMatchObject({ status: 'finished' })
    await portal.officer(portalId, { actionCode: '3600', stepCode: '400', note: '' })
    expect(await look()).toMatchObject({ status: 'returned' })
  })

  it('does not know a dossier that is not there', async () => {
    const portal = await openSandbox({ dialect })
    expect(await connect(portal).lookUp({ portalId: null, reference: 'mc-none' }, signal)).toBeNull()
    expect(await connect(portal).lookUp({ portalId: '999', reference: 'mc-none' }, signal)).toBeNull()
  })
})

describe('guards', () => {
  it('stops when create hands back a draft of somebody else', async () => {
    const portal = await openSandbox({ reusesDrafts: true })
    await portal.create({ referenceUid: 'mc-other' })
    const error = await failureOf(connect(portal).submit(birthDossier(), openJournal(), signal))
    expect(error).toMatchObject({ code: 'config', retryable: false })
    const other = await portal.json('/dossiers/mc-other')
    expect(other.dossierStatus).toBe('')
    expect((await portal.json('/dossiers/mc-other/files')).data).toEqual([])
  })

  it('puts its own applicant back when the account writes another over it', async () => {
    const profile = { applicantName: 'Tài khoản dịch vụ', applicantIdNo: '000000000000' }
    const portal = await openSandbox({
      accounts: [{ name: 'motcua@sandbox.test', password: 'motcua', profile }],
    })
    await connect(portal).submit(birthDossier(), openJournal(), signal)
    expect(await portal.json('/dossiers/mc-k1')).toMatchObject({
      applicantName: 'TRẦN THỊ BƯỞI',
      applicantIdNo: '052190001234',
      applicantNote: 'Nhận kết quả: tại nơi tiếp nhận',
    })
  })

  it('never reports another dossier under the asked reference', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ referenceUid: 'mc-other' })
    const key = { portalId: String(dossierId), reference: 'mc-k1' }
    const error = await failureOf(connect(portal).lookUp(key, signal))
    expect(error).toMatchObject({ code: 'unexpected_response', retryable: false })
  })

  it('posts only configured actions that are offered to the citizen', async () => {
    const portal = await openSandbox()
    // 1900 leaves the blank step too, but belongs to the system's clock.
    const connector = connect(portal, { actions: ['1900', '3100'] })
    const error = await failureOf(connector.submit(birthDossier(), openJournal(), signal))
    expect(error).toMatchObject({ code: 'config', outcome: 'nothing-done' })
    expect((await portal.json('/dossiers/mc-k1')).dossierStatus).toBe('')
  })

  it('refuses a file the part does not take before anything is created', async () => {
    const portal = await openSandbox()
    const [, component] = birthDossier().components
    if (!component) throw new Error('no component')
    const [file] = component.files
    if (!file) throw new Error('no file')
    const tooBig = { ...component, files: [{ ...file, sizeBytes: 10 * 1024 * 1024 + 1 }] }
    const wrongType = { ...component, files: [{ ...file, fileName: 'a.docx' }] }
    for (const changed of [tooBig, wrongType]) {
      const dossier = birthDossier({ components: [changed] })
      expect(await connect(portal).submit(dossier, openJournal(), signal)).toMatchObject({ type: 'refused' })
    }
    expect((await portal.json('/dossiers')).total).toBe(0)
  })

  it.each([
    ['a procedure the portal does not have', { code: '9.999999' }],
    ['an agency that does not take it', { agency: 'H00.03' }],
    ['a part that does not exist', { parts: { 'chung-sinh': '99' } }],
    ['a result part named for an input', { parts: { 'chung-sinh': '9' } }],
  ])('%s is our set-up to mend, and nothing is created', async (_name, change) => {
    const portal = await openSandbox()
    const plain = birthDossier()
    const dossier = { ...plain, procedure: { ...plain.procedure, ...change } }
    const error = await failureOf(connect(portal).submit(dossier, openJournal(), signal))
    expect(error).toMatchObject({ code: 'config', retryable: false, outcome: 'nothing-done' })
    expect((await portal.json('/dossiers')).total).toBe(0)
  })

  it('says unauthorized for a wrong password, and no error carries personal data', async () => {
    const portal = await openSandbox()
    const errors = [
      await failureOf(connect(portal, { password: 'no' }).submit(birthDossier(), openJournal(), signal)),
      await failureOf(connect(portal, { actions: [] }).submit(birthDossier(), openJournal(), signal)),
    ]
    expect(errors[0]).toMatchObject({ code: 'unauthorized', retryable: false })
    for (const error of errors) {
      const text = `${error.message} ${JSON.stringify(error)} ${String(error.cause)}`
      expect(text).toMatch(/^\[opencps\]/)
      expect(text).not.toMatch(/Bưởi|0521|0912|buoi|motcua@/i)
    }
  })

  it('a dossier removed before it was sent is refused, not filed again', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ referenceUid: 'mc-k1' })
    await portal.call(`/dossiers/${dossierId}`, { method: 'DELETE' })
    const outcome = await connect(portal).submit(birthDossier(), openJournal(), signal)
    expect(outcome.type).toBe('refused')
  })
})
