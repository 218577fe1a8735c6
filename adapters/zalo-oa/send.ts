// One message out: words, buttons that may be refused, files in two steps, and news of a dossier as a template after a week of silence.
import { createHash } from 'node:crypto'
import type { OutgoingMessage, Sent } from '../../src/channel/channel.ts'
import { ChannelError } from '../../src/channel/errors.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { DossierNews, Reply } from '../../src/engine/reply.ts'
import type { ZaloOaClient } from './client.ts'
import type { CheckedZaloOaConfig } from './config.ts'
import type { Echoes } from './echoes.ts'
import { formRefused, outsideWindow, ZaloOaRefusal } from './errors.ts'
import { uploads } from './limits.ts'
import { asText, type Message, render, templateData, uploadedFile, uploadedImage } from './outbound.ts'
import { type Recipient, recipientOf } from './recipient.ts'

/** Zalo may take buttons again tomorrow; until then each try of them would cost a refused call. */
const withoutButtonsMs = 24 * 3_600_000
/** A file whose words went out is tried again for a day at most. */
const saidMs = 2 * 24 * 3_600_000
const templateByUid = '/v3.0/oa/message/template'
const onlyByPhone = -249
const paths = { followers: '/v3.0/oa/message/cs', visitors: '/v2.0/oa/message' }

export function createSend(parts: {
  config: CheckedZaloOaConfig
  host: ChannelHost
  client: ZaloOaClient
  echoes: Echoes
}): (outgoing: OutgoingMessage, key: string) => Promise<Sent> {
  const { config, host, client, echoes } = parts
  let buttonsFrom = 0

  async function post(recipient: Recipient, message: Message): Promise<Sent> {
    const body = { recipient: recipient.body, message }
    const data = await client.post(paths.followers, body).catch((error: unknown) => {
      // Visitors without an account are told to be reached by the old path, or by the new one: whichever takes it.
      if (recipient.anonymous && isRefusal(error, formRefused)) return client.post(paths.visitors, body)
      throw error
    })
    return noted(data.message_id)
  }

  async function noted(id: unknown): Promise<Sent> {
    if (typeof id !== 'string' && typeof id !== 'number') return {}
    await echoes.sent(String(id))
    return { messageId: String(id) }
  }

  async function postAll(recipient: Recipient, messages: readonly Message[]): Promise<Sent> {
    let last: Sent = {}
    for (const message of messages) last = await post(recipient, message)
    return last
  }

  async function say(recipient: Recipient, reply: Exclude<Reply, { type: 'file' }>): Promise<Sent> {
    const { messages, plain } = render(reply, config.buttons && host.now() >= buttonsFrom)
    try {
      return await postAll(recipient, messages)
    } catch (error) {
      if (!plain || !isRefusal(error, formRefused)) throw error
      buttonsFrom = host.now() + withoutButtonsMs
      host.log.warn({ code: error.errorCode }, '[zalo-oa] Zalo refused buttons; choices go out as numbers')
      return postAll(recipient, plain)
    }
  }

  /** The upload first: it is what fails most, and nothing was said yet. */
  async function carry(
    recipient: Recipient,
    { conversation, reply }: { conversation: string; reply: Extract<Reply, { type: 'file' }> },
    key: string,
  ): Promise<Sent> {
    const file = await host.openFile(conversation, reply.file.fileId)
    if (!file) throw refuse('Tệp cần gửi không còn nữa.')
    const way = uploads[file.mediaType]
    if (!way || file.bytes.length > way.bytes) throw refuse('Zalo không nhận loại tệp này, hoặc tệp quá lớn.')
    const data = await client.upload(`/v2.0/oa/upload/${way.as}`, file)
    const handle = way.as === 'file' ? data.token : data.attachment_id
    if (typeof handle !== 'string' && typeof handle !== 'number') {
      throw new ZaloOaRefusal('upload', null, { readable: false })
    }
    await sayOnce(recipient, reply.text, key)
    return post(recipient, way.as === 'file' ? uploadedFile(String(handle)) : uploadedImage(String(handle)))
  }

  // No words may stand beside a file, so they go ahead; when the file is tried again they are not repeated.
  async function sayOnce(recipient: Recipient, text: string, key: string): Promise<void> {
    if (!text || (await host.values.get(`said:${key}`)) !== null) return
    await post(recipient, asText(text))
    await host.values
      .set(`said:${key}`, true, { expiresAt: host.now() + saidMs })
      .catch((error: Error) => host.log.warn({ error: error.name }, '[zalo-oa] words may be said twice'))
  }

  async function tell(recipient: Recipient, news: DossierNews, template: string, key: string): Promise<Sent> {
    const data = { template_id: template, template_data: templateData(news) }
    try {
      const sent = await client.post(templateByUid, { ...recipient.body, ...data })
      host.log.info({}, '[zalo-oa] news went out as a template')
      return noted(sent.message_id ?? sent.msg_id)
    } catch (error) {
      if (!(error instanceof ZaloOaRefusal) || error.errorCode !== onlyByPhone) throw error
      const phone = await phoneOf(recipient)
      if (!phone) throw error
      const trackingId = createHash('sha256').update(key).digest('hex').slice(0, 40)
      const sent = await client.post(
        '/message/template',
        { phone, ...data, tracking_id: trackingId },
        config.businessRoot,
      )
      host.log.info({}, '[zalo-oa] news went out as a template by phone')
      return noted(sent.msg_id ?? sent.message_id)
    }
  }

  /** The number the applicant has shared with the OA: asked for when it is needed, kept nowhere. */
  async function phoneOf({ person }: Recipient): Promise<string | null> {
    const { shared_info: shared } = await client.get('/v3.0/oa/user/detail', { user_id: person })
    const digits = String((shared as { phone?: unknown } | undefined)?.phone ?? '').replace(/\D/g, '')
    return /^84\d{9,10}$/.test(digits) ? digits : null
  }

  return async ({ conversation, reply }, key) => {
    const recipient = recipientOf(conversation)
    return echoes.during(recipient.person, async () => {
      try {
        if (reply.type === 'file') return await carry(recipient, { conversation, reply }, key)
        return await say(recipient, reply)
      } catch (error) {
        const news = 'news' in reply ? reply.news : undefined
        if (!news || !config.statusTemplate || recipient.anonymous || !isRefusal(error, outsideWindow)) {
          throw error
        }
        return await tell(recipient, news, config.statusTemplate, key)
      }
    })
  }
}

function isRefusal(error: unknown, numbers: ReadonlySet<number | null>): error is ZaloOaRefusal {
  return error instanceof ZaloOaRefusal && numbers.has(error.errorCode)
}

function refuse(sentence: string): ChannelError {
  return new ChannelError('rejected', `[zalo-oa] ${sentence}`, { retryable: false })
}
