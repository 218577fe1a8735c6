// The host's telegraf client as a port. Its settings, its agent and its token are the host's; calls go the way its own calls go.
import { type Telegram, TelegramError } from 'telegraf'
import { refusalOf, type TelegramPort, TelegramRefusal } from '../../src/channel/telegram/port.ts'

type CallApi = (
  method: string,
  payload: Readonly<Record<string, unknown>>,
  options: { signal: AbortSignal },
) => Promise<unknown>

export function createTelegrafPort(telegram: Telegram, callMs: number): TelegramPort {
  // The library types each method as of 2024; we name methods as data.
  const callApi = telegram.callApi.bind(telegram) as unknown as CallApi
  return {
    async call(method, payload, { signal, timeoutMs = callMs } = {}) {
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        return await callApi(method, payload, {
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        })
      } catch (error) {
        throw asRefusal(method, error)
      }
    },
    file: (bytes, name) => ({ source: Buffer.from(bytes), filename: name }),
    async fileUrl(path) {
      return String(await telegram.getFileLink({ file_id: '', file_unique_id: '', file_path: path }))
    },
  }
}

// telegraf's errors hold the whole payload, people's words included, so none of them is kept, not even as a cause.
function asRefusal(method: string, error: unknown): TelegramRefusal {
  if (isTelegramError(error)) return refusalOf(method, error.response)
  const invalid = (error as { type?: unknown } | null)?.type === 'invalid-json'
  return new TelegramRefusal(method, null, { readable: !invalid })
}

// By shape as well: the host may have a copy of telegraf of its own.
function isTelegramError(error: unknown): error is TelegramError {
  return (
    error instanceof TelegramError || (typeof error === 'object' && error !== null && 'response' in error)
  )
}
