// Stands between the filer and the portal, and makes each dossier's trouble happen exactly where its plan says.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Cell, Cut } from './cells.ts'

export interface Troublemaker {
  readonly url: string
  /** Whose trouble has happened. */
  readonly troubled: ReadonlySet<string>
  close(): Promise<void>
}

interface Seen {
  uploads: number
  /** Sending requests so far, and looks since the first of them. */
  sent: number
  looks: number
  troubled: boolean
}

export async function standBetween(parts: {
  portal: () => string
  /** The trouble planned for a dossier; null when it has had it, or has none here. */
  cellOf: (reference: string) => Cell | null
  killFiler: () => Promise<void>
  killPortal: () => Promise<void>
  random: () => number
}): Promise<Troublemaker> {
  const troubled = new Set<string>()
  const references = new Map<string, string>()
  const seen = new Map<string, Seen>()

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const body = Buffer.concat(chunks)
    const path = request.url ?? ''
    const reference = referenceOf(path, body)
    const memory = seen.get(reference) ?? { uploads: 0, sent: 0, looks: 0, troubled: false }
    seen.set(reference, memory)
    const cut = cutOf(request.method ?? '', path, memory)
    const cell = memory.troubled ? null : parts.cellOf(reference)
    const forward = async () => {
      const answer = await fetch(parts.portal() + path, {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        ...(body.length > 0 ? { body } : {}),
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      learn(bytes)
      return { status: answer.status, headers: answer.headers, bytes }
    }
    const drop = () => response.destroy()
    const pass = ({ status, headers, bytes }: Awaited<ReturnType<typeof forward>>) => {
      response.writeHead(status, { 'content-type': headers.get('content-type') ?? 'text/plain' })
      response.end(bytes)
    }
    const say = (status: number, text = '', type = 'application/json') => {
      response.writeHead(status, { 'content-type': type })
      response.end(text)
    }
    try {
      // A sending request is cut before or after the portal commits it: two instants of one request.
      const here = cell && (cell.cut === cut || (cut === 'request-out' && cell.cut === 'committed'))
      if (!cell || !here) return pass(await forward())
      memory.troubled = true
      troubled.add(reference)
      const done = cell.cut === 'committed' || (cell.cut !== 'request-out' && parts.random() < 0.5)
      switch (cell.fault) {
        case 'kill': {
          if (done) await forward()
          await parts.killFiler()
          drop()
          // The request may still arrive after its sender is dead.
          if (!done && parts.random() < 0.5) await forward()
          return
        }
        case 'kill-portal': {
          if (done) await forward()
          await parts.killPortal()
          return void drop()
        }
        case 'drop': {
          if (done) await forward()
          return void drop()
        }
        case 'error': {
          if (done) await forward()
          return say(500)
        }
        case 'repeat': {
          await forward()
          return pass(await forward())
        }
        case 'contradict':
          return await contradict()
      }
    } catch {
      drop()
    }

    async function contradict(): Promise<void> {
      if (request.method === 'GET') return say(200, '{"processUnit":0,"originality":0,"systemId":0}')
      if (cell?.cut === 'request-out') return say(200, '{"dossierActionId":1}')
      await forward()
      say(403, '{"message":"No Content.","code":403,"description":null}')
    }
  }

  function cutOf(method: string, path: string, memory: Seen): Cut | null {
    if (method === 'POST' && /\/dossiers$/.test(path)) return 'after-intent'
    if (method === 'POST' && path.endsWith('/files')) {
      memory.uploads += 1
      return memory.uploads === 3 ? 'file-3' : null
    }
    if (method === 'POST' && path.endsWith('/actions')) {
      memory.sent += 1
      return 'request-out'
    }
    if (method === 'GET' && memory.sent > 0 && /\/dossiers\/\d+$/.test(path)) {
      memory.looks += 1
      return memory.looks === 1 ? 'answer-in' : 'after-commit'
    }
    return null
  }

  function learn(bytes: Buffer): void {
    const text = bytes.length < 100_000 ? bytes.toString('utf8') : ''
    const id = /"dossierId":(\d+)/.exec(text)?.[1]
    const reference = /"referenceUid":"(mc[^"]*)"/.exec(text)?.[1]
    if (id && reference && !reference.startsWith('mcf-')) references.set(id, reference)
  }

  function referenceOf(path: string, body: Buffer): string {
    if (/\/dossiers$/.test(path)) return new URLSearchParams(body.toString('utf8')).get('referenceUid') ?? ''
    const key = /\/dossiers\/([^/?]+)/.exec(path)?.[1] ?? ''
    return references.get(key) ?? decodeURIComponent(key)
  }

  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    troubled,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept = ['accept', 'authorization', 'groupid', 'content-type']
  return Object.fromEntries(
    kept.flatMap((name) => (headers[name] ? [[name, String(headers[name])] as const] : [])),
  )
}
