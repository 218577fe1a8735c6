// Answers one REST call the way the real stack does: container checks first, then sign-in, then the work.

import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, Hono } from 'hono'
import { type Model, toJson, toXml } from '../dialect.ts'
import type { FaultKind, Operation } from '../faults.ts'
import { type Account, ContainerError, type Portal, Refusal } from '../portal.ts'
import { signIn } from './sign-in.ts'

export type App = Hono<{ Bindings: HttpBindings }>
type RestContext = Context<{ Bindings: HttpBindings }>

export interface Call {
  readonly portal: Portal
  /** The groupId header as sent; "" when missing. */
  readonly group: string
  /** Null only on endpoints open to guests. */
  readonly account: Account | null
  readonly form: URLSearchParams
  readonly parts: FormData
  /** The bytes of the part named `file`. */
  readonly fileBytes: Uint8Array
  readonly text: string
  /** The portal's own address as the caller wrote it. */
  readonly origin: string
  param(name: string): string
  query(name: string): string
  header(name: string): string
  /** True when this upload is to lose its bytes. */
  readonly losesContent: boolean
}

export interface Signed extends Call {
  readonly account: Account
}

export type Answer =
  | { type: 'model'; root: string; model: Model; status?: number; headers?: Record<string, string> }
  /** Written by the Java code itself: the same in both dialects. */
  | { type: 'json'; json: unknown; status?: number }
  | { type: 'bytes'; bytes: Uint8Array; name: string }
  | { type: 'text'; text: string; status?: number }
  | { type: 'empty'; status: number }

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly operation: Operation
  /** Path parameters that must be numbers; text there is a 404. */
  readonly numeric?: readonly string[]
  readonly produces?: 'xml-json' | 'json' | 'octet-stream'
  readonly consumes?: 'form' | 'multipart' | 'text'
  /** Multipart parts without which the container answers 400, empty ones included. */
  readonly parts?: readonly string[]
}

export interface GuestEndpoint extends Endpoint {
  readonly access: 'guest'
  handle(call: Call): Answer
}

export interface SignedEndpoint extends Endpoint {
  readonly access: 'signed-in'
  handle(call: Signed): Answer
}

const nobody = 'Non-Authoritative Information.'

export function mount(
  app: App,
  base: string,
  portal: Portal,
  endpoints: readonly (GuestEndpoint | SignedEndpoint)[],
): void {
  for (const endpoint of endpoints) {
    app.on(endpoint.method, base + endpoint.path, (context) => respond(context, portal, endpoint))
  }
  for (const path of new Set(endpoints.map((endpoint) => base + endpoint.path))) {
    app.all(path, () => new Response(null, { status: 405 }))
  }
  app.all(`${base}/*`, () => new Response(null, { status: 404 }))
}

async function respond(
  context: RestContext,
  portal: Portal,
  endpoint: GuestEndpoint | SignedEndpoint,
): Promise<Response> {
  const signed = signIn(portal.accounts, context.req.header('authorization'))
  if (signed === 'wrong') {
    return Response.json(
      { timestamp: portal.now(), message: 'permission denied', rest_api: '' },
      { status: 401 },
    )
  }
  let format: 'json' | 'xml' = 'json'
  try {
    for (const name of endpoint.numeric ?? []) {
      if (!/^-?\d{1,18}$/.test(context.req.param(name) ?? '')) throw new ContainerError(404)
    }
    format = negotiate(context.req.header('accept'), endpoint.produces ?? 'xml-json')
    const body = await readBody(context, endpoint)
    const fault = portal.faults.take(endpoint.operation)
    if (portal.faults.settings.slowMs > 0) await sleep(portal.faults.settings.slowMs)
    if (fault === 'fail-before-commit') return new Response(null, { status: 500 })
    if (fault === 'drop-before-commit') return drop(context)
    const call: Call = {
      portal,
      group: context.req.header('groupid') ?? '',
      account: signed,
      ...body,
      origin: new URL(context.req.url).origin,
      param: (name) => context.req.param(name) ?? '',
      query: (name) => context.req.query(name) ?? '',
      header: (name) => context.req.header(name) ?? '',
      losesContent: fault === 'lose-content',
    }
    if (fault === 'not-found') return new Response(null, { status: 404 })
    const answer = runWith(fault, endpoint, call)
    if (fault === 'deny-after-commit') throw new Refusal(null)
    if (fault === 'fail-after-commit') return new Response(null, { status: 500 })
    if (fault === 'drop-after-commit') return drop(context)
    return write(answer, portal, format)
  } catch (error) {
    if (error instanceof ContainerError) return new Response(null, { status: error.status })
    if (!(error instanceof Refusal)) {
      portal.log.error({ path: endpoint.path, error: (error as Error).message }, '[sandbox] a request failed')
    }
    // The real portal turns every exception, its own bugs included, into this one answer.
    const description = error instanceof Refusal ? error.description : (error as Error).name
    const model = { message: 'No Content.', code: 403, description }
    return write({ type: 'model', root: 'ErrorMsgModel', model, status: 403 }, portal, format)
  }
}

function runWith(fault: FaultKind | null, endpoint: GuestEndpoint | SignedEndpoint, call: Call): Answer {
  if (fault === 'run-twice') run(endpoint, call)
  if (fault !== 'claim-without-commit') return run(endpoint, call)
  call.portal.database.exec('BEGIN IMMEDIATE')
  try {
    return run(endpoint, call)
  } finally {
    call.portal.database.exec('ROLLBACK')
  }
}

function run(endpoint: GuestEndpoint | SignedEndpoint, call: Call): Answer {
  if (endpoint.access === 'guest') return endpoint.handle(call)
  if (call.account) return endpoint.handle({ ...call, account: call.account })
  const model = { message: nobody, code: 203, description: nobody }
  return { type: 'model', root: 'ErrorMsgModel', model, status: 203 }
}

// XML is listed first on every endpoint, so a caller without a preference gets it.
function negotiate(
  accept: string | undefined,
  produces: 'xml-json' | 'json' | 'octet-stream',
): 'json' | 'xml' {
  const offered = {
    'xml-json': ['application/xml', 'application/json'],
    json: ['application/json'],
    'octet-stream': ['application/octet-stream'],
  }[produces]
  const wanted = (accept ?? '*/*').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '')
  for (const range of wanted) {
    const found = offered.find(
      (type) => range === '*/*' || range === type || range === `${type.split('/')[0]}/*`,
    )
    if (found) return found === 'application/xml' ? 'xml' : 'json'
  }
  throw new ContainerError(406)
}

async function readBody(
  context: RestContext,
  endpoint: Endpoint,
): Promise<Pick<Call, 'form' | 'parts' | 'fileBytes' | 'text'>> {
  const empty = { form: new URLSearchParams(), parts: new FormData(), fileBytes: new Uint8Array(), text: '' }
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  // A GET that declares a body type finds no method consuming it.
  if (endpoint.method === 'GET' && type === 'application/json') throw new ContainerError(415)
  if (!endpoint.consumes) return empty
  if (endpoint.consumes === 'text') return { ...empty, text: await context.req.text() }
  if (endpoint.consumes === 'form') {
    if (type === '' && (await context.req.text()) === '') return empty
    if (type !== 'application/x-www-form-urlencoded') throw new ContainerError(415)
    return { ...empty, form: new URLSearchParams(await context.req.text()) }
  }
  if (type !== 'multipart/form-data') throw new ContainerError(415)
  const parts = await context.req.formData().catch(() => {
    throw new ContainerError(400)
  })
  if ((endpoint.parts ?? []).some((name) => !parts.has(name))) throw new ContainerError(400)
  const file = parts.get('file')
  const fileBytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : empty.fileBytes
  return { ...empty, parts, fileBytes }
}

function write(answer: Answer, portal: Portal, format: 'json' | 'xml'): Response {
  switch (answer.type) {
    case 'model': {
      const status = answer.status ?? 200
      const headers = { 'content-type': `application/${format};charset=UTF-8`, ...answer.headers }
      const body = format === 'json' ? toJson(answer.model, portal.dialect) : toXml(answer.model, answer.root)
      return new Response(body, { status, headers })
    }
    case 'json':
      return Response.json(answer.json, { status: answer.status ?? 200 })
    case 'bytes':
      return new Response(Buffer.from(answer.bytes), {
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="${answer.name}"`,
        },
      })
    case 'text':
      return new Response(answer.text, {
        status: answer.status ?? 200,
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
      })
    case 'empty':
      return new Response(null, { status: answer.status })
  }
}

function drop(context: RestContext): Response {
  context.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}
