// Files on their way in, in one go, for stock Direct Line clients. Our own page sends them in parts (channel/resumable.ts).
import type { ChannelHost, UploadRefusal } from '../../src/channel/host.ts'
import { largestFileBytes, newUpload, type ResumableRefusal } from '../../src/channel/resumable.ts'
import { type RefusalCode, refuse } from './answers.ts'

const codes: Record<UploadRefusal, RefusalCode> = {
  too_large: 'too_large',
  too_many: 'too_many',
  wrong_offset: 'wrong_offset',
  not_found: 'upload_not_found',
  storage_full: 'not_saved',
}

/** Our words for what the shared way in refuses. */
export function refuseUpload(code: ResumableRefusal, headers: Record<string, string> = {}): Response {
  return refuse(code === 'bad_request' || code === 'not_saved' ? code : codes[code], headers)
}

export interface PostedUpload {
  /** The optional activity that came with the files. */
  readonly activity: unknown
  readonly attachments: { contentType: string; contentUrl: string; name: string }[]
}

/** Direct Line's own upload: one file as the body, or several files and an activity as multipart. */
export async function postUpload(
  host: ChannelHost,
  conversation: string,
  request: Request,
): Promise<PostedUpload | Response> {
  const contentType = request.headers.get('content-type') ?? 'application/octet-stream'
  if (contentType.startsWith('multipart/form-data')) return postMultipart(host, conversation, request)
  const sizeBytes = Number(request.headers.get('content-length') ?? Number.NaN)
  if (!Number.isSafeInteger(sizeBytes) || !request.body) return refuse('length_required')
  const name = fileName(request.headers.get('content-disposition'))
  const kept = await keepFile(host, conversation, { name, mediaType: contentType, sizeBytes }, request.body)
  return kept instanceof Response ? kept : { activity: null, attachments: [kept] }
}

// Reading multipart holds the whole body in memory, so few at a time: four of 25 MB each.
const mostMultipart = 4
let multipart = 0

async function postMultipart(
  host: ChannelHost,
  conversation: string,
  request: Request,
): Promise<PostedUpload | Response> {
  if (multipart >= mostMultipart) return refuse('not_saved')
  multipart += 1
  try {
    const form = await request.formData()
    let activity: unknown = null
    const attachments: PostedUpload['attachments'] = []
    for (const part of form.values()) {
      if (typeof part === 'string') continue
      if (part.type.startsWith('application/vnd.microsoft.activity')) {
        activity = JSON.parse(await part.text())
        continue
      }
      const file = { name: part.name, mediaType: part.type, sizeBytes: part.size }
      const kept = await keepFile(host, conversation, file, part.stream())
      if (kept instanceof Response) return kept
      attachments.push(kept)
    }
    return { activity, attachments }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return refuse('bad_request')
    throw error
  } finally {
    multipart -= 1
  }
}

async function keepFile(
  host: ChannelHost,
  conversation: string,
  file: { name: string; mediaType: string; sizeBytes: number },
  bytes: ReadableStream<Uint8Array>,
): Promise<PostedUpload['attachments'][number] | Response> {
  const checked = newUpload.safeParse(file)
  if (!checked.success) return refuse('bad_request')
  if (file.sizeBytes > largestFileBytes) return refuse('too_large')
  const created = await host.uploads.create(conversation, checked.data)
  if ('refused' in created) return refuse(codes[created.refused])
  const state = await host.uploads.append(conversation, created.uploadId, 0, bytes)
  if ('refused' in state) return refuse(codes[state.refused])
  if (!state.complete) return refuse('upload_unknown')
  return {
    contentType: checked.data.mediaType,
    contentUrl: `upload:${state.uploadId}`,
    name: checked.data.name,
  }
}

function fileName(disposition: string | null): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return ''
    }
  }
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? ''
}
