// An applicant on Telegram, through the fake server: says, taps, sends photos and documents, reads what came back.
import type { Applicant } from './direct-line.ts'
import { pause } from './direct-line.ts'
import type { TelegramServer } from './telegram-server.ts'
import { commandOf, documentOf, messageUpdate, personId, photoOf, tapUpdate } from './telegram-updates.ts'

export interface TelegramPerson
  extends Pick<Applicant, 'sent' | 'say' | 'tap' | 'tapAgain' | 'sendFiles' | 'hear'> {
  /** The newest message of ours matching; its buttons. */
  buttons(): readonly string[]
  command(text: string): void
  pushed(): readonly Record<string, unknown>[]
}

export function openTelegram(server: TelegramServer, id = personId, waitMs = 15_000): TelegramPerson {
  const chat = String(id)
  const pushed: Record<string, unknown>[] = []
  let sent = 0
  let read = 0
  let lastTap: { messageId: number; data: string } | null = null
  const who = { id }

  function push(content: Record<string, unknown>): void {
    const update = messageUpdate(server.nextUpdateId(), server.nextMessageId(), content, who)
    pushed.push(update)
    server.push(update)
  }
  const mine = () => server.messages.filter((one) => one.chat === chat)

  async function waitFor<T>(what: string, withinMs: number, look: () => T | null): Promise<T> {
    const until = Date.now() + withinMs
    for (;;) {
      const found = look()
      if (found !== null) return found
      if (Date.now() > until) {
        const last = mine().slice(-3)
        throw new Error(`never came: ${what}\nlast heard: ${last.map(({ text }) => text).join(' | ')}`)
      }
      await pause(15)
    }
  }

  async function tapOn(messageId: number, data: string): Promise<void> {
    sent += 1
    const query = `4400${server.nextUpdateId()}`
    server.askedBy(query)
    server.push(tapUpdate(server.nextUpdateId(), messageId, data, query, who))
  }

  const person: TelegramPerson = {
    sent: () => sent,
    pushed: () => pushed,
    buttons: () =>
      mine()
        .findLast(({ buttons }) => buttons.length > 0)
        ?.buttons.map(({ label }) => label) ?? [],
    command(text) {
      sent += 1
      push(commandOf(text))
    },
    async say(text) {
      sent += 1
      push({ text })
    },
    async tap(label) {
      const wanted = (shown: string) => shown === label || shown.replace(/^\d+\. /, '') === label
      lastTap = await waitFor(`[${label}]`, waitMs, () => {
        // A label too long for a button is in the text, beside the number that the button carries.
        for (const { messageId, buttons, text } of mine().toReversed()) {
          const button = buttons.find(
            (one) => wanted(one.label) || text.split('\n').includes(`${one.label}. ${label}`),
          )
          if (button) return { messageId, data: button.data }
        }
        return null
      })
      await tapOn(lastTap.messageId, lastTap.data)
    },
    async tapAgain() {
      if (lastTap) await tapOn(lastTap.messageId, lastTap.data)
    },
    // Photos in one album, as a phone sends several picked at once; documents in another, because Telegram does not mix them.
    async sendFiles(files) {
      const isPhoto = ({ name }: { name: string }) => /\.jpe?g$/.test(name)
      for (const group of [files.filter(isPhoto), files.filter((file) => !isPhoto(file))]) {
        if (group.length === 0) continue
        sent += 1
        const album = group.length > 1 ? { media_group_id: `139${server.nextMessageId()}` } : {}
        for (const { name, bytes } of group) {
          const file = server.addFile(bytes)
          push({ ...(isPhoto({ name }) ? photoOf(file) : documentOf(file, name)), ...album })
        }
      }
    },
    async hear(pattern, withinMs = waitMs) {
      return waitFor(String(pattern), withinMs, () => {
        const said = mine()
        for (let at = read; at < said.length; at += 1) {
          const match = pattern.exec(said[at]?.text ?? '')
          if (!match) continue
          read = at + 1
          return match
        }
        return null
      })
    },
  }
  return person
}
