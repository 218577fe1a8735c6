// One reply → the activities a page shows. No I/O.
import { createHash } from 'node:crypto'
import type { ActivityLike } from '../../src/channel/activity/activity.ts'
import { toActivities } from '../../src/channel/activity/to-activities.ts'
import type { OutgoingMessage } from '../../src/channel/channel.ts'

export const assistant = { id: 'motcua', name: 'Một Cửa', role: 'bot' }

/** The key each is appended under and the activity. Both follow from `key`, so a second try says the very same thing. */
export function toOutgoing(
  { conversation, reply }: OutgoingMessage,
  key: string,
  at: number,
): { key: string; activity: ActivityLike }[] {
  return toActivities(reply).map((activity, index) => {
    const part = `${key}:${index}`
    const digest = createHash('sha256').update(`${conversation}\n${part}`).digest('base64url').slice(0, 22)
    return {
      key: part,
      activity: {
        ...activity,
        id: `${conversation}|${digest}`,
        timestamp: new Date(at).toISOString(),
        channelId: 'directline',
        from: assistant,
        conversation: { id: conversation },
      },
    }
  })
}
