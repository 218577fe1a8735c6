// An applicant on Zalo, through a fake platform: types, answers a numbered list with its number, sends photos one by one, reads.
import type { Applicant } from './direct-line.ts'
import { pause } from './direct-line.ts'
import { botPersonId, botUpdate, type ZaloBotServer } from './zalo-bot-server.ts'
import { fileContent, imageContent, personEvent, personId } from './zalo-oa-events.ts'
import type { ZaloOaServer } from './zalo-oa-server.ts'

export type ZaloPerson = Pick<Applicant, 'sent' | 'say' | 'tap' | 'hear' | 'sendFiles'>

interface SentFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** One person's end of a fake platform. */
interface End {
  heard(): readonly { text: string; buttons: readonly { label: string; data: string }[] }[]
  say(text: string): void
  send(file: SentFile): void | Promise<void>
}

let ids = 0
const nextId = () => {
  ids += 1
  return `9f8e7d6c5b4a${String(ids).padStart(6, '0')}`
}

export function openZaloOa(server: ZaloOaServer, person = personId): ZaloPerson {
  const push = (name: string, content: Record<string, unknown>) =>
    void server.push(personEvent(name, nextId(), content, { person, at: server.settings.now() }))
  return openPerson({
    heard: () => server.messages.filter((one) => one.person === person),
    say: (text) => push('user_send_text', { text }),
    send({ name, bytes }) {
      const url = server.addFile(bytes)
      if (/\.jpe?g$/.test(name)) push('user_send_image', imageContent(url))
      else push('user_send_file', fileContent(url, { name, sizeBytes: bytes.length }))
    },
  })
}

export function openZaloBot(server: ZaloBotServer, chat = botPersonId): ZaloPerson {
  const push = (kind: string, content: Record<string, unknown>) =>
    server.push(botUpdate(`message.${kind}.received`, nextId(), content, chat))
  return openPerson({
    heard: () => server.messages.filter((one) => one.chat === chat).map((one) => ({ ...one, buttons: [] })),
    say: (text) => push('text', { text }),
    send({ name, bytes }) {
      if (/\.jpe?g$/.test(name)) return push('image', { photo: server.addFile(bytes) })
      // A bot gets no files: the newest link to the upload page takes them.
      const links = server.messages.flatMap(
        ({ chat: to, text }) => (to === chat && /http\S+\/upload\/\S+/.exec(text)?.[0]) || [],
      )
      return uploadTo(links.at(-1) ?? '', { name, bytes })
    },
  })
}

function openPerson(end: End, waitMs = 25_000): ZaloPerson {
  let sent = 0
  let read = 0

  async function waitFor<T>(what: string, withinMs: number, look: () => T | null): Promise<T> {
    const until = Date.now() + withinMs
    for (;;) {
      const found = look()
      if (found !== null) return found
      if (Date.now() > until) {
        const last = end.heard().slice(-3)
        throw new Error(`never came: ${what}\nlast heard: ${last.map(({ text }) => text).join(' | ')}`)
      }
      await pause(15)
    }
  }

  const person: ZaloPerson = {
    sent: () => sent,
    async say(text) {
      sent += 1
      end.say(text)
    },
    async tap(label) {
      const answer = await waitFor(`[${label}]`, waitMs, () => {
        for (const { text, buttons } of end.heard().toReversed()) {
          const button = buttons.find((one) => one.label.replace(/^\d+\. /, '') === label)
          if (button) return button.data
          const line = text.split('\n').find((one) => /^\d+\. /.test(one) && one.endsWith(`. ${label}`))
          const number = line && /^\d+/.exec(line)?.[0]
          // Behind buttons a written list explains their numbers.
          if (number) return buttons.find((one) => one.label === number)?.data ?? number
        }
        return null
      })
      await person.say(answer)
    },
    async sendFiles(files) {
      for (const file of files) {
        sent += 1
        await end.send(file)
      }
    },
    async hear(pattern, withinMs = waitMs) {
      return waitFor(String(pattern), withinMs, () => {
        const said = end.heard()
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

/** As the page behind the link does it. */
async function uploadTo(link: string, { name, bytes }: SentFile): Promise<void> {
  const call = async (path: string, method: string, body: string | Uint8Array, offset?: number) => {
    const headers = offset === undefined ? {} : { 'Upload-Offset': String(offset) }
    const answer = await fetch(`${link}${path}`, { method, headers, body: body as string })
    if (!answer.ok) throw new Error(`upload page: ${answer.status}`)
    return answer
  }
  const file = { name, mediaType: 'application/pdf', sizeBytes: bytes.length }
  const { uploadId } = (await (await call('/files', 'POST', JSON.stringify(file))).json()) as {
    uploadId: string
  }
  await call(`/files/${uploadId}`, 'PATCH', bytes, 0)
  await call('/done', 'POST', JSON.stringify({ files: [{ uploadId, name }] }))
}
