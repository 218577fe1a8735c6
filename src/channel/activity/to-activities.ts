// A reply → the activities that say it. Pure. Text stays plain: no markdown, so nothing an applicant typed can become markup.
import type { Choice, OutgoingFile, Reply } from '../../engine/reply.ts'
import type { ActivityAttachment, ActivityLike, CardAction } from './activity.ts'

export interface ActivityOptions {
  /** Writes the choices into the text as well, for hosts that show no suggested actions (Teams). */
  readonly numberedText?: boolean
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
  const list = choices.map((choice) => `${choice.number}. ${choice.label}`).join('\n')
  return {
    ...message(options.numberedText ? `${text}\n\n${list}` : text),
    suggestedActions: { to: [], actions: choices.map(action) },
  }
}

// The title shows the number to type; the transcript then shows the bare label; the reference travels in the value.
function action(choice: Choice): CardAction {
  return {
    type: 'messageBack',
    title: `${choice.number}. ${choice.label}`,
    text: choice.label,
    displayText: choice.label,
    value: { choice: choice.ref, number: choice.number },
  }
}
