// Files for people on Teams: asked for with a card, put into their OneDrive after a yes, shown with a second card. What was agreed to is a
// row before it is acknowledged, so a crash in the middle only makes it later.
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { ChannelError } from '../../src/channel/errors.ts'
import type { ChannelHost } from '../../src/channel/host.ts'
import type { OutgoingFile } from '../../src/engine/reply.ts'
import type { MicrosoftClient } from './client.ts'
import { toChannelError } from './errors.ts'
import { fileActivity } from './outbound.ts'
import type { Trust } from './trust.ts'

export interface Consents {
  /** A token for a card that asks for this file in this conversation. */
  ask(conversation: string, file: OutgoingFile): Promise<string>
  /** The person's answer; resolves when it is on disk. `cardId` is the card they answered. A repeat changes nothing. */
  answer(conversation: string, value: unknown, cardId: string | undefined): Promise<void>
  /** Finishes what an earlier process left. */
  resume(): Promise<void>
  stop(): void
}

/** What a consent card needs of the rest of the adapter. */
interface Talk {
  send(conversation: string, activity: ReturnType<typeof fileActivity>): Promise<unknown>
  /** In passing: nobody is worse off when it fails. */
  removeCard(conversation: string, activityId: string): void
}

interface Asked {
  readonly conversation: string
  readonly fileId: string
}

interface Agreed extends Asked {
  readonly cardId: string | null
  readonly upload: z.infer<typeof uploadSchema>
  /** The bytes are there; only the card is missing. */
  readonly uploaded: boolean
}

const uploadSchema = z.looseObject({
  uploadUrl: z.string().max(8_192),
  contentUrl: z.string().max(8_192),
  name: z.string().max(512),
  uniqueId: z.string().max(256),
  fileType: z.string().max(32).default(''),
})
const answerSchema = z.looseObject({
  action: z.enum(['accept', 'decline']),
  context: z.looseObject({ consent: z.string().regex(/^[\w-]{16,64}$/) }),
  uploadInfo: uploadSchema.optional(),
})

/** As long as a link to a file is good elsewhere. */
const askedMs = 7 * 24 * 3_600_000
/** An upload session of OneDrive lives for some minutes to some days; after an hour the person presses again. */
const agreedMs = 3_600_000
const waitsMs = [0, 2_000, 10_000, 60_000]
const mostResumed = 500

export function createConsents(parts: {
  host: ChannelHost
  client: MicrosoftClient
  trust: Trust
  talk: Talk
}): Consents {
  const { host, client, trust, talk } = parts
  const { values, log } = host
  const stopped = new AbortController()
  const running = new Set<string>()

  async function carry(token: string): Promise<void> {
    const agreed = await values.get<Agreed>(agreedKey(token))
    if (!agreed) return
    const { conversation, fileId, cardId, upload } = agreed
    if (!agreed.uploaded) {
      const file = await host.openFile(conversation, fileId)
      if (!file) {
        throw new ChannelError('rejected', '[bot-framework] Tệp cần gửi không còn nữa.', { retryable: false })
      }
      await client.upload(upload.uploadUrl, file.bytes)
      await values.set(agreedKey(token), { ...agreed, uploaded: true }, { expiresAt: host.now() + agreedMs })
    }
    await talk.send(conversation, fileActivity(upload))
    await values.delete(askedKey(token))
    await values.delete(agreedKey(token))
    if (cardId) talk.removeCard(conversation, cardId)
  }

  async function run(token: string): Promise<void> {
    if (running.has(token)) return
    running.add(token)
    try {
      for (const ms of waitsMs) {
        if (ms > 0) await wait(ms, null, { signal: stopped.signal, ref: false })
        const refusal = await carry(token).then(() => null, toChannelError)
        if (!refusal) return
        log.warn({ code: refusal.code }, '[bot-framework] a file somebody agreed to is not there yet')
        if (!refusal.retryable) break
      }
      // The card still stands in the chat: another press brings a new place to upload to.
      await values.delete(agreedKey(token))
    } catch (error) {
      // Stopping, or the disk: the row stays and the next start goes on.
      if (!stopped.signal.aborted)
        log.error({ error: (error as Error).name }, '[bot-framework] a file somebody agreed to waits')
    } finally {
      running.delete(token)
    }
  }

  async function accept(token: string, agreed: Agreed): Promise<void> {
    if (!trust.isFileStore(agreed.upload.uploadUrl)) {
      const hostname = URL.parse(agreed.upload.uploadUrl)?.hostname ?? ''
      return log.warn(
        { hostname },
        '[bot-framework] a file is asked for at an address that is not Microsoft’s',
      )
    }
    // The first yes counts: a repeat finds the row.
    const isFirst = await values.setIfAbsent(agreedKey(token), agreed, { expiresAt: host.now() + agreedMs })
    if (isFirst) void run(token)
  }

  return {
    async ask(conversation, { fileId }) {
      const token = host.randomToken(18)
      const asked: Asked = { conversation, fileId }
      await values.set(askedKey(token), asked, { expiresAt: host.now() + askedMs })
      return token
    },

    async answer(conversation, value, cardId) {
      const parsed = answerSchema.safeParse(value)
      const token = parsed.success ? parsed.data.context.consent : null
      const asked = token === null ? null : await values.get<Asked>(askedKey(token))
      // Answered before, too old, or copied from somebody else's chat.
      if (!parsed.success || token === null || asked?.conversation !== conversation) {
        return log.info({}, '[bot-framework] an answer to no question of ours was left alone')
      }
      const { action, uploadInfo: upload } = parsed.data
      if (action === 'accept' && upload) {
        return accept(token, { ...asked, cardId: cardId ?? null, upload, uploaded: false })
      }
      if (action === 'accept') return
      await values.delete(askedKey(token))
      if (cardId) talk.removeCard(conversation, cardId)
    },

    async resume() {
      const left = await values.list<Agreed>(agreedKey(''), mostResumed)
      for (const { key } of left) void run(key.slice(agreedKey('').length))
    },
    stop: () => stopped.abort(),
  }
}

const askedKey = (token: string) => `consent:${token}`
const agreedKey = (token: string) => `consented:${token}`
