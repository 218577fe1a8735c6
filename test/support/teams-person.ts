// An applicant on Teams, through the fake Microsoft: types, taps buttons on cards, sends photos and files in one message, reads.
import { activityAt, type Json, type Place, teams, teamsFile } from './bot-framework-activities.ts'
import type { BotFrameworkServer } from './bot-framework-server.ts'
import { type Applicant, pause } from './direct-line.ts'

export type TeamsPerson = Pick<Applicant, 'sent' | 'say' | 'tap' | 'hear' | 'sendFiles'>

interface Button {
  readonly title: string
  readonly displayText: string
  readonly value: unknown
}

export function openTeams(server: BotFrameworkServer, place: Place = teams, waitMs = 25_000): TeamsPerson {
  let sent = 0
  let read = 0
  let ids = 0

  function send(content: Json): Promise<void> {
    sent += 1
    ids += 1
    return server.push(activityAt(place, server.serviceUrl, String(1_669_000_000_000 + ids), content))
  }
  const mine = () => server.messages.filter(({ conversation }) => conversation === place.conversation.id)
  const textOf = ({ activity }: { activity: Json }) => String(activity.text ?? '')

  async function waitFor<T>(what: string, withinMs: number, look: () => T | null): Promise<T> {
    const until = Date.now() + withinMs
    for (;;) {
      const found = look()
      if (found !== null) return found
      if (Date.now() > until) {
        throw new Error(`never came: ${what}\nlast heard: ${mine().slice(-3).map(textOf).join(' | ')}`)
      }
      await pause(15)
    }
  }

  return {
    sent: () => sent,
    say: (text) => send({ text, textFormat: 'plain' }),
    async tap(label) {
      const button = await waitFor(`[${label}]`, waitMs, () => {
        for (const { activity } of mine().toReversed()) {
          const button = buttonsOf(activity).find(({ displayText }) => displayText === label)
          if (button) return button
        }
        return null
      })
      // What Teams sends for a messageBack button.
      await send({ text: button.displayText, value: button.value })
    },
    async sendFiles(files) {
      const attachments = files.map(({ name, bytes }) =>
        /\.jpe?g$/.test(name)
          ? { contentType: 'image/*', contentUrl: server.addFile(bytes, true) }
          : teamsFile(name, server.addFile(bytes)),
      )
      await send({ attachments: [...attachments, { contentType: 'text/html', content: '<p><img></p>' }] })
    },
    async hear(pattern, withinMs = waitMs) {
      return waitFor(String(pattern), withinMs, () => {
        const said = mine()
        for (let at = read; at < said.length; at += 1) {
          const match = pattern.exec(textOf(said[at] ?? { activity: {} }))
          if (!match) continue
          read = at + 1
          return match
        }
        return null
      })
    },
  }
}

function buttonsOf({ attachments }: Json): Button[] {
  const cards = (attachments ?? []) as { content?: { buttons?: Button[] } }[]
  return cards.flatMap(({ content }) => content?.buttons ?? [])
}
