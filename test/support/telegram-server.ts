// A Bot API server on loopback: checks what the real one checks, hands updates out by webhook or getUpdates, and misbehaves on order.
// After the official server's source (tdlib/telegram-bot-api, Bot API 10.0) and type definitions, read November 2026.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseMultipart } from './multipart.ts'
import { parseTelegramHtml } from './telegram-html.ts'

export interface BotMessage {
  readonly messageId: number
  readonly chat: string
  /** As a person reads it: markup undone. */
  readonly text: string
  readonly markedUp: boolean
  buttons: readonly { label: string; data: string }[]
  readonly file?: { readonly name: string; readonly bytes: Uint8Array }
}

export type Trouble =
  | 'rate_limited'
  | 'server_error'
  | 'time_out'
  | 'garbage'
  | 'blocked'
  | 'unauthorized'
  | 'refused'
  | 'cannot_parse'
  | 'migrated'

type Answer = { status: number; body: unknown; headers?: Record<string, string> } | 'silence'
type Json = Record<string, unknown>

export interface TelegramServer {
  readonly root: string
  readonly token: string
  readonly bot: { readonly id: number; readonly username: string }
  /** What the bot has said, oldest first. */
  readonly messages: readonly BotMessage[]
  /** Every call that arrived, in order. */
  readonly calls: readonly { readonly method: string; readonly payload: Json }[]
  readonly strangers: readonly string[]
  readonly routes: ReadonlyMap<string, number>
  readonly webhook: { url: string; secret: string } | null
  readonly commands: ReadonlyMap<string, readonly { command: string; description: string }[]>
  readonly files: ReadonlyMap<string, { readonly path: string }>
  /** A file on Telegram's side; `sizeBytes` may claim more than there is. */
  addFile(bytes: Uint8Array, sizeBytes?: number): { fileId: string; sizeBytes: number }
  /** Hands an update out, after those before it in the same chat. */
  push(update: Json): void
  /** Hands out again what was confirmed already, as Telegram does when our answer got lost. */
  redeliver(update: Json): void
  /** Resolves when everything handed out was confirmed. */
  settled(): Promise<void>
  /** Sending meets this (in this chat only, when one is named) until told otherwise. */
  trouble(kind: Trouble | null, only?: { chat?: string; method?: string }): void
  nextUpdateId(): number
  nextMessageId(): number
  /** Makes a tap on a button of this message answerable. */
  askedBy(queryId: string): void
  close(): Promise<void>
}

const refuse = (code: number, description: string, parameters?: Json): Answer => ({
  status: code,
  body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
})
const grant = (result: unknown): Answer => ({ status: 200, body: { ok: true, result } })

/** Seconds asked for in a 429. */
export const retryAfterSeconds = 7
const largestDownload = 20 * 1024 * 1024

export async function startTelegramServer(
  options: { token?: string; retryMs?: number } = {},
): Promise<TelegramServer> {
  const token =
    // A different one each time: a late call of another test must not count as ours when it hits a port used again.
    options.token ?? `7000000001:AAtest-${randomBytes(16).toString('hex')}`
  const bot = { id: 7_000_000_001, username: 'mot_cua_bot' }
  const retryMs = options.retryMs ?? 40
  const messages: BotMessage[] = []
  const calls: { method: string; payload: Json }[] = []
  const strangers: string[] = []
  const commands = new Map<string, { command: string; description: string }[]>()
  const files = new Map<string, { bytes: Uint8Array; sizeBytes: number; path: string }>()
  const queries = new Set<string>()
  const polls: (() => void)[] = []
  let webhook: { url: string; secret: string } | null = null
  let pending: Json[] = []
  const chains = new Map<string, Promise<void>>()
  let troubled: { kind: Trouble; chat?: string; method?: string } | null = null
  let ids = 0
  let closed = false

  function say(payload: Json, extra: { text: string; markedUp: boolean; file?: BotMessage['file'] }): Answer {
    const markup = readMarkup(payload.reply_markup)
    if (markup === null) return refuse(400, 'Bad Request: BUTTON_DATA_INVALID')
    ids += 1
    const { text, markedUp, file } = extra
    messages.push({
      messageId: ids,
      chat: String(payload.chat_id),
      text,
      markedUp,
      buttons: markup,
      ...(file ? { file } : {}),
    })
    return grant({
      message_id: ids,
      chat: { id: Number(payload.chat_id), type: 'private' },
      date: 1_795_000_000,
      text,
    })
  }

  const methods: Record<
    string,
    (payload: Json, uploads: Map<string, BotMessage['file']>) => Answer | Promise<Answer>
  > = {
    getMe: () => grant({ ...bot, is_bot: true, first_name: 'Một Cửa', can_join_groups: true }),
    setMyCommands(payload) {
      const list = payload.commands as { command: string; description: string }[]
      const fine = list.every(
        ({ command, description }) => /^[a-z0-9_]{1,32}$/.test(command) && description.length <= 256,
      )
      if (!fine || list.length > 100) return refuse(400, 'Bad Request: BOT_COMMAND_INVALID')
      commands.set(String(payload.language_code ?? ''), list)
      return grant(true)
    },
    setWebhook(payload) {
      const secret = String(payload.secret_token ?? '')
      if (secret && !/^[\w-]{1,256}$/.test(secret))
        return refuse(400, 'Bad Request: secret token contains unallowed characters')
      webhook = { url: String(payload.url), secret }
      const waiting = pending
      pending = []
      for (const update of waiting) server.push(update)
      return grant(true)
    },
    deleteWebhook() {
      webhook = null
      return grant(true)
    },
    async getUpdates(payload) {
      if (webhook) return refuse(409, "Conflict: can't use getUpdates method while webhook is active")
      const offset = Number(payload.offset ?? 0)
      const limit = Number(payload.limit ?? 100)
      pending = pending.filter((update) => Number(update.update_id) >= offset)
      if (pending.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          polls.push(resolve)
          setTimeout(resolve, Number(payload.timeout ?? 0) * 1_000).unref()
        })
      }
      return grant(pending.slice(0, limit))
    },
    sendMessage(payload) {
      const raw = String(payload.text ?? '')
      const text = payload.parse_mode === 'HTML' ? parseTelegramHtml(raw) : raw
      if (text === null)
        return refuse(400, `Bad Request: can't parse entities: Unsupported start tag "${raw.slice(0, 20)}"`)
      if (text.trim() === '') return refuse(400, 'Bad Request: message text is empty')
      if (text.length > 4_096) return refuse(400, 'Bad Request: message is too long')
      return say(payload, { text, markedUp: payload.parse_mode === 'HTML' })
    },
    sendDocument(payload, uploads) {
      const caption = String(payload.caption ?? '')
      if (caption.length > 1_024) return refuse(400, 'Bad Request: message caption is too long')
      const attached = /^attach:\/\/(.+)$/.exec(String(payload.document))?.[1]
      const file = uploads.get(attached ?? 'document')
      if (!file) return refuse(400, 'Bad Request: there is no document in the request')
      return say(payload, { text: caption, markedUp: false, file })
    },
    sendChatAction: () => grant(true),
    answerCallbackQuery(payload) {
      const known = queries.delete(String(payload.callback_query_id))
      return known
        ? grant(true)
        : refuse(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid')
    },
    editMessageReplyMarkup(payload) {
      const message = messages.find(({ messageId }) => messageId === payload.message_id)
      const markup = readMarkup(payload.reply_markup)
      if (!message) return refuse(400, 'Bad Request: message to edit not found')
      if (markup === null) return refuse(400, 'Bad Request: BUTTON_DATA_INVALID')
      if (markup.length === 0 && message.buttons.length === 0)
        return refuse(400, 'Bad Request: message is not modified')
      message.buttons = markup
      return grant(true)
    },
    getFile(payload) {
      const file = files.get(String(payload.file_id))
      if (!file) return refuse(400, 'Bad Request: wrong file_id or the file is temporarily unavailable')
      if (file.sizeBytes > largestDownload) return refuse(400, 'Bad Request: file is too big')
      return grant({ file_id: payload.file_id, file_size: file.sizeBytes, file_path: file.path })
    },
  }
  const routes = new Map(['file', ...Object.keys(methods)].map((name) => [name, 0]))
  const counted = (name: string) => void routes.set(name, (routes.get(name) ?? 0) + 1)

  function troubleFor(method: string, payload: Json): Answer | null {
    if (!troubled || (troubled.method ?? 'send') !== (method.startsWith('send') ? 'send' : method))
      return null
    if (method === 'sendChatAction') return null
    if (troubled.chat !== undefined && troubled.chat !== String(payload.chat_id)) return null
    switch (troubled.kind) {
      case 'rate_limited':
        return refuse(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
          retry_after: retryAfterSeconds,
        })
      case 'server_error':
        return { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' }
      case 'time_out':
        return 'silence'
      case 'garbage':
        return { status: 200, body: '<html>' }
      case 'blocked':
        return refuse(403, 'Forbidden: bot was blocked by the user')
      case 'unauthorized':
        return refuse(401, 'Unauthorized')
      case 'cannot_parse':
        return payload.parse_mode ? refuse(400, "Bad Request: can't parse entities") : null
      case 'migrated':
        return String(payload.chat_id) === troubled.chat
          ? refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
              migrate_to_chat_id: -1_009_876_543_210,
            })
          : null
      case 'refused':
        return refuse(400, 'Bad Request: chat not found')
    }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const [, place, ...path] = (request.url ?? '').split('/')
    if (place === 'file' && path[0] === `bot${token}`) {
      const file = [...files.values()].find((one) => one.path === path.slice(1).join('/'))
      counted('file')
      return file ? { status: 200, body: file.bytes } : refuse(404, 'Not Found')
    }
    if (place !== `bot${token}`) return refuse(401, 'Unauthorized')
    const name = path[0] ?? ''
    const method = methods[name]
    if (!method) {
      strangers.push(name)
      return refuse(404, 'Not Found: method not found')
    }
    counted(name)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { payload, uploads } = readPayload(Buffer.concat(chunks), request.headers['content-type'] ?? '')
    calls.push({ method: name, payload })
    return troubleFor(name, payload) ?? method(payload, uploads)
  }

  const http = createServer((request, response) => {
    answer(request).then(
      (made) => write(response, made),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))

  // The head of a chat's line is tried until it is accepted; other chats do not wait for it.
  async function deliver(update: Json): Promise<void> {
    for (let wait = retryMs; webhook && !closed; wait = Math.min(wait * 2, 1_000)) {
      const status = await fetch(webhook.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': webhook.secret },
        body: JSON.stringify(update),
      }).then(
        async (response) => {
          await response.arrayBuffer()
          return response.status
        },
        () => 0,
      )
      if (status >= 200 && status < 300) return
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
    if (!closed) pending.push(update)
  }

  const server: TelegramServer = {
    root: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    token,
    bot,
    messages,
    calls,
    strangers,
    routes,
    commands,
    files,
    get webhook() {
      return webhook
    },
    addFile(bytes, sizeBytes = bytes.length) {
      const fileId = `BQACAgUAAxk-${files.size + 1}`
      files.set(fileId, { bytes, sizeBytes, path: `documents/file_${files.size + 1}.bin` })
      return { fileId, sizeBytes }
    },
    push(update) {
      if (!webhook) {
        pending.push(update)
        for (const wake of polls.splice(0)) wake()
        return
      }
      const chat = chatOf(update)
      const next = (chains.get(chat) ?? Promise.resolve()).then(() => deliver(update))
      chains.set(chat, next)
    },
    redeliver: (update) => server.push(update),
    async settled() {
      await Promise.all(chains.values())
      while (pending.length > 0 && !closed) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    trouble(kind, only = {}) {
      troubled = kind === null ? null : { kind, ...only }
    },
    nextUpdateId() {
      ids += 1
      return 800_000_000 + ids
    },
    nextMessageId() {
      ids += 1
      return ids
    },
    askedBy: (queryId) => void queries.add(queryId),
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

function write(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return
  const { status, body } = answer
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  response.writeHead(status, { 'Content-Type': isRaw ? 'application/octet-stream' : 'application/json' })
  response.end(isRaw ? body : JSON.stringify(body))
}

function readPayload(
  body: Buffer,
  contentType: string,
): { payload: Json; uploads: Map<string, BotMessage['file']> } {
  const uploads = new Map<string, BotMessage['file']>()
  if (!contentType.startsWith('multipart/'))
    return { payload: body.length ? JSON.parse(body.toString()) : {}, uploads }
  const payload: Json = {}
  for (const { name, fileName, bytes } of parseMultipart(body, contentType)) {
    if (fileName !== null) uploads.set(name, { name: fileName, bytes })
    else payload[name] = bytes.toString('utf8')
  }
  return { payload, uploads }
}

function readMarkup(markup: unknown): { label: string; data: string }[] | null {
  const parsed = (typeof markup === 'string' ? JSON.parse(markup) : markup) as
    | { inline_keyboard?: { text: string; callback_data: string }[][] }
    | undefined
  const buttons = (parsed?.inline_keyboard ?? []).flat()
  const fine = buttons.every(({ text, callback_data: data }) => {
    const bytes = Buffer.byteLength(data ?? '')
    return text.length > 0 && bytes >= 1 && bytes <= 64
  })
  return fine && buttons.length <= 100
    ? buttons.map(({ text, callback_data: data }) => ({ label: text, data }))
    : null
}

function chatOf(update: Json): string {
  const message = (update.message ?? (update.callback_query as Json | undefined)?.message) as
    | { chat?: { id?: number } }
    | undefined
  return String(message?.chat?.id ?? '')
}
