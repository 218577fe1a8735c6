// Microsoft on loopback, all of it in one: login service, OpenID keys, connector, OneDrive. Signs what it brings, refuses what the real ones
// refuse, asks people before a file is theirs, repeats what was not taken, and misbehaves on order.
// After learn.microsoft.com (connector authentication, REST API, files and rate limits of Teams), read November 2026.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { app, type Json, type Place } from './bot-framework-activities.ts'
import { consentAnswer, consentIn, consentOf } from './bot-framework-consent.ts'
import { createSigner, type Signing } from './bot-framework-signer.ts'

export interface SeenActivity {
  readonly id: string
  readonly conversation: string
  readonly activity: Json
}

export interface SeenFile {
  readonly conversation: string
  readonly name: string
  readonly bytes: Uint8Array
}

export type MicrosoftTrouble =
  | 'rate_limited'
  | 'server_error'
  | 'time_out'
  | 'garbage'
  | 'blocked'
  | 'unauthorized'
  | 'refused'

export interface BotFrameworkServer {
  readonly root: string
  readonly serviceUrl: string
  readonly metadataUrl: string
  readonly secrets: readonly string[]
  /** Messages that stand in the chats; typing and removed ones left out. */
  readonly messages: readonly SeenActivity[]
  readonly files: readonly SeenFile[]
  /** Conversations that were shown we are typing. */
  readonly typings: readonly string[]
  /** Calls that brought the bot's token where it does not belong, or an activity over 25 KB. */
  readonly leaks: readonly string[]
  readonly routes: ReadonlyMap<string, number>
  readonly strangers: readonly string[]
  readonly settings: {
    /** Whether people press "Allow" on a card that asks for a file. */
    consents: boolean
    /** Whether cards that ask for a file are taken at all; otherwise a 502. */
    takesConsentCards: boolean
    loginAnswer: 'fine' | 'refused' | 'garbage'
    /** What storing a file is answered with. */
    uploadStatus: number
    tokenSeconds: number
    jwksUri: string | null
  }
  webhook: string | null
  /** How requests go to the bot; over HTTP to `webhook` unless told. */
  knock: (body: string, authorization: string) => Promise<number>
  sign(activity: Json, more?: Signing): Promise<string>
  /** A file people can send; `inline` ones are the connector's and want the bot's token. */
  addFile(bytes: Uint8Array, inline?: boolean): string
  trouble(kind: MicrosoftTrouble | number | null): void
  /** Every token given out so far is over. */
  expireTokens(): void
  /** Signs and brings an activity, again while it is not taken. */
  push(activity: Json): Promise<void>
  /** Presses a button of a card that asks for a file. */
  answerConsent(card: SeenActivity, action: 'accept' | 'decline', uploadUrl?: string): Json
  /** The conversation exists; one that brings an activity does anyway. */
  know(place: Pick<Place, 'channelId' | 'conversation'>): void
  settled(): Promise<void>
  close(): Promise<void>
}

export const rateWaitSeconds = 13
/** Of a message on Teams, in UTF-16. */
const teamsBytes = 100 * 1024
const ourBytes = 25 * 1024

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'silence'

export async function startBotFrameworkServer(
  options: { retryMs?: number } = {},
): Promise<BotFrameworkServer> {
  const signer = await createSigner()
  const messages: SeenActivity[] = []
  const files: SeenFile[] = []
  const typings: string[] = []
  const leaks: string[] = []
  const strangers: string[] = []
  const stored = new Map<string, { bytes: Uint8Array; inline: boolean }>()
  const sessions = new Map<string, { conversation: string; name: string }>()
  const channels = new Map<string, string>()
  const pending = new Set<Promise<void>>()
  const tokens = new Map<string, number>()
  const secrets: string[] = [app.appPassword]
  let troubled: MicrosoftTrouble | number | null = null
  let ids = 0
  let closed = false
  const nextId = () => {
    ids += 1
    return String(1_668_000_000_000 + ids)
  }

  function troubleNow(raw: string): Answer | null {
    switch (troubled) {
      case null:
        return null
      case 'rate_limited':
        return { status: 429, body: {}, headers: { 'Retry-After': String(rateWaitSeconds) } }
      case 'server_error':
        return { status: 502, body: '<html>502</html>' }
      case 'time_out':
        return 'silence'
      case 'garbage':
        return { status: 200, body: '<html>' }
      case 'blocked':
        return refuse(403, 'MessageWritesBlocked', raw)
      case 'unauthorized':
        return refuse(401, 'Unauthorized', raw)
      case 'refused':
        return refuse(400, 'BadSyntax', raw)
      default:
        return refuse(troubled, 'Trouble', raw)
    }
  }

  // Some refusals quote what was said.
  const refuse = (status: number, code: string, quoted = ''): Answer => ({
    status,
    body: { error: { code, message: `${code}: ${quoted}` } },
  })

  function post(conversation: string, raw: string): Answer {
    const activity = JSON.parse(raw) as Json
    const channelId = channels.get(conversation)
    if (!channelId) return refuse(404, 'ConversationNotFound')
    if (raw.length > ourBytes || Buffer.byteLength(raw) > ourBytes) leaks.push(`an activity of ${raw.length}`)
    if (channelId === 'msteams' && raw.length * 2 > teamsBytes) return refuse(413, 'MessageSizeTooBig')
    if (activity.type === 'typing') {
      typings.push(conversation)
      return { status: 200, body: { id: nextId() } }
    }
    const cards = (activity.attachments ?? []) as { contentType: string; content: Json }[]
    const wrong = cards.find(({ contentType, content }) => {
      const buttons = (content?.buttons ?? []) as unknown[]
      return contentType === 'application/vnd.microsoft.card.hero' && buttons.length > 6
    })
    if (wrong) return refuse(400, 'BadArgument')
    if (channelId === 'msteams' && activity.suggestedActions) return refuse(400, 'BadArgument')
    if (consentOf(activity) && !server.settings.takesConsentCards) return refuse(502, 'BadGateway')
    const id = nextId()
    const seen = { id, conversation, activity }
    messages.push(seen)
    if (server.settings.consents && consentOf(activity)) {
      track(Promise.resolve().then(() => server.push(server.answerConsent(seen, 'accept'))))
    }
    return { status: 201, body: { id } }
  }

  function login(raw: string, tenant: string): Answer {
    const form = new URLSearchParams(raw)
    const good =
      server.settings.loginAnswer === 'fine' &&
      (tenant === app.tenantId || tenant === 'botframework.com') &&
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === app.appId &&
      form.get('client_secret') === app.appPassword &&
      form.get('scope') === 'https://api.botframework.com/.default'
    if (server.settings.loginAnswer === 'garbage') return { status: 200, body: '<html>' }
    if (!good)
      return { status: 401, body: { error: 'invalid_client', error_description: `AADSTS7000215 ${raw}` } }
    const token = `eyJ0.${randomBytes(24).toString('base64url')}.${randomBytes(12).toString('base64url')}`
    const { tokenSeconds } = server.settings
    tokens.set(token, Date.now() + tokenSeconds * 1_000)
    secrets.push(token)
    return { status: 200, body: { token_type: 'Bearer', expires_in: tokenSeconds, access_token: token } }
  }

  const isBot = ({ headers }: IncomingMessage) => {
    const until = tokens.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '')
    return until !== undefined && until > Date.now()
  }

  /** Where a token has no business. */
  function asAnybody(request: IncomingMessage, make: () => Answer): Answer {
    if (!request.headers.authorization) return make()
    leaks.push(`a token at ${request.url}`)
    return { status: 401 }
  }

  function putFile(session: string, raw: Buffer, range: string | undefined): Answer {
    const asked = sessions.get(session)
    if (!asked) return { status: 404 }
    if (server.settings.uploadStatus !== 201) return { status: server.settings.uploadStatus }
    if (range !== `bytes 0-${raw.length - 1}/${raw.length}`) return { status: 416 }
    sessions.delete(session)
    files.push({ ...asked, bytes: raw })
    return { status: 201, body: { id: session } }
  }

  interface Asked {
    readonly request: IncomingMessage
    readonly raw: Buffer
    readonly at: readonly string[]
  }
  const table: Readonly<Record<string, readonly [RegExp, (asked: Asked) => Answer]>> = {
    'GET metadata': [
      /^GET \/v1\/\.well-known\/openidconfiguration$/,
      () => ({
        status: 200,
        body: {
          issuer: 'https://api.botframework.com',
          jwks_uri: server.settings.jwksUri ?? `${root}/v1/.well-known/keys`,
          id_token_signing_alg_values_supported: ['RS256'],
        },
      }),
    ],
    'GET keys': [/^GET \/v1\/\.well-known\/keys$/, () => ({ status: 200, body: { keys: signer.keys() } })],
    'POST token': [
      /^POST \/([\w.-]+)\/oauth2\/v2\.0\/token$/,
      ({ raw, at }) => login(raw.toString(), at[0] ?? ''),
    ],
    'POST activity': [
      /^POST \/service\/v3\/conversations\/([^/]+)\/activities$/,
      ({ request, raw, at }) =>
        isBot(request) ? (troubleNow(raw.toString()) ?? post(at[0] ?? '', raw.toString())) : refuse(401, ''),
    ],
    'DELETE activity': [
      /^DELETE \/service\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
      ({ request, at }) => {
        if (!isBot(request)) return refuse(401, '')
        const place = messages.findIndex(({ id }) => id === at[1])
        if (place >= 0) messages.splice(place, 1)
        return { status: 200 }
      },
    ],
    'GET inline image': [
      /^GET \/service\/v3\/attachments\/([\w-]+)\/views\/original$/,
      ({ request, at }) => (isBot(request) ? fileAnswer(at[0] ?? '', true) : refuse(401, '')),
    ],
    'GET file': [
      /^GET \/files\/([\w-]+)$/,
      ({ request, at }) => asAnybody(request, () => fileAnswer(at[0] ?? '', false)),
    ],
    'PUT upload': [
      /^PUT \/upload\/([\w-]+)$/,
      ({ request, raw, at }) =>
        asAnybody(request, () => putFile(at[0] ?? '', raw, request.headers['content-range'])),
    ],
  }
  const routes = new Map(Object.keys(table).map((name) => [name, 0]))

  function fileAnswer(id: string, inline: boolean): Answer {
    const file = stored.get(id)
    return file?.inline === inline ? { status: 200, body: file.bytes } : { status: 404 }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const line = `${request.method} ${new URL(request.url ?? '/', 'http://microsoft').pathname}`
    for (const [name, [pattern, handle]] of Object.entries(table)) {
      const match = pattern.exec(line)
      if (!match) continue
      routes.set(name, (routes.get(name) ?? 0) + 1)
      return handle({ request, raw: Buffer.concat(chunks), at: match.slice(1).map(decodeURIComponent) })
    }
    strangers.push(line)
    return { status: 404 }
  }

  function track(work: Promise<void>): void {
    pending.add(work)
    void work.finally(() => pending.delete(work))
  }

  const http = createServer((request, response) => {
    answer(request).then(
      (made) => write(response, made),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const root = `http://127.0.0.1:${(http.address() as AddressInfo).port}`

  async function bring(activity: Json): Promise<void> {
    server.know(activity as unknown as Place)
    const body = JSON.stringify(activity)
    for (let tries = 0; !closed && tries < 20; tries += 1) {
      const status = await server.knock(body, await server.sign(activity)).catch(() => 0)
      if (status >= 200 && status < 500) return
      await new Promise((resolve) => setTimeout(resolve, options.retryMs ?? 100))
    }
  }

  const server: BotFrameworkServer = {
    root,
    serviceUrl: `${root}/service/`,
    metadataUrl: `${root}/v1/.well-known/openidconfiguration`,
    secrets,
    messages,
    files,
    typings,
    leaks,
    routes,
    strangers,
    settings: {
      consents: true,
      takesConsentCards: true,
      loginAnswer: 'fine',
      uploadStatus: 201,
      tokenSeconds: 3_600,
      jwksUri: null,
    },
    webhook: null,
    async knock(body, authorization) {
      if (!server.webhook) return 0
      const headers = { 'Content-Type': 'application/json', Authorization: authorization }
      return (await fetch(server.webhook, { method: 'POST', headers, body })).status
    },
    sign: (activity, more) => signer.sign(activity, more),
    addFile(bytes, inline = false) {
      const id = `${stored.size + 1}-${randomBytes(9).toString('hex')}`
      stored.set(id, { bytes, inline })
      return inline ? `${root}/service/v3/attachments/${id}/views/original` : `${root}/files/${id}`
    },
    trouble(kind) {
      troubled = kind
    },
    expireTokens: () => tokens.clear(),
    push(activity) {
      const work = bring(activity)
      track(work)
      return work
    },
    answerConsent(card, action, uploadUrl) {
      const session = randomBytes(9).toString('hex')
      sessions.set(session, { conversation: card.conversation, name: consentIn(card.activity).name })
      return consentAnswer(card.activity, {
        action,
        id: `f:${nextId()}`,
        cardId: card.id,
        serviceUrl: server.serviceUrl,
        uploadUrl: uploadUrl ?? `${root}/upload/${session}`,
      })
    },
    know({ channelId, conversation }) {
      channels.set(conversation.id, channelId)
    },
    async settled() {
      while (pending.size > 0) await Promise.allSettled(pending)
    },
    close() {
      closed = true
      return new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      })
    },
  }
  return server
}

function write(response: ServerResponse, made: Answer): void {
  if (made === 'silence') return
  const { status, body, headers = {} } = made
  const bytes =
    body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  response.writeHead(status, headers).end(bytes)
}
