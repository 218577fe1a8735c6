// Which page is calling. A browser cannot lie about Origin; programs that are not browsers send none and hold no cookie
// of anyone else, so they pass here and are held by tokens and rate limits.
import type { CheckedConfig } from './config.ts'

export type Caller = 'own' | 'listed' | 'foreign'

export function callerOf(request: Request, config: CheckedConfig): Caller {
  const origin = request.headers.get('origin')
  if (origin === null) return request.headers.get('sec-fetch-site') === 'cross-site' ? 'foreign' : 'own'
  if (config.origins.includes(origin)) return 'listed'
  return isOwn(origin, request, config) ? 'own' : 'foreign'
}

function isOwn(origin: string, request: Request, config: CheckedConfig): boolean {
  if (config.publicUrl !== null && origin === new URL(config.publicUrl).origin) return true
  const from = URL.parse(origin)
  if (from === null || from.host !== new URL(request.url).host) return false
  // Someone's name that was made to point at this machine (DNS rebinding) also matches its own Host header. An address
  // or localhost cannot be re-pointed; names need PUBLIC_URL.
  return config.publicUrl === null ? isAddress(from.hostname) : isLoopbackName(from.hostname)
}

function isAddress(hostname: string): boolean {
  return isLoopbackName(hostname) || /^[\d.]+$/.test(hostname) || hostname.startsWith('[')
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/** CORS for listed origins only, and without credentials: such pages carry a token, never our cookie. */
export function corsHeaders(request: Request, config: CheckedConfig): Record<string, string> {
  const origin = request.headers.get('origin')
  if (origin === null || !config.origins.includes(origin)) return { Vary: 'Origin' }
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Upload-Offset, Upload-Length, Retry-After',
  }
}

export function preflight(request: Request, config: CheckedConfig): Response {
  const cors = corsHeaders(request, config)
  if (!cors['Access-Control-Allow-Origin']) return new Response(null, { status: 204, headers: cors })
  return new Response(null, {
    status: 204,
    headers: {
      ...cors,
      'Access-Control-Allow-Methods': 'GET, POST, PATCH',
      'Access-Control-Allow-Headers':
        'authorization, content-type, content-disposition, upload-offset, x-mot-cua, x-ms-bot-agent, x-requested-with',
      'Access-Control-Max-Age': '600',
    },
  })
}

/** Where sockets of this caller go: the public address, or the one it just used. */
export function socketBase(request: Request, config: CheckedConfig): string {
  const base = new URL(config.publicUrl ?? request.url)
  return `${base.protocol === 'https:' ? 'wss' : 'ws'}://${base.host}`
}
