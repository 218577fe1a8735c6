// One request to one route: limits before it, headers, errors and a log line after it.
import type { HttpBindings } from '@hono/node-server'
import type { Route } from '../channel/channel.ts'
import type { ChannelLog } from '../channel/host.ts'
import { BodyTooLargeError, limitBody } from './body.ts'
import { errorResponse } from './errors.ts'

/** A route of a channel, or of a part with rules of its own, such as the roles of the desk. */
export type AnyRoute = Omit<Route, 'rule'> & { readonly rule: string }

export interface RouteContext {
  readonly log: ChannelLog
  newRequestId(): string
  addressOf(peer: string | undefined, forwardedFor: string | null): string
}

// JSON of a page or a program; a webhook and an upload ask for more (security rule 27).
const defaultBodyBytes = 256 * 1024
const defaultBodyMs = 15_000

export async function handleRoute(
  route: AnyRoute,
  request: Request,
  parameters: Readonly<Record<string, string>>,
  bindings: HttpBindings | undefined,
  context: RouteContext,
): Promise<Response> {
  const began = performance.now()
  const requestId = context.newRequestId()
  const patience = bindings ? cutSlowBody(bindings, route.bodyMs ?? defaultBodyMs) : null
  const failed = (status: number) =>
    errorResponse(status, { accept: request.headers.get('accept'), requestId })
  let response: Response
  try {
    const limited = limitBody(request, route.bodyBytes ?? defaultBodyBytes)
    const address = context.addressOf(
      bindings?.incoming.socket.remoteAddress,
      request.headers.get('x-forwarded-for'),
    )
    response = limited ? await route.handle({ request: limited, parameters, address }) : failed(413)
  } catch (error) {
    const tooLarge = isTooLarge(error)
    // The error itself may quote what was sent, so only its kind is written down.
    if (!tooLarge)
      context.log.error({ requestId, route: route.path, error: errorName(error) }, '[http] request failed')
    response = failed(tooLarge ? 413 : 500)
  }
  clearTimeout(patience ?? undefined)
  response = withRequestId(response, requestId)
  // Pattern and numbers only: paths carry tokens, queries carry words (security rule 31).
  context.log.info(
    {
      requestId,
      method: request.method,
      route: route.path,
      status: response.status,
      ms: Math.round(performance.now() - began),
    },
    '[http] request',
  )
  return response
}

function cutSlowBody({ incoming }: HttpBindings, limitMs: number): NodeJS.Timeout | null {
  if (incoming.complete) return null
  const timer = setTimeout(() => {
    if (!incoming.complete) incoming.socket.destroy()
  }, limitMs)
  timer.unref()
  return timer
}

function isTooLarge(error: unknown): boolean {
  if (error instanceof BodyTooLargeError) return true
  return error instanceof Error && error.cause !== undefined && isTooLarge(error.cause)
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

function withRequestId(response: Response, requestId: string): Response {
  try {
    response.headers.set('X-Request-Id', requestId)
    return response
  } catch {
    // Answers taken over from fetch() have frozen headers.
    const headers = new Headers(response.headers)
    headers.set('X-Request-Id', requestId)
    return new Response(response.body, { status: response.status, headers })
  }
}
