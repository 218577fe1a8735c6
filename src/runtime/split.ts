// Fits a reply to what a channel carries: long texts in parts, choices written out where there are no buttons for them,
// files as links where files cannot go. What differs between channels is in their limits; nothing here knows their names.
import type { ChannelLimits } from '../channel/channel.ts'
import type { Choice, DossierNews, Reply } from '../engine/reply.ts'

/** The reply as one or more messages within the limits. Choices stay with the last part. */
export function fitReply(reply: Reply, limits: ChannelLimits): Reply[] {
  switch (reply.type) {
    case 'text':
      return withNews(splitText(reply.text.normalize('NFC'), limits.textLength).map(asText), reply.news)
    case 'choices':
      return withNews(fitChoices(reply.text, reply.choices, limits), reply.news)
    case 'card':
      return fitCard(reply, limits)
    case 'file':
      return [reply]
  }
}

function asText(text: string): Reply {
  return { type: 'text', text }
}

// News stands for the whole message, so one part carries it: the last, as with choices.
function withNews(parts: Reply[], news: DossierNews | undefined): Reply[] {
  if (!news) return parts
  return parts.map((part, at) => (at === parts.length - 1 && part.type !== 'card' ? { ...part, news } : part))
}

function fitChoices(text: string, choices: readonly Choice[], limits: ChannelLimits): Reply[] {
  const fitting = fitLabels(choices, limits)
  const written = fitting === choices || choices.length === 0 ? text : `${text}\n\n${listOf(choices)}`
  const parts = splitText(written.normalize('NFC'), limits.textLength)
  return parts.map((part, at): Reply => {
    if (at < parts.length - 1 || fitting.length === 0) return asText(part)
    return { type: 'choices', text: part, choices: fitting }
  })
}

/** The same choices when every label fits its button, numbers on the buttons when only the labels are long, or none. */
function fitLabels(choices: readonly Choice[], limits: ChannelLimits): readonly Choice[] {
  if (choices.length > limits.buttons) return []
  if (choices.every(({ label }) => label.length <= limits.buttonLength)) return choices
  return choices.map((choice) => ({ ...choice, label: String(choice.number) }))
}

function listOf(choices: readonly Choice[]): string {
  return choices.map(({ number, label }) => `${number}. ${label}`).join('\n')
}

function fitCard(card: Extract<Reply, { type: 'card' }>, limits: ChannelLimits): Reply[] {
  const text = cardText(card)
  const fits = text.length <= limits.textLength && fitLabels(card.choices, limits) === card.choices
  return fits ? [card] : fitChoices(text, card.choices, limits)
}

/** A card in words: the heading, a line for each fact, and the note. */
function cardText({ title, lines, note }: Extract<Reply, { type: 'card' }>): string {
  const facts = lines.map(({ label, text }) => `${label}: ${text}`).join('\n')
  return [title, facts, note].filter(Boolean).join('\n\n').normalize('NFC')
}

export function splitText(text: string, limit: number): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > limit) {
    const at = cutBefore(rest, limit)
    parts.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  if (rest.length > 0 || parts.length === 0) parts.push(rest)
  return parts
}

function cutBefore(text: string, limit: number): number {
  const window = text.slice(0, limit + 1)
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = window.lastIndexOf(mark)
    // A cut near the start would make many tiny messages.
    if (at > limit / 3) return at
  }
  // One endless word: never between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit
}
