// A chat platform as small as can be, over real HTTP: for trying the suite itself.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FakePlatform, Fault, SeenMessage } from './descriptor.ts'

export interface SmallPlatform extends FakePlatform {
  readonly url: string
  close(): Promise<void>
}

export const smallLimits = { textLength: 400, buttons: 4, fileBytes: 1_000, fileOutBytes: 10_000 }

interface Posted {
  readonly to: string
  readonly key: string
  readonly html: string
  readonly buttons?: readonly { label: string; data: string }[]
  readonly file?: { name: string; base64: string }
}

export async function startSmallPlatform(token: string): Promise<SmallPlatform> {
  const messages: (SeenMessage & { to: string; key: string })[] = []
  const routes = new Map([
    ['POST /messages', 0],
    ['GET /files', 0],
  ])
  const strangers: string[] = []
  let fault: Fault | null = null

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, body: unknown, headers = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(body))
    const name = `${request.method} /${request.url?.split('/')[1]}`
    if (!routes.has(name)) {
      strangers.push(name)
      return void reply(404, {})
    }
    routes.set(name, (routes.get(name) ?? 0) + 1)
    if (request.headers.authorization !== `Bearer ${token}`) return void reply(401, {})
    if (name === 'GET /files') return void response.end(smallFile(request.url ?? ''))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    switch (fault) {
      case 'rate_limited':
        return void reply(429, {}, { 'Retry-After': '7' })
      case 'server_error':
        return void reply(503, {})
      case 'time_out':
        return
      case 'garbage':
        return void response.end('<html>')
      case 'blocked':
        return void reply(403, {})
      case 'unauthorized':
        return void reply(401, {})
      case 'refused':
        return void reply(400, {})
    }
    const posted = JSON.parse(Buffer.concat(chunks).toString()) as Posted
    const text = unescapeHtml(posted.html.replace(/<[^>]*>/g, ''))
    const tooLong =
      text.length > smallLimits.textLength || (posted.buttons?.length ?? 0) > smallLimits.buttons
    if (tooLong) return void reply(400, {})
    const known = messages.find((one) => one.to === posted.to && one.key === posted.key)
    const id = known?.id ?? String(messages.length + 1)
    if (!known) {
      const { to, key, buttons = [], file } = posted
      const carried = file && { name: file.name, bytes: Buffer.from(file.base64, 'base64') }
      messages.push({ to, key, id, text, buttons, ...(carried ? { file: carried } : {}) })
    }
    reply(200, { id })
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: async (conversation) => messages.filter(({ to }) => to === conversation),
    fault: (next) => {
      fault = next
    },
    routes: () => routes,
    strangers: () => strangers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What stands behind a file's address. */
export function smallFile(path: string): Buffer {
  return Buffer.from(`nội dung của ${path}`)
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
