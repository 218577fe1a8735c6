// The upload page: a phone opens a link from the chat, sends photos and PDFs, and taps "done" once; they arrive in the
// conversation the link was made for. Opening the link consumes nothing, because chats fetch previews of links.
import { z } from 'zod'
import type { ChannelName, Route, RouteRequest } from '../channel/channel.ts'
import type { ChannelHost } from '../channel/host.ts'
import { linkKey, linkRooms, type UploadLink } from '../channel/links.ts'
import {
  appendUpload,
  createUpload,
  largestFileBytes,
  type ResumableRefusal,
  uploadState,
} from '../channel/resumable.ts'

/** Files of one sending; a dossier takes no more. */
const mostFiles = 60

const doneBody = z.object({
  files: z
    .array(z.object({ uploadId: z.string().regex(/^[\w-]{1,128}$/), name: z.string().max(255) }))
    .min(1)
    .max(mostFiles),
})

const refusals = {
  link_over: [
    410,
    'Trang này đã dùng xong hoặc quá hạn. Anh/chị quay lại cuộc trò chuyện để nhận đường dẫn mới.',
  ],
  bad_request: [400, 'Yêu cầu chưa đúng dạng nên chúng tôi không đọc được.'],
  too_large: [413, 'Tệp lớn quá 25 MB. Anh/chị chụp lại ở cỡ vừa, hoặc chia thành nhiều tệp.'],
  too_many: [429, 'Anh/chị đã gửi rất nhiều tệp. Xin chờ ít phút rồi gửi tiếp.'],
  wrong_offset: [409, 'Phần tệp này không nối tiếp phần đã nhận.'],
  not_found: [404, 'Không còn tệp đang tải dở này. Anh/chị gửi lại tệp từ đầu.'],
  storage_full: [503, 'Chưa lưu được vào hệ thống. Xin thử lại sau ít phút.'],
  not_saved: [503, 'Chưa lưu được vào hệ thống. Xin thử lại sau ít phút.'],
  incomplete: [409, 'Có tệp chưa tải lên xong. Anh/chị chờ tải xong rồi bấm lại.'],
} as const satisfies Record<ResumableRefusal | 'link_over' | 'incomplete', readonly [number, string]>

function refuse(code: keyof typeof refusals, headers: Record<string, string> = {}): Response {
  const [status, message] = refusals[code]
  return Response.json({ error: { code, message } }, { status, headers })
}

export interface UploadPageParts {
  /** What the program lends the channel a link belongs to; null when that channel is off now. */
  readonly hostOf: (channel: ChannelName) => ChannelHost | null
  /** The links themselves. */
  readonly links: ChannelHost['values']
  /** The page as it was built. */
  readonly page: Route
}

export function uploadPageRoutes({ hostOf, links, page }: UploadPageParts): Route[] {
  const base = '/upload/:token'
  // Each call proves itself by the token in its path; a wrong, an old and a used one look alike.
  const rule = 'bearer'
  const file = { bodyBytes: largestFileBytes + 64 * 1024, bodyMs: 600_000 }
  return [
    { ...page, path: base },
    { method: 'GET', path: `${base}/state`, rule, handle: opened(async () => Response.json({ open: true })) },
    { method: 'POST', path: `${base}/files`, rule, handle: opened(create) },
    { method: 'PATCH', path: `${base}/files/:upload`, rule, ...file, handle: opened(append) },
    { method: 'GET', path: `${base}/files/:upload`, rule, handle: opened(where) },
    { method: 'POST', path: `${base}/done`, rule, handle: opened(done) },
  ]

  function opened(
    handle: (call: RouteRequest, link: UploadLink, host: ChannelHost, key: string) => Promise<Response>,
  ): Route['handle'] {
    return async (call) => {
      const key = linkKey(call.parameters.token ?? '')
      const link = await links.get<UploadLink>(key)
      const host = link && hostOf(link.channel)
      return link && host ? handle(call, link, host, key) : refuse('link_over')
    }
  }

  async function create({ request }: RouteRequest, { conversation }: UploadLink, host: ChannelHost) {
    return createUpload(host, conversation, await request.json().catch(() => null), refuse)
  }

  async function append({ request, parameters }: RouteRequest, link: UploadLink, host: ChannelHost) {
    return appendUpload(host, link.conversation, parameters.upload ?? '', request, refuse)
  }

  async function where({ parameters }: RouteRequest, { conversation }: UploadLink, host: ChannelHost) {
    return uploadState(host, conversation, parameters.upload ?? '', refuse)
  }

  async function done({ request }: RouteRequest, link: UploadLink, host: ChannelHost, key: string) {
    const body = doneBody.safeParse(await request.json().catch(() => null))
    if (!body.success) return refuse('bad_request')
    const { conversation } = link
    const states = await Promise.all(
      body.data.files.map(({ uploadId }) => host.uploads.state(conversation, uploadId)),
    )
    if (!states.every((state) => state?.complete)) return refuse('incomplete')
    const attachments = body.data.files.map(({ uploadId, name }, at) => ({
      source: { type: 'held' as const, uploadId },
      name,
      sizeBytes: states[at]?.sizeBytes ?? 0,
    }))
    try {
      // The link's own id: tapped twice, or tapped again after a lost answer, it is one message.
      const event = { type: 'message_received' as const, attachments }
      await host.accept([{ updateId: `${linkRooms.upload}:${key}`, conversation, event }])
    } catch (error) {
      host.log.warn({ error: (error as Error).name }, '[upload-page] files not handed over')
      return refuse('not_saved', { 'Retry-After': '5' })
    }
    // Only now: whatever happens before, the link still works.
    await links.delete(key)
    return Response.json({ done: true, files: attachments.length })
  }
}
