// A reply → the call that says it. Pure. Only a card is marked up; everything else is plain text, so nothing an applicant typed can
// become markup.
import type { Choice, Reply } from '../../engine/reply.ts'
import { buttonPrefix } from './read-update.ts'

export interface Spoken {
  readonly payload: Readonly<Record<string, unknown>>
  /** The same in plain text, for when Telegram does not understand our markup. */
  readonly plain?: Readonly<Record<string, unknown>>
}

export function render(reply: Exclude<Reply, { type: 'file' }>, chat: string): Spoken {
  switch (reply.type) {
    case 'text':
      return { payload: message(chat, reply.text) }
    case 'choices':
      return { payload: { ...message(chat, reply.text), ...keyboard(reply.choices) } }
    case 'card': {
      const buttons = keyboard(reply.choices)
      return {
        payload: { ...message(chat, markedUp(reply)), parse_mode: 'HTML', ...buttons },
        plain: { ...message(chat, inWords(reply)), ...buttons },
      }
    }
  }
}

export function message(chat: string, text: string): Record<string, unknown> {
  // A preview of a portal's front page under every card would push the answer off the screen.
  return { chat_id: chat, text, link_preview_options: { is_disabled: true } }
}

type Card = Extract<Reply, { type: 'card' }>

function markedUp({ title, lines, note }: Card): string {
  const facts = lines.map(({ label, text }) => `<b>${escapeHtml(label)}:</b> ${escapeHtml(text)}`)
  return [`<b>${escapeHtml(title)}</b>`, facts.join('\n'), escapeHtml(note)].filter(Boolean).join('\n\n')
}

function inWords({ title, lines, note }: Card): string {
  const facts = lines.map(({ label, text }) => `${label}: ${text}`).join('\n')
  return [title, facts, note].filter(Boolean).join('\n\n')
}

// The three characters HTML mode asks for (core.telegram.org/bots/api#html-style, read November 2026).
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A row of bare numbers holds this many: thumbs are wide. */
const numbersInRow = 5

function keyboard(choices: readonly Choice[]): Record<string, unknown> {
  if (choices.length === 0) return {}
  const buttons = choices.map(({ ref, label, number }) => ({
    // Labels too long for a button were written out in the text, and the button carries the number alone.
    text: label === String(number) ? label : `${number}. ${label}`,
    callback_data: `${buttonPrefix}${ref}`,
  }))
  const bare = choices.every(({ label, number }) => label === String(number))
  const rows = bare ? inRows(buttons, numbersInRow) : buttons.map((button) => [button])
  return { reply_markup: { inline_keyboard: rows } }
}

function inRows<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  )
}
