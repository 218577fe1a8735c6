// Zalo's OpenAPI on loopback, all three hosts in one: refuses what the real one refuses (errors inside a 200), keeps the window of seven
// days, spends refresh tokens, reports the OA's own messages, repeats webhooks, and misbehaves on order.
// After the error tables and limits of two surveys and the official SDKs, read November 2026.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseMultipart } from './multipart.ts'
import { account, type Json, oaEvent, signatureOf } from './zalo-oa-events.ts'

export interface OaMessage {
  readonly messageId: string
  readonly person: string
  readonly text: string
  readonly buttons: readonly { label: string; data: string }[]
  readonly file?: { readonly name: string; readonly bytes: Uint8Array }
}

export type OaTrouble =
  | 'rate_limited'
  | 'http_429'
  | 'server_error'
  | 'time_out'
  | 'garbage'
  | 'blocked'
  | 'unauthorized'
  | 'refused'

type Answer = { status: number; body: unknown; headers?: Record<string, string> } | 'silence'

export interface ZaloOaServer {
  readonly root: string
  readonly messages: readonly OaMessage[]
  readonly templates: readonly { readonly by: 'uid' | 'phone'; readonly body: Json }[]
  readonly calls: readonly { readonly path: string; readonly body: Json; readonly headers: Json }[]
  readonly routes: ReadonlyMap<string, number>
  readonly strangers: readonly string[]
  readonly tokens: { accessToken: string; refreshToken: string; readonly refreshes: number }
  /** What differs between accounts. */
  readonly settings: {
    takesButtons: boolean
    takesVisitorsOnNewPath: boolean
    wantsProof: boolean
    templateByUid: boolean
    phone: string | null
    echoAdminId: string | null
    refreshAnswer: 'fine' | 'refused' | 'lost' | 'garbage'
    now: () => number
  }
  /** Who may be written to, since when. */
  readonly lastInteraction: Map<string, number>
  webhook: string | null
  addFile(bytes: Uint8Array): string
  /** Refuses sends with this number (or a trouble of the wire) until told otherwise; `only` on this path. */
  trouble(kind: OaTrouble | number | null, only?: string): void
  expireToken(code?: -216 | -220): void
  /** Hands an event to the webhook, repeating it as Zalo does while it is not taken. */
  push(event: Json): Promise<void>
  settled(): Promise<void>
  close(): Promise<void>
}

const fail = (error: number, message = 'failed'): Answer => ({ status: 200, body: { error, message } })
const grant = (data: unknown): Answer => ({ status: 200, body: { data, error: 0, message: 'Success' } })
const week = 7 * 24 * 3_600_000
const megabyte = 1024 * 1024
const uploadable: Readonly<Record<string, readonly [RegExp, number]>> = {
  image: [/\.(jpe?g|png)$/i, megabyte],
  file: [/\.(pdf|docx?)$/i, 5 * megabyte],
}
export const rateWaitSeconds = 11

export async function startZaloOaServer(options: { retryMs?: number } = {}): Promise<ZaloOaServer> {
  const messages: OaMessage[] = []
  const templates: { by: 'uid' | 'phone'; body: Json }[] = []
  const calls: { path: string; body: Json; headers: Json }[] = []
  const strangers: string[] = []
  const files = new Map<string, Uint8Array>()
  const uploaded = new Map<string, { name: string; bytes: Uint8Array }>()
  const pending = new Set<Promise<void>>()
  const newToken = (kind: string) => `${kind}-${randomBytes(12).toString('hex')}`
  const tokens = { accessToken: newToken('at'), refreshToken: newToken('rt'), refreshes: 0 }
  let tokenCode = -216
  let troubled: { kind: OaTrouble | number; only: string | undefined } | null = null
  let ids = 0
  let closed = false

  function say(person: string, message: Json, visitor: boolean): Answer {
    const last = server.lastInteraction.get(person)
    if (last === undefined) return fail(-232, 'no interaction')
    if (server.settings.now() - last > week) return fail(-230, 'User has not interacted with OA for 7 days')
    const text = String(message.text ?? '')
    const attachment = message.attachment as { type: string; payload: Json } | undefined
    if (!text && !attachment) return fail(-201, 'text is invalid')
    if (text.length > 2_000) return fail(-210, 'text is over limit')
    if (text !== text.normalize('NFC')) return fail(-201, 'text is not composed')
    const file = attachment ? fileOf(attachment) : undefined
    const buttons = attachment ? buttonsOf(attachment) : []
    if (file === null || buttons === null || (file === undefined && attachment && buttons.length === 0))
      return fail(-201, 'attachment is invalid')
    if (buttons.length > 0 && !server.settings.takesButtons)
      return fail(-233, 'message type is not supported')
    // No example shows words beside a file.
    if (file && text) return fail(-201, 'text is invalid')
    ids += 1
    const messageId = `${ids.toString(16)}f0e1d2c3b4a5968778695a4b3c2d1e0f`
    messages.push({ messageId, person, text, buttons, ...(file ? { file } : {}) })
    const { echoAdminId: adminId } = server.settings
    if (server.webhook && !visitor) {
      void server.push(
        oaEvent(file ? 'oa_send_file' : 'oa_send_text', messageId, {
          person,
          at: server.settings.now(),
          ...(adminId ? { adminId } : {}),
        }),
      )
    }
    return grant({ message_id: messageId, user_id: person, quota: { quota_type: 'reply' } })
  }

  /** Null: an upload nobody made. Undefined: not a file. */
  function fileOf({ type, payload }: { type: string; payload: Json }) {
    const elements = payload.elements as { media_type: string; attachment_id: string }[] | undefined
    if (type === 'file') return uploaded.get(`file:${payload.token}`) ?? null
    if (type === 'template' && payload.template_type === 'media')
      return uploaded.get(`image:${elements?.[0]?.attachment_id}`) ?? null
    return undefined
  }

  function buttonsOf({ type, payload }: { type: string; payload: Json }) {
    const buttons = (payload.buttons ?? []) as { title: string; type: string; payload: string }[]
    const fine = buttons.every(
      (one) => one.type === 'oa.query.hide' && one.title.length <= 35 && one.payload.length <= 1_000,
    )
    if (type !== 'template' && buttons.length > 0) return null
    return fine && buttons.length <= 5
      ? buttons.map((one) => ({ label: one.title, data: one.payload }))
      : null
  }

  function upload(kind: 'image' | 'file', raw: Buffer, contentType: string): Answer {
    const part = parseMultipart(raw, contentType).find(({ name }) => name === 'file')
    if (!part?.fileName) return fail(-201, 'file is invalid')
    const [names, most] = uploadable[kind] ?? [/$^/, 0]
    if (!names.test(part.fileName)) return fail(-201, 'file type is invalid')
    if (part.bytes.length > most) return fail(-210, 'file is over limit')
    const handle = newToken(kind)
    uploaded.set(`${kind}:${handle}`, { name: part.fileName, bytes: part.bytes })
    return grant(kind === 'file' ? { token: handle } : { attachment_id: handle })
  }

  function refresh(raw: Buffer, request: IncomingMessage): Answer {
    const form = new URLSearchParams(raw.toString())
    const isForm = /urlencoded/.test(request.headers['content-type'] ?? '')
    const { refreshAnswer } = server.settings
    const good =
      isForm &&
      request.headers.secret_key === account.appSecret &&
      form.get('app_id') === account.appId &&
      form.get('grant_type') === 'refresh_token' &&
      form.get('refresh_token') === tokens.refreshToken
    if (!good || refreshAnswer === 'refused')
      return { status: 200, body: { error: -14014, error_name: 'Invalid refresh token' } }
    if (refreshAnswer === 'garbage') return { status: 200, body: '<html>' }
    // Single use, and the access token before it dies.
    tokens.accessToken = newToken('at')
    tokens.refreshToken = newToken('rt')
    tokens.refreshes += 1
    tokenCode = -216
    const { accessToken: access_token, refreshToken: refresh_token } = tokens
    if (refreshAnswer === 'lost') return 'silence'
    return { status: 200, body: { access_token, refresh_token, expires_in: '90000' } }
  }

  function template(by: 'uid' | 'phone', body: Json): Answer {
    const data = (body.template_data ?? {}) as Record<string, string>
    if (!body.template_id || Object.values(data).some((value) => value.length > 30)) return fail(-1121)
    if (by === 'uid' && !body.user_id) return fail(-201)
    if (by === 'uid' && !server.settings.templateByUid) return fail(-249, 'template cannot go by UID')
    if (by === 'phone' && (!/^84\d{9}$/.test(String(body.phone)) || !body.tracking_id)) return fail(-108)
    templates.push({ by, body })
    ids += 1
    return grant(by === 'uid' ? { message_id: `t${ids}` } : { msg_id: `t${ids}` })
  }

  const posts: Record<string, (raw: Buffer, request: IncomingMessage, body: Json) => Answer> = {
    '/v3.0/oa/message/cs': (_raw, _request, body) => {
      const { user_id: user, anonymous_id: visitor } = body.recipient as Record<string, string>
      if (visitor && !server.settings.takesVisitorsOnNewPath) return fail(-201, 'recipient is invalid')
      return say(user ?? visitor ?? '', body.message as Json, visitor !== undefined)
    },
    '/v2.0/oa/message': (_raw, _request, body) => {
      const { anonymous_id: visitor, conversation_id: talk } = body.recipient as Record<string, string>
      if (!visitor) return fail(-240, 'this API is closed')
      return talk ? say(visitor, body.message as Json, true) : fail(-201, 'conversation_id is invalid')
    },
    '/v2.0/oa/upload/file': (raw, request) => upload('file', raw, request.headers['content-type'] ?? ''),
    '/v2.0/oa/upload/image': (raw, request) => upload('image', raw, request.headers['content-type'] ?? ''),
    '/v3.0/oa/message/template': (_raw, _request, body) => template('uid', body),
    '/message/template': (_raw, _request, body) => template('phone', body),
  }
  const userDetail = '/v3.0/oa/user/detail'
  const oauth = '/v4/oa/access_token'
  const routes = new Map([...Object.keys(posts), userDetail, oauth, 'file'].map((name) => [name, 0]))
  const counted = (name: string) => void routes.set(name, (routes.get(name) ?? 0) + 1)

  function troubleFor(path: string): Answer | null {
    if (!troubled || (troubled.only !== undefined && troubled.only !== path)) return null
    switch (troubled.kind) {
      case 'rate_limited':
        return fail(-32, 'rate limit')
      case 'http_429':
        return { status: 429, body: '', headers: { 'Retry-After': String(rateWaitSeconds) } }
      case 'server_error':
        return { status: 502, body: '<html>502</html>' }
      case 'time_out':
        return 'silence'
      case 'garbage':
        return { status: 200, body: '<html>' }
      case 'blocked':
        return fail(-213, 'user has not followed the OA')
      case 'unauthorized':
        return fail(-216, 'access token is invalid')
      case 'refused':
        return fail(-248, 'content violates policy')
      default:
        return fail(troubled.kind)
    }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://zalo')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const raw = Buffer.concat(chunks)
    if (path.startsWith('/file/')) {
      counted('file')
      const bytes = files.get(path)
      return bytes ? { status: 200, body: bytes } : { status: 404, body: '' }
    }
    if (path === oauth) {
      counted(oauth)
      return refresh(raw, request)
    }
    const post = posts[path]
    if (!post && path !== userDetail) {
      strangers.push(path)
      return { status: 404, body: '' }
    }
    counted(path)
    const isJson = /json/.test(request.headers['content-type'] ?? '')
    const body = isJson ? (JSON.parse(raw.toString()) as Json) : {}
    calls.push({ path, body, headers: { ...request.headers } })
    const trouble = troubleFor(path)
    if (trouble) return trouble
    const { access_token: token, appsecret_proof: proof } = request.headers
    if (token !== tokens.accessToken || tokenCode === -220) return fail(tokenCode, 'access token')
    const proven = createHmac('sha256', account.appSecret).update(String(token)).digest('hex')
    if (server.settings.wantsProof ? proof !== proven : proof !== undefined && proof !== proven)
      return fail(-242, 'appsecret_proof')
    if (post) return post(raw, request, body)
    const { user_id: user } = JSON.parse(searchParams.get('data') ?? '{}') as { user_id?: string }
    const { phone } = server.settings
    return grant({ user_id: user, ...(phone ? { shared_info: { phone: Number(phone) } } : {}) })
  }

  const http = createServer((request, response) => {
    answer(request).then(
      (made) => write(response, made),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))

  async function deliver(body: string): Promise<void> {
    for (let repeats = 0; server.webhook && !closed && repeats < 20; repeats += 1) {
      const status = await fetch(server.webhook, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-ZEvent-Signature': signatureOf(body),
          ...(repeats > 0 ? { num_retry: String(repeats) } : {}),
        },
        body,
      }).then(
        ({ status }) => status,
        () => 0,
      )
      if (status === 200) return
      await new Promise((resolve) => setTimeout(resolve, options.retryMs ?? 100))
    }
  }

  const root = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const server: ZaloOaServer = {
    root,
    messages,
    templates,
    calls,
    routes,
    strangers,
    tokens,
    settings: {
      takesButtons: true,
      takesVisitorsOnNewPath: true,
      wantsProof: false,
      templateByUid: true,
      phone: null,
      echoAdminId: null,
      refreshAnswer: 'fine',
      now: Date.now,
    },
    lastInteraction: new Map(),
    webhook: null,
    addFile(bytes) {
      const path = `/file/${createHash('md5').update(bytes).update(String(files.size)).digest('hex')}`
      files.set(path, bytes)
      return `${root}${path}`
    },
    trouble(kind, only) {
      troubled = kind === null ? null : { kind, only }
    },
    expireToken(code = -220) {
      tokenCode = code
      if (code === -216) tokens.accessToken = newToken('at')
    },
    push(event) {
      const { sender, follower } = event as { sender?: { id: string }; follower?: { id: string } }
      const person = follower?.id ?? sender?.id
      if (person && person !== account.oaId) server.lastInteraction.set(person, server.settings.now())
      const delivery = deliver(JSON.stringify(event)).finally(() => pending.delete(delivery))
      pending.add(delivery)
      return delivery
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
    async close() {
      closed = true
      await new Promise<void>((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      })
    },
  }
  return server
}

function write(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return
  const { status, body, headers = {} } = answer
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  response.writeHead(status, {
    'Content-Type': isRaw ? 'application/octet-stream' : 'application/json',
    ...headers,
  })
  response.end(isRaw ? body : JSON.stringify(body))
}
