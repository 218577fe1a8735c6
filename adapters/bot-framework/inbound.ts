// One activity, vouched for → what it means for us. No I/O.
import type { ActivityLike } from '../../src/channel/activity/activity.ts'
import { fromActivity, type SourceOf } from '../../src/channel/activity/from-activity.ts'
import { mentionsUs, textWithoutMentions } from '../../src/channel/activity/mentions.ts'
import type { Update } from '../../src/channel/channel.ts'
import type { InboundEvent } from '../../src/engine/event.ts'
import { conversationOf, teamsChannel } from './lines.ts'
import type { Reference } from './references.ts'

export type Reading =
  | { readonly type: 'left_alone' }
  /** Something that must have an id to be told from its repeat, and has none. */
  | { readonly type: 'malformed' }
  /** `greets`: only a greeting, pointless once the person has spoken. */
  | { readonly type: 'heard'; readonly update: Update; readonly greets: boolean }
  /** Answered at once, with a body of its own. */
  | { readonly type: 'invoke'; readonly name: string; readonly value: unknown; readonly conversation: string }

const leftAlone: Reading = { type: 'left_alone' }

export function readActivity(activity: ActivityLike, reference: Reference, sourceOf: SourceOf): Reading {
  const conversation = conversationOf(reference.channelId, reference.conversation.id)
  switch (activity.type) {
    case 'message':
      if (isOurs(activity)) return leftAlone
      return isGroup(activity)
        ? readInGroup(activity, conversation)
        : heard(activity, conversation, personal(activity, sourceOf))
    case 'conversationUpdate':
      return isGroup(activity) ? leftAlone : greeting(conversation, fromActivity(activity, sourceOf))
    case 'installationUpdate': {
      // Teams tells of an app added for one person in this way too; whichever comes first greets.
      const isAdded = activity.action === 'add' && !isGroup(activity)
      return isAdded ? greeting(conversation, { type: 'conversation_started' }) : leftAlone
    }
    case 'event':
      return isGroup(activity) ? leftAlone : heard(activity, conversation, fromActivity(activity, sourceOf))
    case 'invoke':
      return isGroup(activity) ? leftAlone : readInvoke(activity, conversation)
    default:
      return leftAlone
  }
}

function personal(activity: ActivityLike, sourceOf: SourceOf): InboundEvent | null {
  const text = textWithoutMentions(activity)
  return fromActivity({ ...activity, ...(text === undefined ? {} : { text }) }, sourceOf)
}

function heard(activity: ActivityLike, conversation: string, event: InboundEvent | null): Reading {
  if (event === null) return leftAlone
  if (!activity.id) return { type: 'malformed' }
  const update = { updateId: `${conversation}/${activity.id}`, conversation, event }
  return { type: 'heard', update, greets: false }
}

// Several things announce a person; under one id they are one greeting, however late the others come.
function greeting(conversation: string, event: InboundEvent | null): Reading {
  if (event === null) return leftAlone
  return {
    type: 'heard',
    update: { updateId: `${conversation}/start`, conversation, event },
    greets: true,
  }
}

// Everyone reads along, so a private chat is offered and nothing else said. Without Teams we know no address of one.
function readInGroup(activity: ActivityLike, conversation: string): Reading {
  if (activity.channelId !== teamsChannel || !mentionsUs(activity)) return leftAlone
  const link = `https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(activity.recipient?.id ?? '')}`
  return heard(activity, conversation, { type: 'group_message_received', link })
}

function readInvoke(activity: ActivityLike, conversation: string): Reading {
  const { name = '', value } = activity
  if (name === 'adaptiveCard/action') {
    const data = (value as { action?: { data?: unknown } } | null | undefined)?.action?.data
    return heard(
      activity,
      conversation,
      fromActivity({ type: 'message', value: data }, () => null),
    )
  }
  return { type: 'invoke', name, value, conversation }
}

function isOurs({ from, recipient }: ActivityLike): boolean {
  return from?.role === 'bot' || (from?.id !== undefined && from.id === recipient?.id)
}

// What is not said to be personal is not: a private word in a group cannot be taken back.
export function isGroup({ channelId, conversation }: ActivityLike): boolean {
  if (conversation?.isGroup === true) return true
  const type = conversation?.conversationType
  return type === undefined ? channelId === teamsChannel : type !== 'personal'
}
