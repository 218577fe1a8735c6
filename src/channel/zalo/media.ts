// Files people send on either Zalo platform are addresses in a message: fetched only from Zalo's own hosts.
import type { ChannelName } from '../channel.ts'
import { ChannelError } from '../errors.ts'
import type { ChannelHost } from '../host.ts'

/** Seen in real payloads (read November 2026); the second is Zalo's older name for the same servers, and not confirmed. */
export const zaloHosts: readonly string[] = ['.zdn.vn', '.zadn.vn']

export interface Media {
  readonly channel: ChannelName
  readonly host: ChannelHost
  /** Addresses under it were written in our configuration, and are trusted as written. */
  readonly apiRoot: string
}

/** Throws ChannelError; only what may be better next time is retryable. */
export async function fetchMedia({ channel, host, apiRoot }: Media, url: string): Promise<Blob> {
  const refuse = (sentence: string, cause?: unknown) =>
    new ChannelError('rejected', `[${channel}] ${sentence}`, { retryable: false, cause })
  if (!URL.canParse(url)) throw refuse('Địa chỉ của tệp không đọc được.')
  const { origin, hostname } = new URL(url)
  const init = { signal: AbortSignal.timeout(60_000) }
  let response: Response
  try {
    response =
      origin === new URL(apiRoot).origin
        ? await host.fetch(url, init)
        : await host.fetchFromMessage(url, zaloHosts, init)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code !== 'refused' && code !== 'redirect' && code !== 'too_large') throw unavailable(channel, error)
    // The host's name tells staff what Zalo has changed; the rest of the address opens somebody's paper.
    host.log.warn({ hostname, code }, `[${channel}] a file was not fetched`)
    throw refuse('Tệp không nằm trên máy chủ của Zalo, hoặc quá lớn.', error)
  }
  if (response.status >= 500 || response.status === 429) throw unavailable(channel)
  if (!response.ok) throw refuse(`Zalo không còn giữ tệp này (${response.status}).`)
  return await response.blob()
}

function unavailable(channel: ChannelName, cause?: unknown): ChannelError {
  return new ChannelError('unavailable', `[${channel}] Chưa tải được tệp từ Zalo; sẽ thử lại.`, {
    retryable: true,
    cause,
  })
}
