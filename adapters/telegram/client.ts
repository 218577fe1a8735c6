// grammY as a port, with all its traffic through the host. The only file here that talks to Telegram.
import { Api, GrammyError, HttpError, InputFile } from 'grammy'
import type { ChannelHost } from '../../src/channel/host.ts'
import { refusalOf, type TelegramPort, TelegramRefusal } from '../../src/channel/telegram/port.ts'

/** An ordinary call; sending a file of some megabytes over a slow line included. */
const callMs = 30_000

type RawMethods = Readonly<
  Record<string, (payload: Readonly<Record<string, unknown>>, signal?: AbortSignal) => Promise<unknown>>
>

export function createGrammyPort(
  { token, apiRoot }: { token: string; apiRoot: string },
  host: ChannelHost,
): TelegramPort {
  const api = new Api(token, { apiRoot, fetch: throughHost(host) as unknown as typeof fetch })
  // The library types each method; we name methods as data.
  const raw = api.raw as unknown as RawMethods
  return {
    async call(method, payload, { signal, timeoutMs = callMs } = {}) {
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        const either = signal ? AbortSignal.any([signal, timeout]) : timeout
        // Of methods without parameters grammY takes the signal first, and would take a payload for one.
        return await (method === 'getMe' ? api.getMe(either as never) : raw[method]?.(payload, either))
      } catch (error) {
        throw asRefusal(method, error)
      }
    },
    // grammY writes the name into a header as it is; quoted, it may hold spaces.
    file: (bytes, name) => new InputFile(bytes, `"${name}"`),
    fileUrl: async (path) => `${apiRoot}/file/bot${token}/${path}`,
  }
}

// grammY's errors hold the whole payload, people's words included, so none of them is kept, not even as a cause.
function asRefusal(method: string, error: unknown): TelegramRefusal {
  if (error instanceof GrammyError) return refusalOf(method, error)
  const inner = error instanceof HttpError ? error.error : error
  if (inner instanceof TelegramRefusal) return new TelegramRefusal(method, inner.errorCode)
  return new TelegramRefusal(method, null, { readable: !(inner instanceof SyntaxError) })
}

interface GivenByGrammy {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | AsyncIterable<Uint8Array>
  /** Of a polyfill, which the platform's fetch would not take. */
  readonly signal?: { readonly aborted: boolean; addEventListener(type: 'abort', heard: () => void): void }
}

function throughHost(host: ChannelHost) {
  return async (url: string, given: GivenByGrammy): Promise<Response> => {
    const abort = new AbortController()
    if (given.signal?.aborted) abort.abort()
    given.signal?.addEventListener('abort', () => abort.abort())
    const { connection: _, ...headers } = given.headers ?? {}
    const response = await host.fetch(String(url), {
      method: given.method ?? 'POST',
      headers,
      signal: abort.signal,
      ...(given.body === undefined ? {} : { body: await wholeOf(given.body) }),
    })
    // A gateway's page is not JSON, and its number would be lost with it.
    if (response.status >= 500) throw new TelegramRefusal('call', response.status)
    return response
  }
}

async function wholeOf(body: string | AsyncIterable<Uint8Array>): Promise<string | Buffer<ArrayBuffer>> {
  if (typeof body === 'string') return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
