// An applicant on the web chat, over plain HTTP: says, taps, sends files, reads what came back.
import { randomUUID } from 'node:crypto'

interface Activity {
  readonly id?: string
  readonly type: string
  readonly from?: { readonly id: string }
  readonly text?: string
  readonly attachments?: readonly { readonly name?: string; readonly contentUrl?: string }[]
  readonly suggestedActions?: {
    readonly actions: readonly { readonly text: string; readonly value: { readonly choice: string } }[]
  }
}

export interface Applicant {
  readonly conversation: string
  /** Messages of the applicant that were acknowledged, files included. */
  sent(): number
  /** The same, one by one, in order. */
  acknowledged(): readonly Acknowledged[]
  say(text: string): Promise<void>
  /** Taps the newest button with this label, waiting for it to be offered. */
  tap(label: string): Promise<void>
  /** Taps the very same button once more. */
  tapAgain(): Promise<void>
  sendFiles(files: readonly { name: string; bytes: Uint8Array }[]): Promise<void>
  /** Waits until something the assistant said matches, and returns the match. Looks at what came after the last wait. */
  hear(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>
  /** Files the assistant sent, with the address each opens at now. */
  files(): Promise<readonly { readonly name: string; readonly url: string }[]>
  /** All the assistant has said, oldest first, read afresh. */
  transcript(): Promise<readonly string[]>
  /** Every activity id and text as stored, both sides. */
  activities(): Promise<readonly { id: string; mine: boolean; text: string }[]>
}

export interface Acknowledged {
  readonly clientActivityID: string
  readonly text: string
  readonly files: number
}

export interface ApplicantOptions {
  /** The server's present address; it may change when a test starts it again elsewhere. */
  base: () => string
  /** How long to keep trying while the server is away. 0: fail at once. */
  patienceMs?: number
  /** How long to wait for something to be said unless told otherwise. */
  waitMs?: number
  /** How long to wait for the answer to the next request before it is asked again. */
  timeoutMs?: () => number
  /** The payload of a deep link the conversation opens with. */
  start?: string
}

/** An answer that arrived whole. */
interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export async function openWebChat(options: ApplicantOptions): Promise<Applicant> {
  const patienceMs = options.patienceMs ?? 0
  const timeoutMs = options.timeoutMs ?? (() => 10_000)
  const waitMs = options.waitMs ?? 15_000
  const root = () => `${options.base()}/v3/directline`

  // A lost answer is asked for again under the same id, as the page does.
  async function call(
    method: string,
    path: string,
    init: { body?: string | Uint8Array; headers?: object } = {},
  ): Promise<Answer> {
    const until = Date.now() + patienceMs
    for (;;) {
      try {
        const answer = await fetch(`${root()}${path}`, {
          method,
          headers: { Authorization: `Bearer ${token}`, ...init.headers } as Record<string, string>,
          ...(init.body === undefined ? {} : { body: init.body as string }),
          signal: AbortSignal.timeout(Math.round(timeoutMs())),
        })
        // Read here: a server may die between the head of an answer and its body.
        const text = await answer.text()
        const { ok, status, headers } = answer
        if (status < 500 && status !== 429) return { ok, status, headers, text }
        if (Date.now() > until) throw new Error(`${method} ${path}: ${answer.status}`)
      } catch (error) {
        if (Date.now() > until) throw error
      }
      await pause(100)
    }
  }
  const json = { 'Content-Type': 'application/json' }

  let token = ''
  const opened = JSON.parse((await call('POST', '/tokens/generate', { body: '{}', headers: json })).text) as {
    conversationId: string
    token: string
  }
  token = opened.token
  const { start } = options
  await call('POST', '/conversations', { body: JSON.stringify({ start }), headers: json })
  const path = `/conversations/${opened.conversationId}`

  const acknowledged: Acknowledged[] = []
  let watermark = 0
  let heard: string[] = []
  let offered: { text: string; value: { choice: string } }[] = []
  let lastTap: { text: string; value: { choice: string } } | null = null

  async function post(activity: { text?: string; value?: object; attachments?: object[] }): Promise<void> {
    const clientActivityID = randomUUID()
    const body = JSON.stringify({ type: 'message', channelData: { clientActivityID }, ...activity })
    const answer = await call('POST', `${path}/activities`, { body, headers: json })
    if (!answer.ok) throw new Error(`post: ${answer.status} ${answer.text}`)
    acknowledged.push({
      clientActivityID,
      text: activity.text ?? '',
      files: activity.attachments?.length ?? 0,
    })
  }

  async function readFrom(from: number): Promise<{ activities: Activity[]; watermark: number }> {
    const answer = await call('GET', `${path}/activities?watermark=${from}`)
    if (!answer.ok) throw new Error(`read: ${answer.status}`)
    const set = JSON.parse(answer.text) as { activities: Activity[]; watermark: string }
    return { activities: set.activities, watermark: Number(set.watermark) }
  }

  async function readOn(): Promise<void> {
    const set = await readFrom(watermark)
    watermark = set.watermark
    for (const activity of set.activities) {
      if (isMine(activity)) continue
      heard.push(activity.text ?? '')
      if (activity.suggestedActions) offered = [...activity.suggestedActions.actions]
    }
  }

  const isMine = (activity: Activity) => activity.from?.id.startsWith('dl_') ?? false

  async function waitFor<T>(what: string, withinMs: number, look: () => T | null): Promise<T> {
    const until = Date.now() + withinMs
    for (;;) {
      await readOn()
      const found = look()
      if (found !== null) return found
      if (Date.now() > until)
        throw new Error(`never came: ${what}\nlast heard: ${heard.slice(-3).join(' | ')}`)
      await pause(30)
    }
  }

  const applicant: Applicant = {
    conversation: opened.conversationId,
    sent: () => acknowledged.length,
    acknowledged: () => acknowledged,
    say: (text) => post({ text }),
    async tap(label) {
      lastTap = await waitFor(`[${label}]`, waitMs, () => offered.find((one) => one.text === label) ?? null)
      offered = []
      await applicant.tapAgain()
    },
    async tapAgain() {
      if (lastTap) await post({ text: lastTap.text, value: lastTap.value })
    },
    async sendFiles(files) {
      const attachments = []
      for (const { name, bytes } of files) {
        const made = await call('POST', `${path}/uploads`, {
          headers: json,
          body: JSON.stringify({ name, mediaType: 'application/octet-stream', sizeBytes: bytes.length }),
        })
        if (!made.ok) throw new Error(`upload: ${made.status}`)
        const { uploadId, contentUrl } = JSON.parse(made.text) as { uploadId: string; contentUrl: string }
        await sendBytes(`${path}/uploads/${uploadId}`, bytes)
        attachments.push({ contentType: 'application/octet-stream', contentUrl, name })
      }
      await post({ attachments })
    },
    async hear(pattern, withinMs = waitMs) {
      const found = await waitFor(String(pattern), withinMs, () => {
        for (const [at, text] of heard.entries()) {
          const match = pattern.exec(text)
          if (!match) continue
          heard = heard.slice(at + 1)
          return match
        }
        return null
      })
      return found
    },
    async files() {
      const { activities } = await readFrom(0)
      return activities
        .filter((one) => !isMine(one))
        .flatMap(({ attachments }) => attachments ?? [])
        .map(({ name = '', contentUrl = '' }) => ({ name, url: contentUrl }))
    },
    async transcript() {
      return (await applicant.activities()).filter((one) => !one.mine).map((one) => one.text)
    },
    async activities() {
      const all: { id: string; mine: boolean; text: string }[] = []
      for (let from = 0; ; ) {
        const set = await readFrom(from)
        all.push(
          ...set.activities.map((one) => ({ id: one.id ?? '', mine: isMine(one), text: one.text ?? '' })),
        )
        if (set.watermark === from || set.activities.length === 0) return all
        from = set.watermark
      }
    },
  }

  async function sendBytes(target: string, bytes: Uint8Array): Promise<void> {
    let offset = 0
    while (offset < bytes.length) {
      const answer = await call('PATCH', target, {
        body: bytes.subarray(offset),
        headers: { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
      })
      const held = Number(answer.headers.get('upload-offset') ?? Number.NaN)
      if (!answer.ok && answer.status !== 409) throw new Error(`part: ${answer.status} ${answer.text}`)
      offset = held
    }
  }

  return applicant
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
