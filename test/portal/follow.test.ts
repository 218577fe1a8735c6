// After filing: what a look tells. Against the sandbox, in both dialects where shapes differ.
import { describe, expect, it } from 'vitest'
import { accept, ask, openFiled } from './filed.ts'
import { between, connect, failureOf, openOutbound, signal } from './support.ts'

describe.each(['a', 'b'] as const)('in dialect %s a look tells', (dialect) => {
  it('what the office wants again, its words for each part, and that the clock stands still', async () => {
    const { portal, key, look } = await openFiled({ dialect })
    expect(await look()).toMatchObject({ paused: false, request: null, results: [], payment: null })
    await portal.officer(key.portalId, ask)
    expect(await look()).toMatchObject({
      status: 'supplement-requested',
      note: 'Thiếu mặt sau',
      paused: true,
      request: { reason: 'Thiếu mặt sau', components: [{ name: 'Giấy chứng sinh', comment: 'mờ' }] },
    })
  })

  it('the fee with its payee, code and page, then that it was reported, then that it was paid', async () => {
    const { portal, key, look } = await openFiled({ dialect })
    await portal.officer(key.portalId, accept)
    expect((await look())?.payment).toBeNull()
    await portal.officer(key.portalId, { actionCode: '3400', stepCode: '300', amount: '50000' })
    const asked = await look()
    expect(asked).toMatchObject({
      status: 'payment-requested',
      payment: {
        amount: 50_000,
        payee: expect.stringMatching(/\p{L}/u),
        content: asked?.code,
        link: expect.stringMatching(`^${portal.url}/pay/`),
        state: 'due',
      },
    })
    const receipt = new FormData()
    receipt.set('file', new Blob(['x']), 'x.pdf')
    const path = `/dossiers/${key.portalId}/payments/mc-k1/confirmfile`
    await portal.call(path, { method: 'PUT', body: receipt })
    expect((await look())?.payment).toMatchObject({ state: 'reported', link: null })
    const page = asked?.payment?.link ?? ''
    expect(await (await fetch(page)).text()).toMatch(/BẢN THỬ[\s\S]*50\.000/)
    await fetch(page, { method: 'POST' })
    expect(await look()).toMatchObject({ status: 'processing', payment: { state: 'paid', link: null } })
  })

  it('the results, when the office was done, and reads the bytes', async () => {
    const { portal, connector, key, look } = await openFiled({ dialect })
    await portal.officer(key.portalId, accept)
    expect(await look()).toMatchObject({ finishedAt: null, results: [] })
    const before = Math.floor(Date.now() / 1000) * 1000
    await portal.officer(key.portalId, { actionCode: '3500', stepCode: '300' })
    const report = await look()
    expect(report?.finishedAt).toBeGreaterThanOrEqual(before)
    expect(report?.results).toHaveLength(1)
    const [result] = report?.results ?? []
    expect(result).toMatchObject({ name: expect.stringMatching(/\.pdf$/), mediaType: 'application/pdf' })
    const bytes = await connector.readResult?.(key, result?.id ?? '', signal)
    expect(Buffer.from(bytes ?? []).toString('latin1')).toMatch(/^%PDF-[\s\S]*BAN THU/)
    expect(bytes?.length).toBe(result?.sizeBytes)
  })

  it('a draft the office shows while it is at work, and since when', async () => {
    const { portal, key, look } = await openFiled({ dialect })
    await portal.officer(key.portalId, accept)
    const before = Math.floor(Date.now() / 1000) * 1000
    const template = await portal.json('/dossiertemplates/KHAISINH')
    const result = template.dossierParts.find(({ partType }) => partType === 2)
    await portal.upload(key.portalId, {
      file: new Blob(['%PDF-1.4 nháp'], { type: 'application/pdf' }),
      referenceUid: 'nhap-1',
      dossierTemplateNo: 'KHAISINH',
      dossierPartNo: String(result?.partNo),
      displayName: 'Bản nháp',
    })
    const report = await look()
    expect(report).toMatchObject({ status: 'processing', results: [{ id: 'nhap-1' }] })
    expect(report?.results[0]?.givenAt).toBeGreaterThanOrEqual(before)
  })

  it('that a withdrawal was asked for, and that it was granted', async () => {
    const { portal, connector, key, look } = await openFiled({ dialect })
    const asked = await connector.withdraw?.(key, 'nộp nhầm', signal)
    expect(asked).toMatchObject({ type: 'done', dossier: { status: 'registered', withdrawing: true } })
    await portal.officer(key.portalId, { actionCode: '3700', stepCode: '200', note: 'đồng ý' })
    expect(await look()).toMatchObject({ status: 'withdrawn', withdrawing: false })
  })
})

describe('a look', () => {
  it('asks only what the status makes worth asking', async () => {
    const { portal, key } = await openFiled()
    const outbound = openOutbound()
    const calls: string[] = []
    const watched = between((url, init) => {
      calls.push(`${init.method} ${new URL(url).pathname.replace(/^.*v2\/dossiers\/\d+/, '')}`)
      return outbound.fetch(url, init)
    })
    const look = async () => {
      calls.length = 0
      await connect(portal, {}, watched).lookUp(key, signal)
      return [...calls]
    }
    expect(await look()).toEqual(['GET '])
    await portal.officer(key.portalId, accept)
    expect(await look()).toEqual(['GET ', 'GET /payment', 'GET /files'])
    await portal.officer(key.portalId, { actionCode: '3400', stepCode: '300' })
    expect(await look()).toEqual(['GET ', 'GET /payment', 'GET /payments/mc-k1/epaymentprofile'])
    await portal.officer(key.portalId, { actionCode: '3410', stepCode: '330' })
    await portal.officer(key.portalId, { actionCode: '3500', stepCode: '300' })
    expect(await look()).toEqual(['GET ', 'GET /payment', 'GET /files'])
  })

  it('is paused while the agency has stopped the clock, and refused or returned dossiers carry the reason', async () => {
    const { portal, key, look } = await openFiled()
    await portal.officer(key.portalId, accept)
    await portal.officer(key.portalId, { actionCode: '3450', stepCode: '300', note: 'chờ xác minh' })
    expect(await look()).toMatchObject({ status: 'processing', paused: true, note: 'chờ xác minh' })
    await portal.officer(key.portalId, { actionCode: '3460', stepCode: '340' })
    await portal.officer(key.portalId, { actionCode: '3480', stepCode: '300', note: 'không đủ điều kiện' })
    expect(await look()).toMatchObject({ status: 'stopped', paused: false, note: 'không đủ điều kiện' })
  })

  it('finds the words in the history when the detail has none, unescaped', async () => {
    const { portal, key } = await openFiled()
    await portal.officer(key.portalId, { ...ask, note: 'Ảnh < 1 trang & mờ' })
    const outbound = openOutbound()
    const wordless = between(async (url, init) => {
      const answer = await outbound.fetch(url, init)
      if (!/dossiers\/\d+$/.test(url)) return answer
      return Response.json({ ...((await answer.json()) as object), lastActionNote: '' })
    })
    expect(await connect(portal, {}, wordless).lookUp(key, signal)).toMatchObject({
      request: { reason: 'Ảnh < 1 trang & mờ' },
    })
  })

  it.each([
    ['http elsewhere', 'http://pay.example/1'],
    ['a name and password in it', 'https://a:b@pay.example/1'],
    ['a script', 'javascript:alert(1)'],
    ['no address', 'xin mời'],
  ])('gives no page to pay on with %s', async (_name, keypayUrl) => {
    const { portal, key } = await openFiled()
    await portal.officer(key.portalId, accept)
    await portal.officer(key.portalId, { actionCode: '3400', stepCode: '300' })
    const outbound = openOutbound()
    const other = between((url, init) =>
      url.endsWith('epaymentprofile') ? Response.json({ keypayUrl }) : outbound.fetch(url, init),
    )
    const report = await connect(portal, {}, other).lookUp(key, signal)
    expect(report?.payment).toMatchObject({ state: 'due', link: null })
  })

  it('tells no payment it cannot read: no amount, or a state nobody knows', async () => {
    const { portal, key } = await openFiled()
    await portal.officer(key.portalId, accept)
    await portal.officer(key.portalId, { actionCode: '3400', stepCode: '300' })
    const outbound = openOutbound()
    const records = [
      { referenceUid: 'mc-k1', paymentStatus: 2, paymentAmount: 0 },
      { referenceUid: 'mc-k1', paymentStatus: 9, paymentAmount: 8000 },
      { referenceUid: 'mc-k1', paymentStatus: 0, paymentAmount: 8000 },
      { referenceUid: 'mc-k1', paymentStatus: 2, paymentAmount: 'tám nghìn' },
    ]
    for (const record of records) {
      const other = between((url, init) =>
        url.endsWith('/payment') ? Response.json(record) : outbound.fetch(url, init),
      )
      expect((await connect(portal, {}, other).lookUp(key, signal))?.payment).toBeNull()
    }
  })

  it('leaves out a part this deployment does not tell, and fails when the portal is away', async () => {
    const { portal, connector, key, look } = await openFiled()
    await portal.officer(key.portalId, ask)
    const outbound = openOutbound()
    const closed = between((url, init) =>
      url.endsWith('/marks') ? new Response('', { status: 403 }) : outbound.fetch(url, init),
    )
    expect(await connect(portal, {}, closed).lookUp(key, signal)).toMatchObject({
      request: { reason: 'Thiếu mặt sau', components: [] },
    })
    await portal.faults({ maintenance: true })
    expect(await failureOf(connector.lookUp(key, signal))).toMatchObject({ code: 'unavailable' })
    await portal.faults({})
    expect(await look()).toMatchObject({ status: 'supplement-requested' })
  })
})
