// The traps of the contract, one line each: what the connector will meet in the field, the sandbox must have.
import { describe, expect, it } from 'vitest'
import { allParts, basic, birth, openSandbox, read, type TestPortal } from './support.ts'

describe('answers of the container', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const table: [string, number, string, RequestInit][] = [
    ['an unknown path', 404, '/nothing', {}],
    ['text where a number is required', 404, '/dossiers/mc-1', { method: 'PUT', headers: form, body: '' }],
    ['a verb the path does not have', 405, '/dossiers/1/nextactions', { method: 'POST' }],
    ['a type it does not produce', 406, '/dossiers/1', { headers: { accept: 'application/pdf' } }],
    [
      'a JSON body',
      415,
      '/dossiers',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    ],
    [
      'a content type on a GET',
      415,
      '/dossierlogs/1/logs',
      { headers: { 'content-type': 'application/json' } },
    ],
    [
      'text in a number field',
      400,
      '/dossiers',
      { method: 'POST', headers: form, body: new URLSearchParams({ ...birth, viaPostal: 'x' }).toString() },
    ],
  ]
  it.each(table)('%s is %i with an empty body', async (_name, status, path, init) => {
    const portal = await openSandbox()
    const answer = await portal.call(path, init)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toBe('')
  })

  it.each(allParts)('an upload without the part %s is 400, before sign-in is looked at', async (missing) => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const body = new FormData()
    for (const name of allParts) if (name !== missing) body.set(name, '')
    const answer = await fetch(`${portal.rest}/dossiers/${dossierId}/files`, { method: 'POST', body })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toBe('')
  })
})

describe('signing in', () => {
  it('a guest gets 203 on a protected call', async () => {
    const portal = await openSandbox()
    const answer = await portal.call('/dossiers', { headers: { authorization: '' } })
    expect(answer.status).toBe(203)
    expect(await answer.json()).toMatchObject({ code: 203, message: 'Non-Authoritative Information.' })
  })

  it('wrong credentials get 401, also where a guest may read', async () => {
    const portal = await openSandbox()
    const wrong = `Basic ${Buffer.from('motcua@sandbox.test:no').toString('base64')}`
    const answer = await portal.call('/serviceinfos', { headers: { authorization: wrong } })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ message: 'permission denied', rest_api: '' })
  })

  it('a password with a colon can never sign in', async () => {
    const portal = await openSandbox({ accounts: [{ name: 'a@b.c', password: 'x:y' }] })
    const authorization = `Basic ${Buffer.from('a@b.c:x:y').toString('base64')}`
    expect((await portal.call('/dossiers', { headers: { authorization } })).status).toBe(401)
  })

  it('a guest reads a dossier with its password only', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ password: '4711' })
    const ask = (query: string) =>
      portal.call(`/dossiers/${dossierId}${query}`, { headers: { authorization: '' } })
    expect((await ask('?secretKey=4711')).status).toBe(200)
    const refused = await ask('?secretKey=1')
    expect([refused.status, await refused.text()]).toEqual([203, 'secretKey not sucess'])
  })
})

describe('the groupId header', () => {
  it('without it lists are empty and creating fails with 403, but a numeric id is found', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ referenceUid: 'mc-1' })
    const headers = { groupId: '' }
    expect(await portal.json('/serviceinfos', { headers })).toEqual({ total: 0, data: [] })
    expect(await portal.json('/dossiers', { headers })).toMatchObject({ total: 0 })
    const body = new URLSearchParams(birth)
    expect((await portal.call('/dossiers', { method: 'POST', body, headers })).status).toBe(403)
    expect((await portal.json(`/dossiers/${dossierId}`, { headers })).dossierId).toBe(dossierId)
    expect((await portal.json('/dossiers/mc-1', { headers })).dossierId).toBeUndefined()
  })
})

describe('formats', () => {
  it('no preference is answered with XML', async () => {
    const portal = await openSandbox()
    const answer = await fetch(`${portal.rest}/serviceinfos`, { headers: { groupId: '20' } })
    expect(answer.headers.get('content-type')).toMatch('application/xml')
    expect(await answer.text()).toMatch('<serviceCode>1.001193</serviceCode>')
  })

  it('dialect A guesses numbers, drops brackets around one element, and leaves out what is empty', async () => {
    const portal = await openSandbox({ dialect: 'a' })
    const one = await (await portal.call('/serviceconfigs?service=1.001193')).text()
    expect(one).toMatch('"serviceCode":1.001193')
    expect(one).toMatch('"data":{')
    const text = await (await portal.call('/serviceconfigs?service=1.004873')).text()
    expect(text).toMatch('"forCitizen":true')
    expect(await portal.json('/serviceconfigs?service=9.999999')).toEqual({ total: 0 })
  })

  it('dialect B keeps text as text and lists as lists', async () => {
    const portal = await openSandbox({ dialect: 'b' })
    const page = await portal.json('/serviceconfigs?service=1.001193')
    expect(page.data).toMatchObject([{ serviceCode: '1.001193', forCitizen: 'true' }])
  })

  it('the history is the same in both, with officer words escaped and times in epoch milliseconds', async () => {
    const portal = await openSandbox({ dialect: 'a' })
    const { dossierId } = await portal.create()
    await portal.post(`/dossiers/${dossierId}/actions`, { actionCode: '1300', actionNote: 'a < b' })
    const logs = await portal.json(`/dossierlogs/${dossierId}/logs`)
    expect(logs.data).toHaveLength(1)
    expect(logs.data[0]).toMatchObject({ content: 'a &lt; b', payload: { stepCode: '200', files: [] } })
    expect(logs.data[0]?.createDate).toBeTypeOf('number')
  })
})

describe('creating', () => {
  const refusals: [string, Record<string, string>, string | null][] = [
    [
      'an unknown service',
      { serviceCode: '9.1' },
      'No ServiceInfo exists with the key {serviceCode=9.1, groupId=20}',
    ],
    ['another agency', { govAgencyCode: 'H00.03' }, null],
    [
      'an unknown template',
      { dossierTemplateNo: 'X' },
      'No DossierTemplate exists with the key {groupId=20, templateNo=X}',
    ],
    ['a template of another service', { dossierTemplateNo: 'KETHON' }, 'Cant find process'],
    ['an empty originality', { originality: '' }, 'For input string: ""'],
    ['a too long reference', { referenceUid: 'm'.repeat(256) }, expect.any(String)],
  ]
  it.each(refusals)('%s is 403', async (_name, fields, description) => {
    const portal = await openSandbox()
    const answer = await portal.post('/dossiers', { ...birth, ...fields })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 403, description })
  })

  it('the same reference gives the same dossier back, and its submit date becomes now', async () => {
    const portal = await openSandbox()
    const first = await portal.create({ referenceUid: 'mc-1' })
    const second = await portal.create({ referenceUid: 'mc-1', applicantName: 'Người Khác' })
    expect(second).toMatchObject({ dossierId: first.dossierId, applicantName: 'TRẦN THỊ BƯỞI' })
    expect(first.submitDate).toBe('')
    expect(second.submitDate).not.toBe('')
  })

  it('a dossier that does not exist is 200 without a dossierId', async () => {
    const portal = await openSandbox()
    const answer = await portal.call('/dossiers/999')
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { processUnit: 0, originality: 0, systemId: 0 },
    ])
  })
})

describe('updating', () => {
  const put = (portal: TestPortal, id: number, fields: Record<string, string>) =>
    portal.json(`/dossiers/${id}`, { method: 'PUT', body: new URLSearchParams(fields) })

  it('wants the id date with a time, and erases it when the time is missing', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ applicantIdDate: '05/01/2020' })
    const good = await put(portal, dossierId, { applicantIdDate: '06/02/2021 00:00:00' })
    expect(good.applicantIdDate).toBe('06/02/2021 00:00:00')
    expect((await put(portal, dossierId, { applicantIdDate: '06/02/2021' })).applicantIdDate).toBe('')
  })

  it('wipes absent delegate fields and notes, keeps absent applicant fields', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ delegateName: 'A', applicantNote: 'n', contactTelNo: '0912' })
    const changed = await put(portal, dossierId, { address: 'Quy Nhơn' })
    expect(changed).toMatchObject({ delegateName: '', applicantNote: '', contactTelNo: '0912' })
  })

  it('answers 200 with the empty object when anything fails', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    expect((await put(portal, 999, {})).dossierId).toBeUndefined()
    expect((await put(portal, dossierId, { formMeta: '{' })).dossierId).toBeUndefined()
    expect((await put(portal, dossierId, { applicantName: 'x'.repeat(501) })).dossierId).toBeUndefined()
  })
})

describe('files', () => {
  it('the same reference replaces the file; another adds one', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const part = { dossierPartNo: '2', displayName: 'Giấy chứng sinh', fileType: 'pdf' }
    await portal.upload(dossierId, { ...part, referenceUid: 'f-1', file: new Blob(['một']) })
    const later = { ...part, modifiedDate: String(Date.now() + 60_000) }
    await portal.upload(dossierId, { ...later, referenceUid: 'f-1', file: new Blob(['hai!']) })
    await portal.upload(dossierId, { ...part, referenceUid: 'f-2', file: new Blob(['ba']) })
    const { data } = await portal.json(`/dossiers/${dossierId}/files`)
    expect(data.map((file) => file.fileSize)).toEqual([4, 2])
    const bytes = await portal.call(`/dossiers/${dossierId}/files/f-1`)
    expect(await bytes.text()).toBe('hai!')
    expect(bytes.headers.get('content-disposition')).toMatch(/^attachment; filename="\d+\.pdf"$/)
  })

  it('an older date than the stored one is a conflict', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const fields = { referenceUid: 'f-1', dossierPartNo: '2', file: new Blob(['x']) }
    await portal.upload(dossierId, fields)
    const again = await portal.upload(dossierId, { ...fields, modifiedDate: '1000' })
    expect([again.status, (await read(again)).description]).toEqual([403, 'Conflict dossier file'])
  })

  it('too large for storage is 200 with fileSize 0', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const file = new Blob([new Uint8Array(20_000_001)])
    const answer = await portal.upload(dossierId, {
      referenceUid: 'f-1',
      dossierPartNo: '2',
      fileType: 'pdf',
      file,
    })
    expect(await answer.json()).toMatchObject({ fileSize: 0, fileType: '' })
  })

  it('formData is kept only with eForm, and one form stands per part', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const plain = await portal.upload(dossierId, { referenceUid: 'f-1', dossierPartNo: '2', formData: '{}' })
    expect((await read(plain)).formData).toBe('')
    for (const value of ['1', '2']) {
      const body = new FormData()
      body.set('file', '')
      body.set('formData', `{"a":"${value}"}`)
      await portal.call(`/dossiers/${dossierId}/eforms/1`, { method: 'POST', body })
    }
    const { data } = await portal.json(`/dossiers/${dossierId}/files`)
    expect(data.filter((file) => file.eForm)).toMatchObject([{ formData: '{"a":"2"}' }])
  })

  it('a part of another template is taken silently, a part of none is refused', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ dossierTemplateNo: 'KHAISINH' })
    const none = await portal.upload(dossierId, { dossierPartNo: '99', dossierTemplateNo: 'KHAISINH' })
    expect(none.status).toBe(403)
  })

  it('replacing by path has never worked', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const answer = await portal.call(`/dossiers/${dossierId}/files/f-1`, {
      method: 'POST',
      body: new FormData(),
    })
    expect((await read(answer)).description).toBe('java.lang.NullPointerException')
  })
})

describe('acting', () => {
  const shapes = [
    ['direct', ['1100'], ['receiving']],
    ['two-step', ['1100', '1300'], ['new', 'receiving']],
    ['both', ['1300'], ['receiving']],
  ] as const
  it.each(shapes)('the %s process goes %j through %j', async (shape, codes, statuses) => {
    const portal = await openSandbox({ shape })
    const { dossierId } = await portal.create()
    for (const [at, actionCode] of codes.entries()) {
      expect((await portal.post(`/dossiers/${dossierId}/actions`, { actionCode })).status).toBe(200)
      expect((await portal.json(`/dossiers/${dossierId}`)).dossierStatus).toBe(statuses[at])
    }
    const detail = await portal.json(`/dossiers/${dossierId}`)
    expect(detail.dossierNo).toMatch(/^THU-H00\.01-\d{6}-0001$/)
    // On a direct process the submit date stays empty: it proves nothing.
    expect(detail.submitDate === '').toBe(shape !== 'two-step')
  })

  it('an action that does not fit the step is 405, and so is a repeat', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const act = (actionCode: string) => portal.post(`/dossiers/${dossierId}/actions`, { actionCode })
    expect((await act('3100')).status).toBe(405)
    expect((await act('1300')).status).toBe(200)
    const repeat = await act('1300')
    expect([repeat.status, await repeat.json()]).toEqual([
      405,
      { error: 'Lỗi xảy ra không thể thực hiện hành động!' },
    ])
    // Enable is advice: an officer's code is taken from a citizen.
    expect((await act('3100')).status).toBe(200)
  })

  it('next actions mark what is for others, and know no references', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ referenceUid: 'mc-1' })
    const { data } = await portal.json(`/dossiers/${dossierId}/nextactions`)
    const enabled = data.map((action) => [action.actionCode, action.enable])
    expect(enabled).toEqual([
      ['1100', 1],
      ['1300', 1],
      ['1900', 0],
    ])
    expect((await portal.json('/dossiers/mc-1/nextactions')).data).toBeUndefined()
  })

  it('submitting does not submit; withdrawing waits for an officer', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    for (const name of ['submit', 'submitting', 'cancelling']) {
      await portal.call(`/dossiers/${dossierId}/${name}`, { method: 'POST', body: 'vì nộp nhầm' })
    }
    const detail = await portal.json(`/dossiers/${dossierId}`)
    expect(detail).toMatchObject({ dossierStatus: '', submitting: 'true' })
    expect(detail.cancellingDate).not.toBe('')
  })

  it('codes are unique and count up per agency', async () => {
    const portal = await openSandbox()
    const codes: string[] = []
    for (let at = 0; at < 3; at += 1) {
      const { dossierId } = await portal.create()
      await portal.post(`/dossiers/${dossierId}/actions`, { actionCode: '1300' })
      codes.push((await portal.json(`/dossiers/${dossierId}`)).dossierNo.slice(-4))
    }
    expect(codes).toEqual(['0001', '0002', '0003'])
  })
})

describe('reading', () => {
  it('the list finds by keyword, and its dates are raw index text', async () => {
    const portal = await openSandbox()
    await portal.create({ applicantName: 'Lê Văn Tám' })
    await portal.create({ applicantName: 'Đỗ Thị Mười' })
    const { total, data } = await portal.json('/dossiers?keyword=mười')
    expect(total).toBe(1)
    expect(data[0]?.createDate).toMatch(/^\d{14}$/)
  })

  it('a removed dossier keeps its reference', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create({ referenceUid: 'mc-1' })
    await portal.call(`/dossiers/${dossierId}`, { method: 'DELETE' })
    expect(await portal.create({ referenceUid: 'mc-1' })).toMatchObject({ dossierId, originality: -1 })
  })

  it('no payment is 200 with an empty body', async () => {
    const portal = await openSandbox()
    const { dossierId } = await portal.create()
    const answer = await portal.call(`/dossiers/${dossierId}/payment`, { headers: { authorization: basic } })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  it('every service has a form, a part for other papers and a result', async () => {
    const portal = await openSandbox()
    const { data } = await portal.json('/serviceconfigs')
    expect(data.length).toBeGreaterThan(0)
    for (const { serviceConfigId } of data) {
      const { data: options } = await portal.json(`/serviceconfigs/${serviceConfigId}/processes`)
      const { dossierParts } = await portal.json(`/dossiertemplates/${options[0]?.templateNo}`)
      const kinds = dossierParts.map((part) => [part.hasForm, part.partType])
      expect(kinds).toContainEqual(['true', 1])
      expect(kinds).toContainEqual(['false', 3])
      expect(kinds).toContainEqual(['false', 2])
    }
  })
})
