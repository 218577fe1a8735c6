// The web chat: Direct Line 3.0 in front of the assistant, for our own page and for stock clients.

import type { Channel, ChannelLimits, Received } from '../../src/channel/channel.ts'
import { ChannelError } from '../../src/channel/errors.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { largestFileBytes } from '../../src/channel/resumable.ts'
import { refuse } from './answers.ts'
import { type WebChatConfig, webChatConfig } from './config.ts'
import { createDoor } from './door.ts'
import { createFiles } from './files.ts'
import { readActivity, toArrival, uploadsOf } from './inbound.ts'
import { toOutgoing } from './outbound.ts'
import { createRoutes } from './routes.ts'
import { createSessions } from './sessions.ts'
import { createStreams } from './stream.ts'

// 8,000 letters are at most 24 KB of Vietnamese, which keeps one activity within 25 KB; a page shows 20 buttons well.
const limits: ChannelLimits = {
  textLength: 8_000,
  buttons: 20,
  buttonLength: 200,
  filesIn: 'all',
  fileBytes: largestFileBytes,
  fileOutBytes: largestFileBytes,
}

export function createWebChatChannel(config: WebChatConfig, host: ChannelHost): Channel {
  const checked = webChatConfig.parse(config)
  const sessions = createSessions(checked, host)
  const door = createDoor(checked, host, sessions)
  const files = createFiles(checked, host, door)
  const streams = createStreams(checked, host, files, sessions.hasEnded)

  /** One posted activity. Verified and parsed; `updates` are for the caller to commit before it answers. */
  async function receive(request: Request): Promise<Received> {
    const claims = await door.admit(request)
    if (claims instanceof Response) return { response: claims, updates: [] }
    const refused = (response: Response): Received => ({ response, updates: [] })
    const read = readActivity(await request.json().catch(() => null))
    if ('refused' in read) return refused(refuse(read.refused))
    const { activity } = read
    const sizes = await completeUploads(claims.conversation, uploadsOf(activity))
    if (sizes === null) return refused(refuse('upload_unknown'))
    const salt = host.randomToken(16)
    const arrival = toArrival(activity, claims, salt, host.now(), (id) => sizes.get(id) ?? 0)
    return {
      response: Response.json({ id: arrival.activityId }),
      updates: arrival.update ? [arrival.update] : [],
    }
  }

  /** Sizes by upload id, or null when one is not wholly here, not this conversation's, or not an upload at all. */
  async function completeUploads(
    conversation: string,
    ids: string[] | null,
  ): Promise<Map<string, number> | null> {
    if (ids === null) return null
    const sizes = new Map<string, number>()
    for (const id of ids) {
      const state = await host.uploads.state(conversation, id)
      if (!state?.complete) return null
      sizes.set(id, state.sizeBytes)
    }
    return sizes
  }

  return {
    name: 'web-chat',
    limits,
    receive,
    routes: () => createRoutes({ config: checked, host, sessions, streams, door, files, receive }),
    sockets: () => [{ path: '/v3/directline/conversations/:id/stream', rule: 'bearer', open: streams.open }],

    async send(message, key) {
      const outgoing = toOutgoing(message, key, host.now())
      try {
        for (const { key: part, activity } of outgoing) {
          await host.activities.append(message.conversation, part, activity)
        }
      } catch (cause) {
        throw new ChannelError('unavailable', '[web-chat] Chưa lưu được tin nhắn; sẽ thử lại.', {
          retryable: true,
          cause,
        })
      }
      const id = outgoing[0]?.activity.id
      return id === undefined ? {} : { messageId: id }
    },

    async fetchAttachment() {
      throw new ChannelError(
        'invalid_message',
        '[web-chat] Tệp của trang trò chuyện luôn nằm ở đây; không có gì để tải về.',
        {
          retryable: false,
        },
      )
    },
  }
}
