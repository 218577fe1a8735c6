// Headers on every answer, and who may change something from a browser.
import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'

type Handler = MiddlewareHandler<{ Bindings: HttpBindings }>

// No HSTS: the sandbox is loopback http only. No scripts at all, so none are allowed.
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
}

export const setSecurityHeaders: Handler = async (context, next) => {
  await next()
  // Already on the wire, or cut: nothing to add.
  if (context.env?.outgoing?.headersSent || context.env?.incoming?.socket.destroyed) return
  for (const [name, value] of Object.entries(headers)) {
    if (!context.res.headers.has(name)) context.res.headers.set(name, value)
  }
}

/** Refuses names that only look like this machine (DNS rebinding), and changes ordered by another site. */
export const guardBrowser: Handler = async (context, next) => {
  const { hostname, host } = new URL(context.req.url)
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return context.text('Sai tên máy.', 421)
  if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
    const site = context.req.header('sec-fetch-site')
    const origin = context.req.header('origin')
    const foreign =
      (site !== undefined && site !== 'same-origin' && site !== 'none') ||
      (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host))
    if (foreign) return context.text('Yêu cầu đến từ trang khác.', 403)
  }
  return next()
}
