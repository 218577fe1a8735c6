// The token pair. A refresh token is good once: a new pair is asked for by one process at a time, stored before anyone uses it, and
// found there by the others.
//
// Between Zalo's answer and our commit a crash loses the new pair, and the old one is spent: an administrator of the OA must consent
// again. Nothing can close that gap, so as little as possible stands in it: the lock before it proves that the disk can be written,
// and a commit that fails is tried again from memory, without asking Zalo a second time.
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { ChannelError } from '../../src/channel/errors.ts'
import { parseExactJson } from '../../src/channel/exact-json.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { CheckedZaloOaConfig } from './config.ts'
import { seal, unseal } from './seal.ts'

export interface Tokens {
  /** The access token to use now. */
  current(): Promise<string>
  /** A newer one than `used`, which Zalo refused or which is about to end. Throws ChannelError. */
  renew(used: string): Promise<string>
  /** Renews in good time, until the signal aborts. */
  keepFresh(signal: AbortSignal): Promise<void>
}

const pairSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Null: of the configuration, whose age nobody told us. */
  expiresAt: z.number().nullable(),
})
type Pair = z.infer<typeof pairSchema>

/** Sealed, with the digest of the configured token it grew from: other tokens in the configuration begin anew. */
interface Stored {
  readonly seed: string
  readonly sealed: string
}

const answerSchema = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  // "90000", a string (read November 2026).
  expires_in: z.coerce.number().positive().catch(90_000),
})

const keys = { pair: 'tokens', lock: 'tokens-lock' }
/** Longer than asking and storing take together. */
const lockMs = 60_000
const askMs = 20_000
const lookAgainMs = 200
/** While another process asks; its lock is over by then. */
const mostLooks = (lockMs + 5_000) / lookAgainMs
const saveAgainMs = [0, 50, 250, 1_000, 3_000]
/** Tokens live 25 hours (read November 2026); renewed with five left, an outage of a few hours does no harm. */
const earlyMs = 5 * 3_600_000
const usualMs = 25 * 3_600_000
const longestSleepMs = 10 * 60_000
/** A refused refresh token stays refused until a person acts; asking with every message would only make noise. */
const refusedMs = 60_000

export function createTokens(config: CheckedZaloOaConfig, host: ChannelHost): Tokens {
  const { values } = host
  const seed = digest(config.refreshToken)
  const since = host.now()
  /** A new pair the disk did not take. */
  let unsaved: Pair | null = null
  let refused: { token: string; until: number } | null = null
  let running: Promise<string> | null = null
  let complained = false

  async function load(): Promise<Pair> {
    if (unsaved) await save(unsaved, [0])
    const stored = await values.get<Stored>(keys.pair)
    const opened = stored?.seed === seed ? unseal(stored.sealed, config.storeSecret) : null
    if (opened !== null) return pairSchema.parse(JSON.parse(opened))
    if (stored?.seed === seed && !complained) {
      complained = true
      host.log.error({}, '[zalo-oa] the stored tokens were sealed with another master key')
    }
    return { accessToken: config.accessToken, refreshToken: config.refreshToken, expiresAt: null }
  }

  async function save(pair: Pair, waits: readonly number[]): Promise<void> {
    unsaved = pair
    for (const [at, ms] of waits.entries()) {
      if (ms > 0) await wait(ms)
      try {
        await values.set(keys.pair, { seed, sealed: seal(JSON.stringify(pair), config.storeSecret) })
        unsaved = null
        return
      } catch (error) {
        host.log.error(
          { error: (error as Error).name, try: at + 1 },
          '[zalo-oa] new tokens are not stored yet',
        )
      }
    }
    throw trouble('unavailable', 'Mã truy cập mới chưa lưu được vào đĩa.', 5_000)
  }

  async function renewNow(used: string): Promise<string> {
    const owner = host.randomToken(9)
    for (let looks = 0; looks < mostLooks; looks += 1) {
      const pair = await load()
      if (pair.accessToken !== used) return pair.accessToken
      if (await values.setIfAbsent(keys.lock, owner, { expiresAt: host.now() + lockMs })) {
        try {
          const now = await load()
          return now.accessToken === used ? await ask(now) : now.accessToken
        } finally {
          await release(owner)
        }
      }
      await wait(lookAgainMs)
    }
    throw trouble('unavailable', 'Đang chờ mã truy cập mới của Zalo.', 5_000)
  }

  async function release(owner: string): Promise<void> {
    try {
      if ((await values.get(keys.lock)) === owner) await values.delete(keys.lock)
    } catch {
      // It ends by itself.
    }
  }

  async function ask({ refreshToken }: Pair): Promise<string> {
    const known = digest(refreshToken)
    if (refused?.token === known && refused.until > host.now()) throw consentNeeded(null)
    const form = {
      refresh_token: refreshToken,
      app_id: config.appId,
      grant_type: 'refresh_token',
    }
    let response: Response
    let text: string
    try {
      response = await host.fetch(`${config.oauthRoot}/v4/oa/access_token`, {
        method: 'POST',
        headers: { secret_key: config.appSecret, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        signal: AbortSignal.timeout(askMs),
      })
      text = await response.text()
    } catch (error) {
      // When the answer got lost the token may be spent; asking again is the only way to learn it.
      throw trouble('unavailable', 'Không hỏi được mã truy cập mới của Zalo; sẽ thử lại.', 5_000, error)
    }
    const parsed = answerSchema.safeParse(readJson(text))
    if (parsed.success) {
      const { access_token: accessToken, refresh_token: newRefresh, expires_in: seconds } = parsed.data
      const expiresAt = host.now() + seconds * 1_000
      await save({ accessToken, refreshToken: newRefresh, expiresAt }, saveAgainMs)
      host.log.info({}, '[zalo-oa] new tokens are stored')
      return accessToken
    }
    if (response.status >= 500 || response.status === 429) {
      throw trouble('unavailable', 'Zalo chưa cấp được mã truy cập mới; sẽ thử lại.', 5_000)
    }
    const body = z.looseObject({ error: z.coerce.number() }).safeParse(readJson(text))
    if (!body.success) {
      throw trouble('unexpected_response', 'Zalo trả lời không đúng dạng khi cấp mã truy cập.', 5_000)
    }
    refused = { token: known, until: host.now() + refusedMs }
    host.log.error({ code: body.data.error }, '[zalo-oa] Zalo refused the refresh token: consent is needed')
    throw consentNeeded(body.data.error)
  }

  function renew(used: string): Promise<string> {
    running ??= renewNow(used).finally(() => {
      running = null
    })
    return running
  }

  return {
    current: async () => (await load()).accessToken,
    renew,
    async keepFresh(signal) {
      while (!signal.aborted) {
        let sleepMs = longestSleepMs
        try {
          const { accessToken, expiresAt } = await load()
          const due = (expiresAt ?? since + usualMs) - earlyMs
          if (due <= host.now()) await renew(accessToken)
          else sleepMs = Math.min(due - host.now(), longestSleepMs)
        } catch (error) {
          const code = error instanceof ChannelError ? error.code : (error as Error).name
          host.log.error({ code }, '[zalo-oa] the access token could not be renewed in advance')
        }
        await wait(sleepMs, null, { signal, ref: false }).catch(() => {})
      }
    },
  }
}

function trouble(
  code: 'unavailable' | 'unexpected_response' | 'unauthorized',
  sentence: string,
  retryAfterMs: number,
  cause?: unknown,
): ChannelError {
  return new ChannelError(code, `[zalo-oa] ${sentence}`, {
    retryable: true,
    retryAfterMs,
    ...(cause === undefined ? {} : { cause }),
  })
}

function consentNeeded(code: number | null): ChannelError {
  const number = code === null ? '' : ` (${code})`
  return trouble(
    'unauthorized',
    `Zalo không nhận refresh token${number}: quản trị viên OA cần cấp quyền lại và thay hai biến mã.`,
    refusedMs,
  )
}

function readJson(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return null
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
