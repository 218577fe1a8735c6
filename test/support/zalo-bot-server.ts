// The Zalo Bot Platform on loopback: hands updates out by webhook or one at a time by getUpdates, refuses what the real one refuses, and
// misbehaves on order. After a reference checked against the documentation and code in production, read November 2026.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Json = Record<string, unknown>
/** Longer than 2^53, as every id of Zalo's. */
export const botPersonId = '6ede9afa66b88fe6d6a9'
export const botNumber = '1459232241454765289'

export type BotTrouble =
  | 'rate_limited'
  | 'server_error'
  | 'time_out'
  | 'garbage'
  | 'blocked'
  | 'unauthorized'
  | 'refused'

type Answer = { status: number; body: unknown } | 'silence'

export interface ZaloBotServer {
  readonly root: string
  readonly token: string
  readonly messages: readonly { readonly messageId: string; readonly chat: string; readonly text: string }[]
  readonly calls: readonly { readonly method: string; readonly payload: Json }[]
  readonly routes: ReadonlyMap<string, number>
  readonly strangers: readonly string[]
  readonly webhook: { url: string; secret: string } | null
  /** As documentation has it, instead of as it really comes. */
  wrapped: boolean
  addFile(bytes: Uint8Array): string
  trouble(kind: BotTrouble | null, method?: string): void
  push(update: Json): void
  settled(): Promise<void>
  close(): Promise<void>
}

const refuse = (code: number): Answer => ({
  status: code,
  body: { ok: false, error_code: code, description: 'refused' },
})
const grant = (result: unknown): Answer => ({ status: 200, body: { ok: true, result } })

export function botUpdate(name: string, messageId: string, content: Json = {}, chat = botPersonId): Json {
  return {
    event_name: name,
    message: {
      message_id: messageId,
      date: 1_795_000_000_000,
      from: { id: botPersonId, display_name: 'Kín', is_bot: false },
      chat: { id: chat, chat_type: 'PRIVATE' },
      ...content,
    },
  }
}

export async function startZaloBotServer(options: { retryMs?: number } = {}): Promise<ZaloBotServer> {
  const token = `${botNumber}:${randomBytes(12).toString('hex')}`
  const messages: { messageId: string; chat: string; text: string }[] = []
  const calls: { method: string; payload: Json }[] = []
  const strangers: string[] = []
  const files = new Map<string, Uint8Array>()
  const polls: (() => void)[] = []
  let pending: Json[] = []
  /** Handed out by polling, until the next poll comes. */
  let inHand = 0
  let webhook: { url: string; secret: string } | null = null
  let chain = Promise.resolve()
  let troubled: { kind: BotTrouble; method: string } | null = null
  let closed = false

  const methods: Record<string, (payload: Json) => Answer | Promise<Answer>> = {
    getMe: () => grant({ id: botNumber, account_name: 'bot.motcua', can_join_groups: true }),
    setWebhook({ url, secret_token: secret }) {
      const fine = typeof url === 'string' && typeof secret === 'string'
      if (!fine || secret.length < 8 || secret.length > 256) return refuse(400)
      webhook = { url, secret }
      return grant({ url, updated_at: 1 })
    },
    deleteWebhook() {
      webhook = null
      return grant({ url: '', updated_at: 1 })
    },
    async getUpdates({ timeout }) {
      if (webhook) return refuse(409)
      inHand = 0
      if (pending.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          polls.push(resolve)
          setTimeout(resolve, Number(timeout) * 1_000).unref()
        })
      }
      // One object, no list; nobody says that it arrived.
      const next = pending.shift()
      if (!next) return { status: 200, body: { ok: false, error_code: 408, description: 'Request timeout' } }
      inHand = 1
      return grant(next)
    },
    sendMessage({ chat_id: chat, text }) {
      if (typeof text !== 'string' || text.length < 1 || text.length > 2_000) return refuse(400)
      const messageId = randomBytes(10).toString('hex')
      messages.push({ messageId, chat: String(chat), text })
      return grant({ message_id: messageId, date: 1_795_000_000_000 })
    },
    sendChatAction: () => grant(true),
  }
  const routes = new Map([...Object.keys(methods), 'file'].map((name) => [name, 0]))
  const counted = (name: string) => void routes.set(name, (routes.get(name) ?? 0) + 1)

  function troubleFor(method: string): Answer | null {
    if (troubled?.method !== method) return null
    switch (troubled.kind) {
      case 'rate_limited':
        return refuse(429)
      case 'server_error':
        return { status: 502, body: '<html>502</html>' }
      case 'time_out':
        return 'silence'
      case 'garbage':
        return { status: 200, body: '<html>' }
      case 'blocked':
        return refuse(403)
      case 'unauthorized':
        return { status: 200, body: { ok: false, error_code: 401, description: 'Unauthorized' } }
      case 'refused':
        return refuse(400)
    }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const path = request.url ?? ''
    if (path.startsWith('/file/')) {
      counted('file')
      const bytes = files.get(path)
      return bytes ? { status: 200, body: bytes } : refuse(404)
    }
    const [, place = '', name = ''] = path.split('/')
    if (place !== `bot${token}`) return refuse(401)
    const method = methods[name]
    if (!method) {
      strangers.push(name)
      return refuse(404)
    }
    counted(name)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const payload = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Json
    calls.push({ method: name, payload })
    return troubleFor(name) ?? method(payload)
  }

  const http = createServer((request, response) => {
    answer(request).then(
      (made) => {
        if (made === 'silence') return
        const isRaw = typeof made.body === 'string' || made.body instanceof Uint8Array
        response.writeHead(made.status, { 'Content-Type': isRaw ? 'image/jpeg' : 'application/json' })
        response.end(isRaw ? made.body : JSON.stringify(made.body))
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const root = `http://127.0.0.1:${(http.address() as AddressInfo).port}`

  async function deliver(update: Json): Promise<void> {
    const body = JSON.stringify(server.wrapped ? { ok: true, result: update } : update)
    for (let tries = 0; webhook && !closed && tries < 20; tries += 1) {
      const headers = { 'Content-Type': 'application/json', 'X-Bot-Api-Secret-Token': webhook.secret }
      const status = await fetch(webhook.url, { method: 'POST', headers, body }).then(
        (response) => response.status,
        () => 0,
      )
      if (status >= 200 && status < 300) return
      await new Promise((resolve) => setTimeout(resolve, options.retryMs ?? 100))
    }
  }

  const server: ZaloBotServer = {
    root,
    token,
    messages,
    calls,
    routes,
    strangers,
    wrapped: false,
    get webhook() {
      return webhook
    },
    addFile(bytes) {
      const path = `/file/${files.size + 1}.jpg`
      files.set(path, bytes)
      return `${root}${path}`
    },
    trouble(kind, method = 'sendMessage') {
      troubled = kind === null ? null : { kind, method }
    },
    push(update) {
      if (webhook) {
        chain = chain.then(() => deliver(update))
        return
      }
      pending = [...pending, update]
      for (const wake of polls.splice(0)) wake()
    },
    async settled() {
      await chain
      while ((pending.length > 0 || inHand > 0) && !closed)
        await new Promise((resolve) => setTimeout(resolve, 10))
    },
    async close() {
      closed = true
      for (const wake of polls.splice(0)) wake()
      await new Promise<void>((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      })
    },
  }
  return server
}
