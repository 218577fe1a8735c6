// The only file here, beside tokens.ts and keys.ts, that talks to Microsoft; all of it through the host. The token is put on here and
// nowhere else, after the address was looked at.
import { ChannelError } from '../../src/channel/errors.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import { BotFrameworkRefusal } from './errors.ts'
import type { Tokens } from './tokens.ts'
import type { Trust } from './trust.ts'

export interface ConnectorCall {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ConnectorAnswer {
  readonly status: number
  readonly headers: Headers
  /** Empty, or JSON. */
  readonly text: string
}

/** How a file is fetched: as the bot, or as anybody who knows the address. */
export type FetchAs = 'bot' | 'anybody'

export interface MicrosoftClient {
  /** Throws BotFrameworkRefusal for anything but a good answer, ChannelError for an address that is not the connector's. */
  call(call: ConnectorCall): Promise<ConnectorAnswer>
  fetchFile(url: string, as: FetchAs): Promise<Blob>
  /** Puts a whole file into an upload session of OneDrive. */
  upload(url: string, bytes: Uint8Array): Promise<void>
}

const callMs = 20_000
const fileMs = 60_000

export function createMicrosoftClient(trust: Trust, host: ChannelHost, tokens: Tokens): MicrosoftClient {
  const go = (url: string, hosts: readonly string[], init: RequestInit) =>
    trust.isOurs(url) ? host.fetch(url, init) : host.fetchFromMessage(url, hosts, init)

  async function asBot(url: string, init: RequestInit, ms: number): Promise<Response> {
    if (!trust.isConnector(url)) throw untrusted(host, url)
    const once = (token: string) => {
      const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${token}` }
      return go(url, trust.connectorHosts, { ...init, headers, signal: AbortSignal.timeout(ms) })
    }
    const token = await tokens.current()
    const response = await once(token)
    return response.status === 401 ? once(await tokens.renew(token)) : response
  }

  async function asAnybody(url: string, init: RequestInit): Promise<Response> {
    if (!trust.isFileStore(url)) throw untrusted(host, url)
    return go(url, trust.fileHosts, { ...init, signal: AbortSignal.timeout(fileMs) })
  }

  return {
    async call({ method, url, headers, body }) {
      const response = await asBot(url, { method, headers, ...(body === undefined ? {} : { body }) }, callMs)
      const { status } = response
      const text = await response.text()
      if (!response.ok) {
        throw new BotFrameworkRefusal('connector', status, {
          retryAfterMs: secondsOf(response.headers.get('retry-after')),
        })
      }
      if (text !== '' && !isJson(text))
        throw new BotFrameworkRefusal('connector', status, { readable: false })
      return { status, headers: response.headers, text }
    },

    async fetchFile(url, as) {
      try {
        const response = as === 'bot' ? await asBot(url, {}, fileMs) : await asAnybody(url, {})
        if (!response.ok) throw new BotFrameworkRefusal('files', response.status)
        return await response.blob()
      } catch (error) {
        const { code } = error as { code?: unknown }
        if (code !== 'redirect' && code !== 'too_large' && code !== 'refused') throw error
        host.log.warn({ hostname: URL.parse(url)?.hostname, code }, '[bot-framework] a file was not fetched')
        throw refused('Tệp không tải về được, hoặc quá lớn.', error)
      }
    },

    async upload(url, bytes) {
      // One part: OneDrive takes up to 60 MB in each (learn.microsoft.com, createUploadSession, read November 2026).
      const range = `bytes 0-${bytes.length - 1}/${bytes.length}`
      const response = await asAnybody(url, {
        method: 'PUT',
        headers: { 'Content-Range': range, 'Content-Type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      })
      if (!response.ok) throw new BotFrameworkRefusal('files', response.status)
    },
  }
}

/** The host's name tells staff what Microsoft has changed; the rest of an address may open somebody's paper. */
function untrusted(host: ChannelHost, url: string): ChannelError {
  host.log.warn({ hostname: URL.parse(url)?.hostname ?? '' }, '[bot-framework] an address is not Microsoft’s')
  return refused('Địa chỉ không thuộc Microsoft nên không gửi gì tới đó.')
}

function refused(sentence: string, cause?: unknown): ChannelError {
  return new ChannelError('rejected', `[bot-framework] ${sentence}`, { retryable: false, cause })
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined
}
