// Replies in plain words, for platforms without markup.
import type { Choice, Reply } from '../../engine/reply.ts'

/** Characters in one message of either Zalo platform (docs.zaloplatforms.com by way of two surveys, read November 2026). */
export const textLength = 2_000

export function cardWords({ title, lines, note }: Extract<Reply, { type: 'card' }>): string {
  const facts = lines.map(({ label, text }) => `${label}: ${text}`).join('\n')
  return [title, facts, note].filter(Boolean).join('\n\n')
}

/** Words and numbered choices as messages within the limit; choices whose labels stand in the words already are not repeated. */
export function numbered(text: string, choices: readonly Choice[]): string[] {
  const unsaid = choices.filter(({ label, number }) => label !== String(number))
  if (unsaid.length === 0) return [text]
  const list = unsaid.map(({ number, label }) => `${number}. ${label}`).join('\n')
  const whole = `${text}\n\n${list}`
  return whole.length <= textLength ? [whole] : [text, list]
}
