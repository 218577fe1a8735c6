// Several photos sent together come as updates of their own, without a mark on the last. Each is kept on disk before it is
// acknowledged; when no more came for a moment, all of them become one event.
//
// A row for each part, written only where none is, so a repeated update changes nothing and two processes cannot overwrite each
// other. A row whose part has been handed on stays, marked, as long as Telegram might repeat the update. What a process left behind
// is found by its rows at the next start.
import type { ReceivedAttachment } from '../../engine/event.ts'
import type { Update } from '../channel.ts'
import type { ChannelHost } from '../host.ts'
import type { Content } from './read-update.ts'

interface Part {
  readonly updateId: string
  readonly messageId: string
  readonly content: Content
  readonly taken: boolean
}

export interface Albums {
  /** Resolves when the part is on disk. */
  add(conversation: string, album: string, part: Omit<Part, 'taken'>): Promise<void>
  /** Hands on what waits in this conversation: something else was said, and must not overtake the photos. */
  settle(conversation: string): Promise<void>
  /** Takes up what an earlier process left. */
  resume(): Promise<void>
  stop(): void
}

// Telegram repeats an update for 24 hours; the inbox remembers for eight days (security rule 3).
const keepMs = 8 * 24 * 3_600_000
/** No hand-over takes longer, unless its process died in the middle. */
const lockMs = 10_000
/** Ten in an album (read November 2026), and room for the same album sent on by someone who repeats it. */
const mostParts = 50
/** Parts looked through at start; a day's albums of a busy bot. */
const mostLeft = 10_000

export function createAlbums(host: ChannelHost, settleMs: number): Albums {
  const { values } = host
  /** Conversation → albums that wait in this process. */
  const waiting = new Map<string, Map<string, NodeJS.Timeout>>()
  const running = new Map<string, Promise<void>>()
  let stopped = false

  function arm(conversation: string, album: string, ms: number): void {
    if (stopped) return
    const albums = waiting.get(conversation) ?? new Map<string, NodeJS.Timeout>()
    waiting.set(conversation, albums)
    clearTimeout(albums.get(album))
    const timer = setTimeout(() => void handOn(conversation, album), ms)
    timer.unref()
    albums.set(album, timer)
  }

  function disarm(conversation: string, album: string): void {
    const albums = waiting.get(conversation)
    clearTimeout(albums?.get(album))
    albums?.delete(album)
    if (albums?.size === 0) waiting.delete(conversation)
  }

  function handOn(conversation: string, album: string): Promise<void> {
    disarm(conversation, album)
    const name = `${conversation}:${album}`
    const now = (running.get(name) ?? Promise.resolve())
      .then(() => handOnNow(conversation, album))
      .catch((error: Error) => {
        host.log.warn({ error: error.name }, '[telegram] an album waits for the disk')
        arm(conversation, album, settleMs + 1_000)
      })
      .finally(() => {
        if (running.get(name) === now) running.delete(name)
      })
    running.set(name, now)
    return now
  }

  async function handOnNow(conversation: string, album: string): Promise<void> {
    const lock = `album-lock:${conversation}:${album}`
    if (!(await values.setIfAbsent(lock, true, { expiresAt: host.now() + lockMs }))) {
      return arm(conversation, album, settleMs + 1_000)
    }
    try {
      const rows = await values.list<Part>(`album:${conversation}:${album}:`, mostParts)
      const parts = rows.filter(({ value }) => !value.taken)
      if (parts.length === 0) return
      await host.accept([
        together(
          conversation,
          album,
          parts.map(({ value }) => value),
        ),
      ])
      // A crash before this line hands the same album on again, under the same id: one event.
      const expiresAt = host.now() + keepMs
      for (const { key, value } of parts) await values.set(key, { ...value, taken: true }, { expiresAt })
    } finally {
      await values.delete(lock)
    }
  }

  return {
    async add(conversation, album, part) {
      const key = `album:${conversation}:${album}:${part.updateId.padStart(16, '0')}`
      const expiresAt = host.now() + keepMs
      await values.setIfAbsent(key, { ...part, taken: false } satisfies Part, { expiresAt })
      arm(conversation, album, settleMs)
    },
    async settle(conversation) {
      const names = [...running.keys()].filter((name) => name.startsWith(`${conversation}:`))
      const albums = [...(waiting.get(conversation)?.keys() ?? [])]
      await Promise.all([
        ...names.map((name) => running.get(name)),
        ...albums.map((album) => handOn(conversation, album)),
      ])
    },
    async resume() {
      for (const { key, value } of await values.list<Part>('album:', mostLeft)) {
        const [, conversation = '', album = ''] = key.split(':')
        if (!value.taken) arm(conversation, album, settleMs)
      }
    },
    stop() {
      stopped = true
      for (const albums of waiting.values()) for (const timer of albums.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}

function together(conversation: string, album: string, parts: readonly Part[]): Update {
  // In the order they were picked, whatever the order they came in.
  const sorted = [...parts].sort((a, b) => Number(a.messageId) - Number(b.messageId))
  const attachments = sorted.flatMap(({ content }) => content.attachments ?? []).map(numbered)
  const text = sorted.flatMap(({ content }) => content.text ?? []).join('\n')
  const unread = sorted.find(({ content }) => content.unread)?.content.unread
  return {
    updateId: `album:${album}:${parts.map(({ updateId }) => updateId).join('+')}`,
    conversation,
    event: {
      type: 'message_received',
      ...(text ? { text } : {}),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(unread ? { unread } : {}),
    },
  }
}

// Photos have no names; "ảnh 2.jpg" can be talked about.
function numbered(file: ReceivedAttachment, at: number): ReceivedAttachment {
  return file.name === 'ảnh.jpg' ? { ...file, name: `ảnh ${at + 1}.jpg` } : file
}
