// Calls to Zalo, each with the access token of the moment. The only file here, beside tokens.ts, that talks to the platform.
import { createHmac } from 'node:crypto'
import { parseExactJson } from '../../src/channel/exact-json.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { CheckedZaloOaConfig } from './config.ts'
import { tokenRefused, ZaloOaRefusal } from './errors.ts'
import type { Tokens } from './tokens.ts'

type Json = Readonly<Record<string, unknown>>

export interface ZaloOaClient {
  /** Posts JSON and gives back `data`. Throws ZaloOaRefusal, ChannelError of the tokens, or what the way out throws. */
  post(path: string, body: Json, root?: string): Promise<Json>
  get(path: string, data: Json): Promise<Json>
  upload(path: string, file: { bytes: Uint8Array; name: string; mediaType: string }): Promise<Json>
}

const callMs = 20_000
const uploadMs = 60_000
const proofRefused = -242

export function createZaloOaClient(
  config: CheckedZaloOaConfig,
  host: ChannelHost,
  tokens: Tokens,
): ZaloOaClient {
  /** Some apps ask for a proof beside the token; Zalo says so by refusing a call without one. */
  let withProof = false

  async function once(path: string, url: string, init: RequestInit, token: string): Promise<Json> {
    const headers: Record<string, string> = {
      ...(init.headers as Record<string, string>),
      access_token: token,
    }
    if (withProof)
      headers.appsecret_proof = createHmac('sha256', config.appSecret).update(token).digest('hex')
    const response = await host.fetch(url, { ...init, headers })
    return readAnswer(path, response)
  }

  async function call(path: string, url: string, make: () => RequestInit): Promise<Json> {
    const token = await tokens.current()
    try {
      return await once(path, url, make(), token)
    } catch (error) {
      const code = error instanceof ZaloOaRefusal ? error.errorCode : null
      if (tokenRefused.has(code)) return once(path, url, make(), await tokens.renew(token))
      if (code === proofRefused && !withProof) {
        withProof = true
        return once(path, url, make(), token)
      }
      throw error
    }
  }

  return {
    post: (path, body, root = config.apiRoot) =>
      call(path, `${root}${path}`, () => ({
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(callMs),
      })),
    get: (path, data) =>
      call(path, `${config.apiRoot}${path}?data=${encodeURIComponent(JSON.stringify(data))}`, () => ({
        signal: AbortSignal.timeout(callMs),
      })),
    upload: (path, { bytes, name, mediaType }) =>
      call(path, `${config.apiRoot}${path}`, () => {
        const body = new FormData()
        body.set('file', new File([new Uint8Array(bytes)], name, { type: mediaType }))
        return { method: 'POST', body, signal: AbortSignal.timeout(uploadMs) }
      }),
  }
}

// Zalo's own number comes inside a 200; a gateway's page has only HTTP's.
async function readAnswer(path: string, response: Response): Promise<Json> {
  const text = await response.text()
  const { status } = response
  const retryAfterMs = secondsOf(response.headers.get('retry-after'))
  let body: unknown = null
  try {
    body = parseExactJson(text)
  } catch {
    // Told apart below.
  }
  const { error, data } = (typeof body === 'object' && body !== null ? body : {}) as {
    error?: unknown
    data?: unknown
  }
  const code = error === undefined || error === null || error === '' ? Number.NaN : Number(error)
  if (Number.isInteger(code) && code !== 0) throw new ZaloOaRefusal(path, code, { retryAfterMs })
  if (status < 200 || status > 299) throw new ZaloOaRefusal(path, status, { retryAfterMs })
  if (code !== 0) throw new ZaloOaRefusal(path, null, { readable: false })
  return typeof data === 'object' && data !== null ? (data as Json) : {}
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined
}
