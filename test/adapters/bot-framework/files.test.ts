// Files both ways: where they may be fetched from and as whom, and how one goes out on Teams.
import { describe, expect, test } from 'vitest'
import type { Reply } from '../../../src/engine/reply.ts'
import { createOutbound, largestBodyBytes } from '../../../src/outbound/outbound.ts'
import { type Json, teams, teamsFile, web } from '../../support/bot-framework-activities.ts'
import { consentOf } from '../../support/bot-framework-consent.ts'
import type { SeenActivity } from '../../support/bot-framework-server.ts'
import { makePdf, makePhoto } from '../../support/papers.ts'
import { someMoment } from './moment.ts'
import { conversationAt, knock, openChannel, useBotFramework } from './rig.ts'

const setting = useBotFramework()
const paper = makePdf('tờ khai')
const photo = makePhoto('một')

async function fetchFirst(): Promise<Uint8Array> {
  const event = setting.host.accepted.at(-1)?.event
  const source = event?.type === 'message_received' ? event.attachments?.[0]?.source : undefined
  if (source?.type !== 'remote') throw new Error('no file to fetch')
  return new Uint8Array(await (await setting.channel.fetchAttachment(source)).arrayBuffer())
}

describe('a file people send', () => {
  test.each([
    ['a page on another server', 'https://evil.example/a.pdf'],
    ['a name that only looks like SharePoint', 'https://sharepoint.com.evil.example/a.pdf'],
    ['anybody’s storage on Azure', 'https://evil.blob.core.windows.net/a.pdf'],
    ['this machine', 'http://127.0.0.1:1/a.pdf'],
    ['the cloud’s own settings', 'http://169.254.169.254/latest'],
    ['a file of ours', 'file:///etc/passwd'],
    ['no address', ''],
  ])('from %s is not fetched, and the person is told', async (_, url) => {
    const answers = [
      await setting.bring('1', { attachments: [teamsFile('a.pdf', url)] }),
      await setting.bring('2', { attachments: [{ contentType: 'image/*', contentUrl: url }] }),
      await setting.bring('3', { attachments: [{ contentType: 'image/png', contentUrl: url }] }, web),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    for (const event of setting.events()) expect(event).toEqual({ type: 'message_received', unread: 'other' })
    expect(JSON.stringify(setting.host.log.lines)).not.toContain('a.pdf')
  })

  test('whose reference was written by an earlier version is looked at again before anything goes out', async () => {
    for (const as of ['bot', 'anybody']) {
      const reference = JSON.stringify({ url: 'https://evil.example/a.pdf', as })
      await expect(setting.channel.fetchAttachment({ type: 'remote', reference })).rejects.toMatchObject({
        code: 'rejected',
        retryable: false,
      })
    }
    // A file store is no connector: the token stays here.
    const reference = JSON.stringify({ url: 'https://contoso.sharepoint.com/a.png', as: 'bot' })
    await expect(setting.channel.fetchAttachment({ type: 'remote', reference })).rejects.toMatchObject({
      code: 'rejected',
    })
    expect(setting.server.routes.get('POST token')).toBe(0)
  })

  test('from OneDrive is fetched without the token, a photo in the text with it', async () => {
    await setting.bring('1', { attachments: [teamsFile('a.pdf', setting.server.addFile(paper))] })
    expect(Buffer.from(await fetchFirst()).equals(Buffer.from(paper))).toBe(true)
    expect(setting.server.routes.get('POST token')).toBe(0)
    const contentUrl = setting.server.addFile(photo, true)
    await setting.bring('2', { attachments: [{ contentType: 'image/*', contentUrl }] })
    expect(Buffer.from(await fetchFirst()).equals(Buffer.from(photo))).toBe(true)
    expect(setting.server.leaks).toEqual([])
  })

  test('on Web Chat is fetched without the token, even from the connector', async () => {
    const contentUrl = setting.server.addFile(photo)
    await setting.bring('1', { attachments: [{ contentType: 'image/jpeg', contentUrl }] }, web)
    expect(Buffer.from(await fetchFirst()).equals(Buffer.from(photo))).toBe(true)
    expect(setting.server.leaks).toEqual([])
    expect(setting.server.routes.get('POST token')).toBe(0)
  })

  test('that stands in the message itself is put where all uploads are', async () => {
    const contentUrl = `data:image/jpeg;base64,${Buffer.from(photo).toString('base64')}`
    await setting.bring(
      '1',
      { attachments: [{ contentType: 'image/jpeg', contentUrl, name: 'cccd.jpg' }] },
      web,
    )
    const [event] = setting.events()
    expect(event).toMatchObject({ attachments: [{ name: 'cccd.jpg', sizeBytes: photo.length }] })
    const source = event?.type === 'message_received' ? event.attachments?.[0]?.source : undefined
    if (source?.type !== 'held') throw new Error('not held')
    expect(Buffer.from(setting.host.bytesOf(source.uploadId)).equals(Buffer.from(photo))).toBe(true)
  })

  test.each(['data:image/jpeg;base64,', 'data:text/plain,abc', 'data:;base64'])(
    'that is %s is none',
    async (contentUrl) => {
      await setting.bring('1', { attachments: [{ contentType: 'image/jpeg', contentUrl }] }, web)
      expect(setting.events()).toEqual([{ type: 'message_received', unread: 'other' }])
    },
  )

  test('larger than the limit is cut off while it comes, and refused for good', async () => {
    // The way out as it is, with a smaller limit and more patience.
    const outbound = createOutbound({ maxBytes: 100_000 })
    setting.host.fetch = (url, init) => outbound.fetch(url, init)
    const large = new Uint8Array(100_001)
    await setting.bring('1', { attachments: [teamsFile('lớn.pdf', setting.server.addFile(large))] })
    await expect(fetchFirst()).rejects.toMatchObject({ code: 'rejected', retryable: false })
    outbound.close()
  })

  test('whose short-lived address has ended is refused for good', async () => {
    await setting.bring('1', { attachments: [teamsFile('a.pdf', `${setting.server.root}/files/gone`)] })
    await expect(fetchFirst()).rejects.toMatchObject({ code: 'rejected', retryable: false })
  })
})

describe('a file of ours on Teams', () => {
  const reply: Reply = {
    type: 'file',
    file: { fileId: 'f1', name: 'Tờ khai.pdf', mediaType: 'application/pdf', sizeBytes: paper.length },
    text: 'Tờ khai đây ạ.',
    linkSentence: '{link}',
  }
  const keep = () =>
    setting.host.files.set('f1', { name: 'Tờ khai.pdf', mediaType: 'application/pdf', bytes: paper })

  async function ask(): Promise<SeenActivity> {
    keep()
    setting.server.settings.consents = false
    await setting.say(reply)
    const card = setting.server.messages.find(({ activity }) => consentOf(activity))
    if (!card) throw new Error('nobody was asked')
    return card
  }
  const bring = async (activity: Json) =>
    knock(setting.channel, JSON.stringify(activity), await setting.server.sign(activity))
  const cards = () => setting.seen().filter((one) => JSON.stringify(one).includes('teams.card.file.info'))
  const kept = (prefix: string) => [...setting.host.stored.keys()].filter((key) => key.startsWith(prefix))

  test('is uploaded after a yes and shown, and the question is taken away', async () => {
    const card = await ask()
    expect(consentOf(card.activity)).toMatchObject({
      name: 'Tờ khai.pdf',
      content: { sizeInBytes: paper.length },
    })
    expect((await bring(setting.server.answerConsent(card, 'accept'))).status).toBe(200)
    await someMoment(() => setting.server.messages.length === 2 && cards().length === 1)
    expect(setting.server.files).toHaveLength(1)
    expect(Buffer.from(setting.server.files[0]?.bytes ?? []).equals(Buffer.from(paper))).toBe(true)
    // The words stay when the question goes.
    expect(setting.seen()[0]).toMatchObject({ text: 'Tờ khai đây ạ.' })
    expect(cards()[0]).toMatchObject({ attachments: [{ name: 'Tờ khai.pdf', content: { fileType: 'pdf' } }] })
    expect(setting.seen().some((one) => consentOf(one))).toBe(false)
    expect(setting.server.leaks).toEqual([])
    expect(kept('consent')).toEqual([])
  })

  test('is uploaded once, however often the yes comes', async () => {
    const card = await ask()
    const yes = setting.server.answerConsent(card, 'accept')
    const again = setting.server.answerConsent(card, 'accept')
    await Promise.all([bring(yes), bring(yes), bring(again)])
    await someMoment(() => cards().length > 0 && kept('consent').length === 0)
    for (const one of [yes, again]) expect((await bring(one)).status).toBe(200)
    await setting.say({ type: 'text', text: 'sau đó' })
    expect(setting.server.routes.get('PUT upload')).toBe(1)
    expect(cards()).toHaveLength(1)
  })

  test('is not uploaded for an answer from another chat, or to a question nobody asked', async () => {
    const card = await ask()
    const yes = setting.server.answerConsent(card, 'accept')
    const other = { ...yes, conversation: { id: 'a:other', conversationType: 'personal' } }
    const made = { ...yes, value: { ...(yes.value as Json), context: { consent: 'A'.repeat(24) } } }
    for (const one of [other, made, { ...yes, value: { action: 'accept' } }, { ...yes, value: null }]) {
      expect((await bring(one)).status).toBe(200)
    }
    expect(setting.server.routes.get('PUT upload')).toBe(0)
    expect(kept('consented')).toEqual([])
  })

  test('is not uploaded to an address that is not Microsoft’s', async () => {
    const card = await ask()
    for (const url of [
      'https://evil.example/up',
      'http://169.254.169.254/up',
      'https://sharepoint.com.evil.example/',
    ]) {
      expect((await bring(setting.server.answerConsent(card, 'accept', url))).status).toBe(200)
    }
    expect(kept('consented')).toEqual([])
    // The question still stands, and a good answer is heard.
    await bring(setting.server.answerConsent(card, 'accept'))
    await someMoment(() => cards().length === 1)
    expect(cards()).toHaveLength(1)
  })

  test('is let go after a no', async () => {
    const card = await ask()
    expect((await bring(setting.server.answerConsent(card, 'decline'))).status).toBe(200)
    await someMoment(() => setting.server.messages.length === 1)
    expect(setting.seen().map((one) => one.text)).toEqual(['Tờ khai đây ạ.'])
    expect(kept('consent')).toEqual([])
    await bring(setting.server.answerConsent(card, 'accept'))
    expect(setting.server.routes.get('PUT upload')).toBe(0)
  })

  test('that could not be stored can be asked for again by pressing once more', async () => {
    const card = await ask()
    setting.server.settings.uploadStatus = 409
    await bring(setting.server.answerConsent(card, 'accept'))
    await someMoment(() => kept('consented').length === 0)
    setting.server.settings.uploadStatus = 201
    await bring(setting.server.answerConsent(card, 'accept'))
    await someMoment(() => cards().length === 1)
    expect(cards()).toHaveLength(1)
  })

  test('a yes that was acknowledged outlives the program, and what was uploaded is not uploaded again', async () => {
    const { server, host } = setting
    const card = await ask()
    const life = async () => {
      const end = new AbortController()
      await openChannel(server, host).start?.(end.signal)
      return () => end.abort()
    }
    const endFirst = await life()
    server.settings.uploadStatus = 503
    const yes = server.answerConsent(card, 'accept')
    await server.push(yes)
    await someMoment(() => server.routes.get('PUT upload') === 1)
    endFirst()

    server.settings.uploadStatus = 201
    server.trouble(502)
    const endSecond = await life()
    await someMoment(() => server.routes.get('POST activity') === 3)
    expect(server.files).toHaveLength(1)
    endSecond()

    server.trouble(null)
    const endThird = await life()
    await someMoment(() => cards().length === 1)
    endThird()
    expect(cards()).toHaveLength(1)
    expect(server.routes.get('PUT upload')).toBe(2)
  })

  test('says its words once, also when the question is tried again', async () => {
    keep()
    setting.server.settings.consents = false
    setting.server.settings.takesConsentCards = false
    await expect(setting.say(reply)).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    setting.server.settings.takesConsentCards = true
    await setting.say(reply)
    expect(setting.seen().map((one) => one.text)).toEqual(['Tờ khai đây ạ.', undefined])
  })

  test('is a link elsewhere', () => {
    expect(setting.channel.limitsFor?.(conversationAt(web)).fileOutBytes).toBe(0)
    expect(setting.channel.limitsFor?.(conversationAt(teams)).fileOutBytes).toBe(largestBodyBytes)
  })
})
