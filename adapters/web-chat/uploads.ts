// Files on their way in: resumable for our own page, in one go for stock Direct Line clients. Bytes go straight to the
// host, which encrypts them as they arrive; nothing is kept here.
import { z } from 'zod'
import type { ChannelHost, UploadRefusal, UploadState } from '../../src/channel/host.ts'
import { type RefusalCode, refuse } from './answers.ts'

/** The bound every channel shares (security rule 16): a scanned contract fits, a film does not. */
export const largestFileBytes = 25 * 1024 * 1024

const newUpload = z.object({
  name: z.string().max(255).default(''),
  mediaType: z.string().max(127).default('application/octet-stream'),
  sizeBytes: z.int().min(1),
})

const codes: Record<UploadRefusal, RefusalCode> = {
  too_large: 'too_large',
  too_many: 'too_many',
  wrong_offset: 'wrong_offset',
  not_found: 'upload_not_found',
  storage_full: 'not_saved',
}

type Outcome = UploadState | { readonly refused: UploadRefusal }

export async function createUpload(
  host: ChannelHost,
  conversation: string,
  body: unknown,
): Promise<Response> {
  const file = newUpload.safeParse(body)
  if (!file.success) return refuse('bad_request')
  if (file.data.sizeBytes > largestFileBytes) return refuse('too_large')
  const state = await host.uploads.create(conversation, file.data)
  if ('refused' in state) return refuse(codes[state.refused])
  return Response.json(
    { ...state, contentUrl: `upload:${state.uploadId}` },
    { status: 201, headers: offsets(state) },
  )
}

/** Appends one part. After a lost connection the sender asks where we are and goes on from there. */
export async function appendUpload(
  host: ChannelHost,
  conversation: string,
  id: string,
  request: Request,
): Promise<Response> {
  const offset = Number(request.headers.get('upload-offset') ?? Number.NaN)
  if (!Number.isSafeInteger(offset) || offset < 0 || !request.body) return refuse('bad_request')
  let outcome: Outcome
  try {
    outcome = await host.uploads.append(conversation, id, offset, request.body)
  } catch (error) {
    // The phone lost its network in the middle: nothing is wrong here, and what arrived is kept.
    if (request.signal.aborted) return refuse('not_saved')
    throw error
  }
  if (!('refused' in outcome)) return new Response(null, { status: 204, headers: offsets(outcome) })
  const state = outcome.refused === 'wrong_offset' ? await host.uploads.state(conversation, id) : null
  return refuse(codes[outcome.refused], state ? offsets(state) : {})
}

export async function uploadState(host: ChannelHost, conversation: string, id: string): Promise<Response> {
  const state = await host.uploads.state(conversation, id)
  return state ? Response.json(state, { headers: offsets(state) }) : refuse('upload_not_found')
}

const offsets = (state: UploadState) => ({
  'Upload-Offset': String(state.receivedBytes),
  'Upload-Length': String(state.sizeBytes),
})

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
