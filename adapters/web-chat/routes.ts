// The calls of Direct Line 3.0, and the three of our own: end, resumable upload, upload state.
import { z } from 'zod'
import type { Received, Route, RouteRequest, Update } from '../../src/channel/channel.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { appendUpload, createUpload, largestFileBytes, uploadState } from '../../src/channel/resumable.ts'
import { refuse } from './answers.ts'
import type { CheckedConfig } from './config.ts'
import type { Door } from './door.ts'
import type { Files } from './files.ts'
import { toStart } from './inbound.ts'
import { callerOf, corsHeaders, preflight } from './origins.ts'
import type { Sessions } from './sessions.ts'
import type { Streams } from './stream.ts'
import { type Claims, signToken, tokenSeconds, type Verified } from './tokens.ts'
import { postUpload, refuseUpload } from './uploads.ts'

interface Parts {
  readonly config: CheckedConfig
  readonly host: ChannelHost
  readonly sessions: Sessions
  readonly streams: Streams
  readonly door: Door
  readonly files: Files
  receive(request: Request): Promise<Received>
}

const startBody = z
  .object({
    start: z.string().max(128).optional(),
    language: z.string().max(35).optional(),
    clientActivityID: z.string().min(1).max(128).optional(),
  })
  .catch({})

// Enough for a page's whole screen history at once; a client asks again from the watermark it got.
const activitiesAtOnce = 100

export function createRoutes(parts: Parts): Route[] {
  const { config, host, sessions, streams, door, files } = parts
  const base = '/v3/directline'
  const routes: Route[] = [
    { method: 'POST', path: `${base}/tokens/generate`, rule: 'public', handle: generate },
    { method: 'POST', path: `${base}/tokens/refresh`, rule: 'bearer', handle: withClaims(refresh) },
    { method: 'POST', path: `${base}/conversations`, rule: 'bearer', handle: withClaims(start) },
    { method: 'GET', path: `${base}/conversations/:id`, rule: 'bearer', handle: withClaims(reconnect) },
    { method: 'GET', path: `${base}/conversations/:id/activities`, rule: 'bearer', handle: withClaims(read) },
    {
      method: 'POST',
      path: `${base}/conversations/:id/activities`,
      rule: 'bearer',
      bodyBytes: 64 * 1024,
      handle: post,
    },
    {
      method: 'POST',
      path: `${base}/conversations/:id/upload`,
      rule: 'bearer',
      ...file,
      handle: withClaims(upload),
    },
    {
      method: 'POST',
      path: `${base}/conversations/:id/uploads`,
      rule: 'bearer',
      handle: withClaims(newUpload),
    },
    {
      method: 'PATCH',
      path: `${base}/conversations/:id/uploads/:upload`,
      rule: 'bearer',
      ...file,
      handle: withClaims(appendPart),
    },
    {
      method: 'GET',
      path: `${base}/conversations/:id/uploads/:upload`,
      rule: 'bearer',
      handle: withClaims(whereUpload),
    },
    { method: 'GET', path: `${base}/conversations/:id/files/:file`, rule: 'bearer', handle: files.open },
    { method: 'POST', path: `${base}/session/end`, rule: 'bearer', handle: withClaims(end) },
  ]
  const preflights = [...new Set(routes.map(({ path }) => path))].map(
    (path): Route => ({
      method: 'OPTIONS',
      path,
      rule: 'public',
      handle: async ({ request }) => preflight(request, config),
    }),
  )
  return [...routes.map((route) => ({ ...route, handle: guarded(route.handle) })), ...preflights]

  async function generate({ request, address }: RouteRequest): Promise<Response> {
    const caller = callerOf(request, config)
    if (caller === 'foreign') return refuse('origin_not_allowed')
    const refused = door.admitStranger(address)
    if (refused) return refused
    // A page of another site gets a token and no cookie: its browser would not send one back.
    if (caller === 'listed') return tokenAnswer(newClaims())
    const resumed = await sessions.resume(request)
    if (resumed) return tokenAnswer(resumed.claims, { 'Set-Cookie': resumed.cookie })
    const claims = newClaims()
    return tokenAnswer(claims, { 'Set-Cookie': await sessions.begin(claims) })
  }

  // Both unguessable: the conversation by habit, the user because `dl_` ids are trusted by whoever reads the protocol.
  function newClaims(): Claims {
    return { conversation: `wc_${host.randomToken(16)}`, user: `dl_${host.randomToken(16)}` }
  }

  async function refresh(_: RouteRequest, claims: Verified): Promise<Response> {
    return claims.renewable ? tokenAnswer(claims) : refuse('token_required')
  }

  function tokenAnswer(claims: Claims & { first?: number }, headers: Record<string, string> = {}): Response {
    return Response.json(tokenFields(claims), { headers })
  }

  function tokenFields(claims: Claims & { first?: number }) {
    const token = signToken(config.tokenSecret, claims, host.now(), claims.first)
    return { conversationId: claims.conversation, token, expires_in: tokenSeconds }
  }

  async function start({ request }: RouteRequest, claims: Verified): Promise<Response> {
    const refused = door.admitMessage(claims.conversation)
    if (refused) return refused
    const given = startBody.parse(await request.json().catch(() => ({})))
    // A page that comes back opens the conversation again; only a deep link then starts something.
    const goesOn = !given.start && (await host.activities.after(claims.conversation, 0, 1)).length > 0
    const failed = goesOn ? null : await commit([toStart(claims, given)])
    if (failed) return failed
    const streamUrl = await streams.address(request, claims.conversation, 0)
    return Response.json({ ...tokenFields(claims), streamUrl }, { status: 201 })
  }

  async function reconnect({ request }: RouteRequest, claims: Verified): Promise<Response> {
    const watermark = watermarkOf(request)
    if (watermark === null) return refuse('bad_request')
    const streamUrl = await streams.address(request, claims.conversation, watermark)
    return Response.json({ ...tokenFields(claims), streamUrl })
  }

  async function read({ request }: RouteRequest, { conversation }: Verified): Promise<Response> {
    const watermark = watermarkOf(request)
    if (watermark === null) return refuse('bad_request')
    const stored = await host.activities.after(conversation, watermark, activitiesAtOnce)
    const activities = stored.map(({ activity }) => files.show(conversation, activity))
    return Response.json({ activities, watermark: String(stored.at(-1)?.sequence ?? watermark) })
  }

  async function post({ request }: RouteRequest): Promise<Response> {
    const { response, updates } = await parts.receive(request)
    const conversation = updates[0]?.conversation
    if (conversation === undefined) return response
    return door.admitMessage(conversation) ?? (await commit(updates)) ?? response
  }

  async function upload({ request }: RouteRequest, claims: Verified): Promise<Response> {
    const refused = door.admitMessage(claims.conversation)
    if (refused) return refused
    const posted = await postUpload(host, claims.conversation, request)
    if (posted instanceof Response) return posted
    const activity = typeof posted.activity === 'object' ? posted.activity : null
    const message = JSON.stringify({ type: 'message', ...activity, attachments: posted.attachments })
    // From here on it is a message like any other, refused for the same reasons.
    return post({
      request: new Request(activitiesUrl(request), {
        method: 'POST',
        headers: bearer(request),
        body: message,
      }),
      parameters: {},
      address: '',
    })
  }

  async function newUpload({ request }: RouteRequest, { conversation }: Verified): Promise<Response> {
    return (
      door.admitMessage(conversation) ??
      createUpload(host, conversation, await request.json().catch(() => null), refuseUpload)
    )
  }

  async function appendPart(
    { request, parameters }: RouteRequest,
    { conversation }: Verified,
  ): Promise<Response> {
    return appendUpload(host, conversation, parameters.upload ?? '', request, refuseUpload)
  }

  async function whereUpload({ parameters }: RouteRequest, { conversation }: Verified): Promise<Response> {
    return uploadState(host, conversation, parameters.upload ?? '', refuseUpload)
  }

  async function end({ request }: RouteRequest, { conversation }: Verified): Promise<Response> {
    // The token already proves intent; our own header makes a browser ask first when another site tries.
    const own = request.headers.has('x-mot-cua') && callerOf(request, config) !== 'foreign'
    if (!own) return refuse('origin_not_allowed')
    const cookie = await sessions.end(request, conversation)
    streams.close(conversation)
    return Response.json({ ended: true }, { headers: { 'Set-Cookie': cookie } })
  }

  async function commit(updates: readonly Update[]): Promise<Response | null> {
    try {
      await host.accept(updates)
    } catch (error) {
      host.log.error(
        { error: error instanceof Error ? error.name : 'unknown' },
        '[web-chat] updates not saved',
      )
      return refuse('not_saved')
    }
    for (const { conversation } of updates) streams.typing(conversation)
    return null
  }

  function withClaims(handle: (call: RouteRequest, claims: Verified) => Promise<Response>): Route['handle'] {
    return async (call) => {
      const claims = await door.admit(call.request)
      return claims instanceof Response ? claims : handle(call, claims)
    }
  }

  function guarded(handle: Route['handle']): Route['handle'] {
    return async (call) => {
      const response = await handle(call)
      for (const [name, value] of Object.entries(corsHeaders(call.request, config)))
        response.headers.set(name, value)
      return response
    }
  }
}

// The largest file and the wrapping of multipart, on a slow line: ten minutes is 350 kbit/s.
const file = { bodyBytes: largestFileBytes + 64 * 1024, bodyMs: 600_000 }

function watermarkOf(request: Request): number | null {
  const given = new URL(request.url).searchParams.get('watermark') ?? ''
  if (given === '') return 0
  return /^\d{1,15}$/.test(given) ? Number(given) : null
}

function activitiesUrl(request: Request): string {
  return new URL(request.url).href.replace(/\/upload(\?.*)?$/, '/activities')
}

function bearer(request: Request): Headers {
  return new Headers({
    authorization: request.headers.get('authorization') ?? '',
    'content-type': 'application/json',
  })
}
