// The only file that talks to the portal. Maps everything that can go wrong to PortalError, without personal data.
import type { z } from 'zod'
import { OutboundError } from '../../outbound/errors.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { PortalError } from '../connector.ts'
import { Breaker } from './breaker.ts'
import { parseExactly, unwrap } from './wire.ts'

export interface OpencpsAccess {
  /** The full REST base, such as https://portal.example/o/rest/v2. */
  readonly url: string
  readonly user: string
  readonly password: string
  /** The numeric id of the portal's site. */
  readonly group: string
}

/** For tests: another clock, or shorter pauses when the portal is down. */
export interface BreakerClock {
  readonly now?: () => number
  readonly firstPauseMs?: number
}

/** The portal answered, and not with 200. */
export class AnsweredError extends PortalError {
  readonly status: number
  constructor(status: number, ...rest: ConstructorParameters<typeof PortalError>) {
    super(...rest)
    this.status = status
  }
}

const answerMs = 20_000
const uploadMs = 60_000

/** One request. `changes` decides what a lost answer means: unknown for a change, nothing for a read. */
interface Order {
  readonly what: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly body?: URLSearchParams | FormData | string
  readonly timeoutMs?: number
  readonly accept?: string
}

export class OpencpsClient {
  readonly #access: OpencpsAccess
  readonly #outbound: Outbound
  readonly #breaker: Breaker

  constructor(access: OpencpsAccess, outbound: Outbound, clock: BreakerClock = {}) {
    this.#access = access
    this.#outbound = outbound
    this.#breaker = new Breaker(clock.now ?? Date.now, clock.firstPauseMs)
  }

  /** The portal's own address, to tell its pages from others'. */
  get origin(): string {
    return new URL(this.#access.url).origin
  }

  get<T extends z.ZodType>(what: string, path: string, schema: T, signal: AbortSignal): Promise<z.output<T>> {
    return this.#ask({ what, method: 'GET', path }, schema, signal)
  }

  /** Where a 200 without a body says "there is none". */
  getIfAny<T extends z.ZodType>(
    what: string,
    path: string,
    schema: T,
    signal: AbortSignal,
  ): Promise<z.output<T> | null> {
    const order: Order = { what, method: 'GET', path }
    return this.#guarded(order, async () => {
      const response = await this.#send(order, signal)
      const text = await response.clone().text()
      return response.status === 200 && text.trim() === '' ? null : readModel(order, response, schema)
    })
  }

  /** The bytes of a file; null where the portal has stored none. Asking for the file's own type would be a 406. */
  getBytes(what: string, path: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const order: Order = { what, method: 'GET', path, accept: '*/*', timeoutMs: uploadMs }
    return this.#guarded(order, async () => {
      const response = await this.#send(order, signal)
      if (response.status === 204) return null
      requireSuccess(order, response)
      if (isWebPage(response)) throw failure(order, 'unavailable', 'answered with a web page', true)
      return new Uint8Array(await response.arrayBuffer())
    })
  }

  /** A body of plain words. */
  postText<T extends z.ZodType>(
    what: string,
    path: string,
    text: string,
    schema: T,
    signal: AbortSignal,
  ): Promise<z.output<T>> {
    return this.#ask({ what, method: 'POST', path, body: text }, schema, signal)
  }

  post<T extends z.ZodType>(
    what: string,
    path: string,
    fields: Readonly<Record<string, string>>,
    schema: T,
    signal: AbortSignal,
  ): Promise<z.output<T>> {
    return this.#ask({ what, method: 'POST', path, body: new URLSearchParams(fields) }, schema, signal)
  }

  put<T extends z.ZodType>(
    what: string,
    path: string,
    fields: Readonly<Record<string, string>>,
    schema: T,
    signal: AbortSignal,
  ): Promise<z.output<T>> {
    return this.#ask({ what, method: 'PUT', path, body: new URLSearchParams(fields) }, schema, signal)
  }

  upload<T extends z.ZodType>(
    what: string,
    path: string,
    body: FormData,
    schema: T,
    signal: AbortSignal,
  ): Promise<z.output<T>> {
    return this.#ask({ what, method: 'POST', path, body, timeoutMs: uploadMs }, schema, signal)
  }

  #ask<T extends z.ZodType>(order: Order, schema: T, signal: AbortSignal): Promise<z.output<T>> {
    return this.#guarded(order, async () => readModel(order, await this.#send(order, signal), schema))
  }

  /** A portal that is down is left alone for a while: nothing goes out, and nothing was done. */
  async #guarded<T>(order: Order, work: () => Promise<T>): Promise<T> {
    const waitMs = this.#breaker.enter()
    if (waitMs > 0) {
      const retryAfterMs = waitMs
      throw new PortalError('unavailable', `[opencps] ${order.what}: the portal is being left alone`, {
        retryable: true,
        retryAfterMs,
      })
    }
    try {
      const result = await work()
      this.#breaker.succeeded()
      return result
    } catch (error) {
      if (error instanceof PortalError && error.code === 'unavailable') {
        this.#breaker.failed(error.retryAfterMs)
      } else this.#breaker.succeeded()
      throw error
    }
  }

  async #send(order: Order, signal: AbortSignal): Promise<Response> {
    const { url, user, password, group } = this.#access
    const headers: Record<string, string> = {
      // Without it the portal answers XML.
      accept: order.accept ?? 'application/json',
      ...(typeof order.body === 'string' ? { 'content-type': 'text/plain;charset=UTF-8' } : {}),
      authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
      groupId: group,
    }
    try {
      return await this.#outbound.fetch(`${url}${order.path}`, {
        method: order.method,
        headers,
        signal,
        timeoutMs: order.timeoutMs ?? answerMs,
        ...(order.body === undefined ? {} : { body: order.body }),
      })
    } catch (cause) {
      if (!(cause instanceof OutboundError)) throw cause
      const unknown = cause.reached && order.method !== 'GET'
      const lasting = cause.code === 'too_large' || cause.code === 'refused'
      const code = lasting ? 'unexpected_response' : 'unavailable'
      throw new PortalError(code, `[opencps] ${order.what}: ${cause.message}`, {
        retryable: !lasting,
        outcome: unknown ? 'unknown' : 'nothing-done',
        cause,
      })
    }
  }
}

async function readModel<T extends z.ZodType>(
  order: Order,
  response: Response,
  schema: T,
): Promise<z.output<T>> {
  requireSuccess(order, response)
  // A 200 with HTML is a maintenance or login page of something in front of the portal.
  if (isWebPage(response)) throw failure(order, 'unavailable', 'answered with a web page', true)
  const type = response.headers.get('content-type')?.toLowerCase() ?? ''
  if (!/^application\/([\w.+-]+\+)?json\b/.test(type)) {
    throw failure(order, 'unexpected_response', 'answered with something other than JSON', false)
  }
  let body: unknown
  try {
    body = unwrap(parseExactly(await response.text()))
  } catch (cause) {
    throw failure(order, 'unexpected_response', 'answered with broken JSON', false, cause)
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.'))
  throw failure(order, 'unexpected_response', `answered in an unknown shape at ${places.join(', ')}`, false)
}

function isWebPage(response: Response): boolean {
  return response.headers.get('content-type')?.toLowerCase().startsWith('text/html') ?? false
}

function requireSuccess(order: Order, response: Response): void {
  const { status } = response
  if (status === 200) return
  const refuse = (code: PortalError['code'], retryable: boolean, nothingDone: boolean) => {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
    return new AnsweredError(status, code, `[opencps] ${order.what}: the portal answered ${status}`, {
      retryable,
      outcome: nothingDone || order.method === 'GET' ? 'nothing-done' : 'unknown',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
  // Both mean "not signed in".
  if (status === 203 || status === 401) throw refuse('unauthorized', false, true)
  if (status === 429) throw refuse('unavailable', true, true)
  if (status >= 500 || status === 408) throw refuse('unavailable', true, false)
  throw refuse('rejected', false, true)
}

function failure(
  order: Order,
  code: PortalError['code'],
  sentence: string,
  retryable: boolean,
  cause?: unknown,
): PortalError {
  return new PortalError(code, `[opencps] ${order.what}: the portal ${sentence}`, {
    retryable,
    outcome: order.method === 'GET' ? 'nothing-done' : 'unknown',
    ...(cause === undefined ? {} : { cause }),
  })
}

const longestWaitMs = 24 * 3_600_000

function readRetryAfter(header: string | null): number | undefined {
  if (!header) return undefined
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestWaitMs) : undefined
}
