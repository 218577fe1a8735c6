// What only Zalo's webhook does: how it signs, what it repeats, and what it brings.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makePdf, makePhoto } from '../../support/papers.ts'
import {
  account,
  fileContent,
  followEvent,
  imageContent,
  type Json,
  oaEvent,
  personEvent,
  personId,
  signatureOf,
  someTime,
} from '../../support/zalo-oa-events.ts'
import { knock } from './rig.ts'
import { useZaloOa } from './setting.ts'

const zalo = useZaloOa()
const said = (id: string, words = 'xin chào', more = {}) =>
  personEvent('user_send_text', id, { text: words }, more)
const heard = (words: string) => ({ type: 'message_received', text: words })

describe('a signature', () => {
  const body = JSON.stringify(said('s1'))
  const bare = body.replace(/,"timestamp":"\d+"/, '')
  const send = (signature: string, more: Record<string, string> = {}, words = body) =>
    knock(zalo.channel, words, { 'X-ZEvent-Signature': signature, ...more }).then(({ status }) => status)

  test.each([
    ['with mac= in front', () => signatureOf(body)],
    ['without it', () => signatureOf(body, { prefix: '' })],
    ['in capitals', () => signatureOf(body).toUpperCase().replace('MAC=', 'mac=')],
    ['over the OA’s id', () => signatureOf(body, { id: account.oaId })],
  ])('counts %s', async (_, sign) => {
    expect(await send(sign())).toBe(200)
    expect(zalo.events()).toEqual([heard('xin chào')])
  })

  test('counts over the timestamp of a header, and over one that is a number', async () => {
    const time = { 'X-ZEvent-Timestamp': '1795000000123' }
    expect(await send(signatureOf(bare, { timestamp: '1795000000123' }), time, bare)).toBe(200)
    const numeric = JSON.stringify({ ...said('s2'), timestamp: someTime })
    expect(await send(signatureOf(numeric), {}, numeric)).toBe(200)
    expect(zalo.events()).toHaveLength(2)
    const variants = zalo.host.log.lines.map(({ fields }) => fields.variant).filter(Boolean)
    expect(variants).toEqual(['app, header', 'app, body'])
  })

  test.each([
    ['another key', () => signatureOf(body, { secretKey: 'khac' })],
    ['the app secret in place of the OA key', () => signatureOf(body, { secretKey: account.appSecret })],
    ['another time', () => signatureOf(body, { timestamp: '1' })],
    ['another application', () => signatureOf(body, { id: '99' })],
    ['another body', () => signatureOf(body.replace('chào', 'chao'))],
    ['no hash at all', () => 'mac='],
    ['half a hash', () => signatureOf(body).slice(0, 40)],
  ])('does not count with %s', async (_, sign) => {
    expect(await send(sign())).toBe(401)
    expect(zalo.events()).toEqual([])
  })

  test('is of the very bytes: the same JSON written otherwise is not signed', async () => {
    expect(await send(signatureOf(body), {}, JSON.stringify(JSON.parse(body), null, 1))).toBe(401)
    const spaced = JSON.stringify(said('s3'), null, 2)
    expect(await send(signatureOf(spaced, { timestamp: String(someTime) }), {}, spaced)).toBe(200)
  })

  test('is not found in what a person wrote', async () => {
    const words = '"timestamp":"1"'
    const tricky = JSON.stringify(said('s4', words))
    expect(await send(signatureOf(tricky, { timestamp: '1' }), {}, tricky)).toBe(401)
    expect(await send(signatureOf(tricky, { timestamp: String(someTime) }), {}, tricky)).toBe(200)
    expect(zalo.events()).toEqual([heard(words)])
  })

  test('counts however old it is: the last repeat comes an hour later, and the inbox knows repeats', async () => {
    const old = said('s5', 'cũ rồi', { at: zalo.host.now() - 30 * 24 * 3_600_000 })
    expect(await zalo.bring(old)).toBe(200)
    zalo.host.advance(2 * 3_600_000)
    expect(await zalo.bring(old)).toBe(200)
    expect(zalo.events()).toEqual([heard('cũ rồi')])
  })

  test('is missing from the probe of the console, which is exactly an empty object and changes nothing', async () => {
    expect((await knock(zalo.channel, '{}', {})).status).toBe(200)
    expect((await knock(zalo.channel, ' {}\n', {})).status).toBe(200)
    for (const words of ['', '[]', '{"a":1}', body]) {
      expect((await knock(zalo.channel, words, {})).status, words).toBe(401)
    }
    expect(zalo.host.accepted).toEqual([])
  })

  test('of bytes that are no UTF-8 opens nothing', async () => {
    const [head = '', tail = ''] = bare.split('xin chào')
    const bytes = new Uint8Array([...Buffer.from(head), 0xc3, 0x28, ...Buffer.from(tail)])
    const time = '1795000000123'
    const hash = createHash('sha256')
      .update(account.appId)
      .update(bytes)
      .update(time)
      .update(account.secretKey)
      .digest('hex')
    const headers = { 'X-ZEvent-Signature': hash, 'X-ZEvent-Timestamp': time }
    expect((await knock(zalo.channel, bytes, headers)).status).toBe(400)
  })
})

describe('what people send', () => {
  test('keeps the digits of ids that are numbers beyond 2^53', async () => {
    const raw = JSON.stringify(said('m')).replace(`"id":"${personId}"`, `"id":${personId}`)
    await knock(zalo.channel, raw, { 'X-ZEvent-Signature': signatureOf(raw) })
    expect(zalo.host.accepted[0]?.conversation).toBe(personId)
  })

  test('photos in a row are an event each, in the order they come, and a late one is not lost', async () => {
    const photos = [3, 1, 2].map((at) =>
      personEvent('user_send_image', `p${at}`, imageContent(zalo.server.addFile(makePhoto(`${at}`)))),
    )
    for (const photo of photos) await zalo.bring(photo)
    await zalo.bring(photos[0] as Json)
    expect(zalo.host.accepted.map(({ updateId }) => updateId)).toEqual([
      'message:p3',
      'message:p1',
      'message:p2',
    ])
  })

  test('several attachments of one message are one event, numbered', async () => {
    const urls = ['a', 'b'].map((mark) => zalo.server.addFile(makePhoto(mark)))
    const attachments = urls.flatMap((url) => imageContent(url).attachments as Json[])
    await zalo.bring(personEvent('user_send_image', 'two', { attachments }))
    const [event] = zalo.events()
    expect(event?.type === 'message_received' && event.attachments?.map(({ name }) => name)).toEqual([
      'ảnh 1.jpg',
      'ảnh 2.jpg',
    ])
  })

  test('an image without an address is something we do not read', async () => {
    await zalo.bring(
      personEvent('user_send_image', 'i1', { attachments: [{ type: 'image', payload: null }] }),
    )
    await zalo.bring(personEvent('user_send_gif', 'i2', {}))
    expect(zalo.events()).toEqual([
      { type: 'message_received', unread: 'other' },
      { type: 'message_received', unread: 'other' },
    ])
  })

  test('their number, shared in Zalo’s form, is their number; a form without one is left alone', async () => {
    const form = (at: number, info: Json) => ({
      ...personEvent('user_submit_info', 'x', {}, { at }),
      info,
      message: undefined,
    })
    await zalo.bring(form(1, { name: 'Kín', phone: '84912345678', full_address: { user_ward: 'Tuy Phước' } }))
    await zalo.bring(form(2, { name: 'Kín', phone: 84912345679, city: 'Gia Lai' }))
    await zalo.bring(form(3, { name: 'Kín' }))
    expect(zalo.events()).toEqual([heard('+84912345678'), heard('+84912345679')])
  })

  test('events without a message id are told apart by name, time and person', async () => {
    for (const at of [1, 1, 2]) await zalo.bring(followEvent('follow', at))
    await zalo.bring(followEvent('follow', 2, '999'))
    await zalo.bring(followEvent('unfollow', 3))
    expect(zalo.host.accepted.map(({ conversation }) => conversation)).toEqual([personId, personId, '999'])
  })

  test('a visitor without an account has a conversation of their own, wherever its id stands', async () => {
    const visit = (id: string) =>
      personEvent('anonymous_send_text', id, { text: 'chào' }, { person: 'anon-7' })
    await zalo.bring({ ...visit('a1'), conversation_id: 'talk-1' })
    const inside = visit('a2')
    await zalo.bring({ ...inside, message: { ...(inside.message as Json), conversation_id: 'talk-1' } })
    await zalo.bring(visit('a3'))
    expect(zalo.host.accepted.map(({ conversation }) => conversation)).toEqual([
      'anonymous/anon-7/talk-1',
      'anonymous/anon-7/talk-1',
      'anonymous/anon-7',
    ])
  })

  test('for another account of the same application is not ours', async () => {
    const other = { ...said('o1'), recipient: { id: '1111' } }
    expect(await zalo.bring(other)).toBe(200)
    expect(await zalo.bring({ ...followEvent('follow'), oa_id: '1111' })).toBe(200)
    expect(
      await zalo.bring({
        ...oaEvent('oa_send_text', 'o2', { adminId: '5' }),
        sender: { id: '1111', admin_id: '5' },
      }),
    ).toBe(200)
    expect(await zalo.bring(said('o3', 'cho mình'))).toBe(200)
    expect(zalo.events()).toEqual([heard('cho mình')])
  })
})

describe('a file', () => {
  const fetchIt = async (content: Json) => {
    const id = `f${zalo.host.accepted.length}`
    await zalo.bring(personEvent('user_send_file', id, content))
    const event = zalo.events().at(-1)
    const source = event?.type === 'message_received' ? event.attachments?.[0]?.source : undefined
    if (source?.type !== 'remote') throw new Error('no attachment')
    return zalo.channel.fetchAttachment(source)
  }
  const pdf = makePdf('một')
  const named = { name: 'a.pdf', sizeBytes: pdf.length }
  const checksum = createHash('md5').update(pdf).digest('hex')

  test('is checked against its size and checksum', async () => {
    const blob = await fetchIt(fileContent(zalo.server.addFile(pdf), { ...named, checksum }))
    expect(blob.size).toBe(pdf.length)
    expect(zalo.server.routes.get('file')).toBe(1)
    expect(zalo.host.log.lines.filter(({ level }) => level === 'warn')).toEqual([])
  })

  test('whose figures are wrong is taken when it comes the same twice', async () => {
    const blob = await fetchIt(fileContent(zalo.server.addFile(pdf), { ...named, checksum: '0'.repeat(32) }))
    expect(blob.size).toBe(pdf.length)
    expect(zalo.server.routes.get('file')).toBe(2)
    expect(zalo.host.log.lines.map(({ message }) => message).join()).toContain('differs')
  })

  test('that comes differently twice is fetched again later', async () => {
    const url = zalo.server.addFile(pdf)
    const { fetch } = zalo.host
    let cut = 20
    zalo.host.fetch = async (at, init) => {
      const whole = await (await fetch(at, init)).arrayBuffer()
      cut += 1
      return new Response(whole.slice(0, cut))
    }
    const fetching = fetchIt(fileContent(url, { ...named, checksum }))
    await expect(fetching).rejects.toMatchObject({ code: 'unavailable', retryable: true })
  })

  test.each([
    ['elsewhere', 'https://evil.example/a.pdf'],
    ['on a name that only looks like Zalo’s', 'https://evilzdn.vn/a.pdf'],
    ['without TLS', 'http://f20.zdn.vn/a.pdf'],
    ['inside our own network', 'https://127.0.0.1/a.pdf'],
    ['nowhere', 'không phải địa chỉ'],
  ])('that lies %s is not fetched', async (_, url) => {
    const fetching = fetchIt(fileContent(url, named))
    await expect(fetching).rejects.toMatchObject({ code: 'rejected', retryable: false })
    expect(JSON.stringify(zalo.host.log.lines)).not.toContain('a.pdf')
  })

  test('Zalo no longer has is refused for good, and one it cannot give now is asked for again', async () => {
    const gone = fetchIt(fileContent(`${zalo.server.root}/file/none`, named))
    await expect(gone).rejects.toMatchObject({ code: 'rejected', retryable: false })
    zalo.host.fetch = async () => new Response(null, { status: 503 })
    const busy = fetchIt(fileContent(zalo.server.addFile(pdf), named))
    await expect(busy).rejects.toMatchObject({ code: 'unavailable', retryable: true })
  })
})
