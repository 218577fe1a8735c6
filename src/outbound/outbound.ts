// The one way out. Every request of this program to another machine passes here and keeps its bounds.
import { lookup as resolve } from 'node:dns'
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './address.ts'
import { OutboundError } from './errors.ts'

export const largestBodyBytes = 25 * 1024 * 1024
export const longestMs = 60_000
const socketsPerHost = 10

export interface OutboundInit extends RequestInit {
  /** Connecting, sending and reading together; never more than 60 s. */
  readonly timeoutMs?: number
}

export interface Outbound {
  /** For addresses written in our own configuration or fixed in code: trusted as written. Throws OutboundError. */
  fetch(url: string | URL, init?: OutboundInit): Promise<Response>
  /**
   * For addresses that arrived in a message: https, a host on the list, a public address. `.example.vn` on the list stands for every
   * host under example.vn. Throws OutboundError.
   */
  fetchFromMessage(url: string | URL, hosts: readonly string[], init?: OutboundInit): Promise<Response>
  close(): void
}

export interface OutboundOptions {
  /** Name resolution, replaceable in tests. */
  readonly lookup?: LookupFunction
  readonly maxBytes?: number
}

export function createOutbound(options: OutboundOptions = {}): Outbound {
  const lookup = options.lookup ?? (resolve as LookupFunction)
  const maxBytes = Math.min(options.maxBytes ?? largestBodyBytes, largestBodyBytes)
  const pool = { keepAlive: true, maxSockets: socketsPerHost, scheduling: 'lifo' as const }
  // Said here and not left to the default: NODE_TLS_REJECT_UNAUTHORIZED=0 would switch the default off.
  const tls = { rejectUnauthorized: true }
  const http = new HttpAgent({ ...pool, lookup } as ConstructorParameters<typeof HttpAgent>[0])
  const https = new HttpsAgent({ ...pool, ...tls, lookup } as ConstructorParameters<typeof HttpsAgent>[0])
  // Its own pool, so that no connection made without the check is ever reused for a message's address.
  const publicOnly = new HttpsAgent({
    ...pool,
    ...tls,
    lookup: publicLookup(lookup),
  } as ConstructorParameters<typeof HttpsAgent>[0])

  return {
    async fetch(url, init) {
      const target = new URL(url)
      if (target.protocol === 'https:') return send(target, https, maxBytes, init)
      if (target.protocol === 'http:') return send(target, http, maxBytes, init)
      throw new OutboundError('refused', 'only http and https go out')
    },
    async fetchFromMessage(url, hosts, init) {
      const target = URL.canParse(String(url)) ? new URL(url) : null
      if (target?.protocol !== 'https:' || target.username || target.password) {
        throw new OutboundError('refused', 'an address from a message must be https without credentials')
      }
      if (!hosts.some((host) => covers(host, target.hostname)))
        throw new OutboundError('refused', 'host is not on the list')
      // A literal address never reaches the resolver, so it is checked here.
      const literal = target.hostname.replace(/^\[|\]$/g, '')
      if (isIP(literal) && !isPublicAddress(literal)) throw notPublic()
      return send(target, publicOnly, maxBytes, init)
    },
    close() {
      for (const agent of [http, https, publicOnly]) agent.destroy()
    },
  }
}

function covers(listed: string, hostname: string): boolean {
  return listed.startsWith('.') ? hostname.endsWith(listed) : hostname === listed
}

// The check sits where the socket gets its address, so a name cannot change between check and use.
function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      if (error) return callback(error, address, family)
      const found = Array.isArray(address) ? address.map((entry) => entry.address) : [address]
      if (found.length === 0 || !found.every(isPublicAddress)) return callback(notPublic(), '', 0)
      callback(null, address, family)
    })
  }
}

function notPublic(): OutboundError {
  return new OutboundError('refused', 'the host has no public address')
}

async function send(
  target: URL,
  agent: HttpAgent | HttpsAgent,
  maxBytes: number,
  init: OutboundInit = {},
): Promise<Response> {
  // Request does the encoding of forms and multipart bodies, and their content type.
  const { timeoutMs = longestMs, signal: outer, ...rest } = init
  const encoded = new Request(target, rest)
  const body = encoded.body === null ? null : Buffer.from(await encoded.arrayBuffer())
  const timeout = AbortSignal.timeout(Math.min(timeoutMs, longestMs))
  const signal = outer ? AbortSignal.any([outer, timeout]) : timeout
  const headers: Record<string, string> = Object.fromEntries(encoded.headers)
  if (body) headers['content-length'] = String(body.length)
  let connected = false
  try {
    signal.throwIfAborted()
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const options: RequestOptions = {
        method: encoded.method,
        headers,
        agent,
        signal,
        maxHeaderSize: 16_384,
      }
      const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, options, resolve)
      request.on('socket', (socket) => {
        if (request.reusedSocket) connected = true
        else {
          socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
            connected = true
          })
        }
      })
      request.on('error', reject)
      request.end(body ?? undefined)
    })
    return await read(message, maxBytes)
  } catch (error) {
    if (error instanceof OutboundError) throw error
    if (timeout.aborted) throw new OutboundError('timeout', 'no complete answer in time', connected, error)
    if (outer?.aborted) throw new OutboundError('aborted', 'stopped by the caller', connected, error)
    throw new OutboundError('network', `connection failed (${codeOf(error)})`, connected, error)
  }
}

async function read(message: IncomingMessage, maxBytes: number): Promise<Response> {
  const status = message.statusCode ?? 500
  if (status >= 300 && status < 400 && status !== 304) {
    message.destroy()
    throw new OutboundError('redirect', `answered ${status}, and redirects are not followed`, true)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    size += chunk.length
    // Counted while read: the declared length is only what the other side says.
    if (size > maxBytes) {
      message.destroy()
      throw new OutboundError('too_large', `the answer is larger than ${maxBytes} bytes`, true)
    }
    chunks.push(chunk)
  }
  const headers = new Headers()
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const empty = status === 204 || status === 205 || status === 304
  return new Response(empty ? null : Buffer.concat(chunks), { status, headers })
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
}
