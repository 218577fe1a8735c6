// Fits a reply to what a channel carries: long texts in parts, cut between paragraphs, lines or words.
import type { ChannelLimits } from '../channel/channel.ts'
import type { Reply } from '../engine/reply.ts'

/** The reply as one or more messages within the limits. Choices stay with the last part. */
export function fitReply(reply: Reply, limits: ChannelLimits): Reply[] {
  if (reply.type === 'card') return [reply]
  const parts = splitText(reply.text.normalize('NFC'), limits.textLength)
  if (parts.length === 1) return [reply]
  return parts.map((text, at): Reply => {
    if (reply.type === 'text' || at < parts.length - 1) return { type: 'text', text }
    return { ...reply, text }
  })
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
