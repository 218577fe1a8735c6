// Mentions as the Bot Framework carries them: an entity names who is meant, and which words stand in the text for them. Pure.
import type { ActivityLike } from './activity.ts'

/** True when the message speaks to its recipient, the bot. */
export function mentionsUs(activity: ActivityLike): boolean {
  return mentions(activity).some(({ mentioned }) => mentioned?.id === activity.recipient?.id)
}

/** The text as a person would have typed it: without the bot's name, other people's names without their tags. */
export function textWithoutMentions(activity: ActivityLike): string | undefined {
  let { text } = activity
  if (text === undefined) return undefined
  for (const { mentioned, text: words } of mentions(activity)) {
    if (words && mentioned?.id === activity.recipient?.id) text = text.replaceAll(words, ' ')
  }
  return text.replace(/<at\b[^>]*>([^<]*)<\/at>/g, '$1').trim()
}

function mentions({ entities, recipient }: ActivityLike) {
  return recipient?.id === undefined ? [] : (entities ?? []).filter(({ type }) => type === 'mention')
}
