// A reply → the activities that say it. Pure. Text stays plain: no markdown, so nothing an applicant typed can become markup.
import type { Choice, OutgoingFile, Reply } from '../../engine/reply.ts'
import type { ActivityAttachment, ActivityLike, CardAction } from './activity.ts'

export interface ActivityOptions {
  /**
   * How this host is shown choices: suggested actions unless told, buttons on hero cards where it knows no suggested actions, or
   * numbers in the text where it has neither.
   */
  readonly choices?: 'suggested' | 'cards' | 'text'
  /** How this host is shown a file of ours. */
  readonly attach: (file: OutgoingFile) => ActivityAttachment
}

export function toActivities(reply: Reply, options: ActivityOptions): ActivityLike[] {
  switch (reply.type) {
    case 'text':
      return [message(reply.text)]
    case 'file':
      return [{ ...message(reply.text), attachments: [options.attach(reply.file)] }]
    case 'choices':
      return [withChoices(reply.text, reply.choices, options)]
    case 'card': {
      const { title, lines, note } = reply
      // The words for any client; the same as data for a page that draws a real card.
      return [
        {
          ...withChoices(cardText(reply), reply.choices, options),
          channelData: { card: { title, lines, note } },
        },
      ]
    }
  }
}

function cardText(card: Reply & { type: 'card' }): string {
  const lines = card.lines.map((line) => `${line.label}: ${line.text}`).join('\n')
  return [card.title, lines, card.note].filter(Boolean).join('\n\n')
}

function message(text: string): ActivityLike {
  return { type: 'message', text, textFormat: 'plain' }
}

function withChoices(text: string, choices: readonly Choice[], options: ActivityOptions): ActivityLike {
  if (choices.length === 0) return message(text)
  switch (options.choices ?? 'suggested') {
    case 'suggested':
      return { ...message(text), suggestedActions: { to: [], actions: choices.map(action) } }
    case 'cards':
      return { ...message(text), attachmentLayout: 'list', attachments: cards(choices.map(action)) }
    case 'text': {
      const list = choices.map((choice) => `${choice.number}. ${choice.label}`).join('\n')
      return message(`${text}\n\n${list}`)
    }
  }
}

// Teams does not show a seventh button (learn.microsoft.com, "Types of cards", hero card; read November 2026).
const buttonsOnCard = 6

function cards(actions: readonly CardAction[]): ActivityAttachment[] {
  const count = Math.ceil(actions.length / buttonsOnCard)
  return Array.from({ length: count }, (_, at) => ({
    contentType: 'application/vnd.microsoft.card.hero',
    content: { buttons: actions.slice(at * buttonsOnCard, (at + 1) * buttonsOnCard) },
  }))
}

// The title shows the number to type; the transcript then shows the bare label; the reference travels in the value.
// A label that is only its number explains itself in the text above.
function action({ label, number, ref }: Choice): CardAction {
  return {
    type: 'messageBack',
    title: label === String(number) ? label : `${number}. ${label}`,
    text: label,
    displayText: label,
    value: { choice: ref, number },
  }
}
