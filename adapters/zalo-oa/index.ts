// A Zalo Official Account by webhook and OpenAPI v3: the office's own, verified account.
import { createHash } from 'node:crypto'
import type { AttachmentRef, Channel, Received } from '../../src/channel/channel.ts'
import { ChannelError } from '../../src/channel/errors.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { largestFileBytes } from '../../src/channel/resumable.ts'
import { webhookRoute } from '../../src/channel/webhook.ts'
import { fetchMedia } from '../../src/channel/zalo/media.ts'
import { createZaloOaClient } from './client.ts'
import { type ZaloOaConfig, zaloOaConfig } from './config.ts'
import { createEchoes } from './echoes.ts'
import { toChannelError } from './errors.ts'
import { readWebhook } from './inbound.ts'
import { limitsWith } from './limits.ts'
import { type Reading, readEvent } from './read-event.ts'
import { recipientOf } from './recipient.ts'
import { createSend } from './send.ts'
import { createStaff } from './staff.ts'
import { createTokens } from './tokens.ts'

export const zaloOaPath = '/channels/zalo-oa'

export function createZaloOaChannel(config: ZaloOaConfig, host: ChannelHost): Channel {
  const checked = zaloOaConfig.parse(config)
  const tokens = createTokens(checked, host)
  const client = createZaloOaClient(checked, host, tokens)
  const echoes = createEchoes(host)
  const staff = createStaff(host, checked.staffSilenceMs)
  const send = createSend({ config: checked, host, client, echoes })
  const variants = new Set<string>()

  async function receive(request: Request): Promise<Received> {
    const answer = (status: number): Received => ({ response: new Response(null, { status }), updates: [] })
    const arrived = readWebhook(request.headers, new Uint8Array(await request.arrayBuffer()), checked)
    switch (arrived.type) {
      case 'probe':
        return answer(200)
      case 'forged':
        return answer(401)
      case 'malformed':
        return answer(400)
      case 'unread':
        host.log.warn({}, '[zalo-oa] a signed event in an unknown shape was left alone')
        return answer(200)
    }
    if (!variants.has(arrived.variant)) {
      variants.add(arrived.variant)
      host.log.info({ variant: arrived.variant }, '[zalo-oa] how Zalo signs')
    }
    try {
      return { ...answer(200), updates: await take(readEvent(arrived.event, checked.oaId)) }
    } catch (error) {
      // Not read or not written, so not acknowledged: Zalo brings it again.
      host.log.warn({ error: (error as Error).name }, '[zalo-oa] an event could not be taken')
      return answer(503)
    }
  }

  async function take(reading: Reading): Promise<Received['updates']> {
    switch (reading.type) {
      case 'left_alone':
        return []
      case 'staff_spoke': {
        const { person, messageId } = reading
        if (await echoes.isOurs(person, messageId)) return []
        await staff.spoke(person, reading.at ?? host.now())
        host.log.info({ person }, '[zalo-oa] staff answer in the OA tool; the bot is silent there')
        return []
      }
      case 'heard': {
        const { person, updateId, conversation, event } = reading
        if (await staff.hears(person, reading.at ?? host.now())) {
          host.log.info({ update: updateId }, '[zalo-oa] said to staff in the OA tool, not to the bot')
          return []
        }
        return [{ updateId, conversation, event }]
      }
    }
  }

  const channel: Channel = {
    name: 'zalo-oa',
    limits: limitsWith(checked.buttons),
    receive,
    routes: () => [webhookRoute(zaloOaPath, channel, host)],
    start: tokens.keepFresh,

    async send(outgoing, key) {
      const until = await staff.busyUntil(recipientOf(outgoing.conversation).person)
      if (until !== null) {
        throw new ChannelError(
          'rate_limited',
          '[zalo-oa] Nhân viên đang trả lời người này trên công cụ OA.',
          {
            retryable: true,
            retryAfterMs: until - host.now(),
          },
        )
      }
      try {
        return await send(outgoing, key)
      } catch (error) {
        throw toChannelError(error)
      }
    },

    async fetchAttachment({ reference }) {
      const file = readReference(reference)
      if (file.size > largestFileBytes) {
        throw new ChannelError('rejected', '[zalo-oa] Tệp lớn hơn mức nhận được.', { retryable: false })
      }
      const media = { channel: 'zalo-oa', host, apiRoot: checked.apiRoot } as const
      const blob = await fetchMedia(media, file.url)
      if (await isWhole(blob, file)) return blob
      // Cut on the way, or Zalo's own figures are wrong: the same bytes again mean the latter.
      const again = await fetchMedia(media, file.url)
      if ((await md5(again)) !== (await md5(blob))) {
        throw new ChannelError('unavailable', '[zalo-oa] Tệp tải về chưa trọn; sẽ thử lại.', {
          retryable: true,
        })
      }
      host.log.warn({}, '[zalo-oa] a file differs from the size or checksum Zalo gave')
      return again
    },
  }
  return channel
}

interface Reference {
  readonly url: string
  readonly size: number
  readonly checksum?: string
}

// Written by readEvent.
function readReference(reference: (AttachmentRef & { type: 'remote' })['reference']): Reference {
  return JSON.parse(reference) as Reference
}

async function isWhole(blob: Blob, { size, checksum }: Reference): Promise<boolean> {
  if (size > 0 && blob.size !== size) return false
  return !checksum || !/^[0-9a-f]{32}$/i.test(checksum) || (await md5(blob)) === checksum.toLowerCase()
}

async function md5(blob: Blob): Promise<string> {
  return createHash('md5')
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest('hex')
}
