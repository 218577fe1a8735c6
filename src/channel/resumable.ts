// Files sent in parts over HTTP: created with their size, appended at an offset, asked after when a line was lost. Bytes go
// straight to the host, which encrypts them as they arrive.
import { z } from 'zod'
import type { ChannelHost, UploadRefusal, UploadState } from './host.ts'

/** The bound every way in shares (security rule 16): a scanned contract fits, a film does not. */
export const largestFileBytes = 25 * 1024 * 1024

export const newUpload = z.object({
  name: z.string().max(255).default(''),
  mediaType: z.string().max(127).default('application/octet-stream'),
  sizeBytes: z.int().min(1),
})

export type ResumableRefusal = UploadRefusal | 'bad_request' | 'not_saved'

/** How the page in front says no; it has its own words. */
export type Refuse = (code: ResumableRefusal, headers?: Record<string, string>) => Response

export async function createUpload(
  host: Pick<ChannelHost, 'uploads'>,
  conversation: string,
  body: unknown,
  refuse: Refuse,
): Promise<Response> {
  const file = newUpload.safeParse(body)
  if (!file.success) return refuse('bad_request')
  if (file.data.sizeBytes > largestFileBytes) return refuse('too_large')
  const state = await host.uploads.create(conversation, file.data)
  if ('refused' in state) return refuse(state.refused)
  return Response.json(
    { ...state, contentUrl: `upload:${state.uploadId}` },
    { status: 201, headers: offsets(state) },
  )
}

/** Appends one part. After a lost connection the sender asks where we are and goes on from there. */
export async function appendUpload(
  host: Pick<ChannelHost, 'uploads'>,
  conversation: string,
  id: string,
  request: Request,
  refuse: Refuse,
): Promise<Response> {
  const offset = Number(request.headers.get('upload-offset') ?? Number.NaN)
  if (!Number.isSafeInteger(offset) || offset < 0 || !request.body) return refuse('bad_request')
  let outcome: UploadState | { readonly refused: UploadRefusal }
  try {
    outcome = await host.uploads.append(conversation, id, offset, request.body)
  } catch (error) {
    // The phone lost its network in the middle: nothing is wrong here, and what arrived is kept.
    if (request.signal.aborted) return refuse('not_saved')
    throw error
  }
  if (!('refused' in outcome)) return new Response(null, { status: 204, headers: offsets(outcome) })
  const state = outcome.refused === 'wrong_offset' ? await host.uploads.state(conversation, id) : null
  return refuse(outcome.refused, state ? offsets(state) : {})
}

export async function uploadState(
  host: Pick<ChannelHost, 'uploads'>,
  conversation: string,
  id: string,
  refuse: Refuse,
): Promise<Response> {
  const state = await host.uploads.state(conversation, id)
  return state ? Response.json(state, { headers: offsets(state) }) : refuse('not_found')
}

const offsets = (state: UploadState) => ({
  'Upload-Offset': String(state.receivedBytes),
  'Upload-Length': String(state.sizeBytes),
})
