// One reply → the activities a page shows. No I/O.
import { createHash } from 'node:crypto'
import type { ActivityAttachment, ActivityLike } from '../../src/channel/activity/activity.ts'
import { toActivities } from '../../src/channel/activity/to-activities.ts'
import type { OutgoingMessage } from '../../src/channel/channel.ts'
import type { OutgoingFile } from '../../src/engine/reply.ts'

export const assistant = { id: 'motcua', name: 'Một Cửa', role: 'bot' }

/** Kept without an address: whoever reads the activity later gets one that opens then. */
function attach({ fileId, name, mediaType }: OutgoingFile): ActivityAttachment {
  return { contentType: mediaType, contentUrl: `file:${fileId}`, name }
}

/** The key each is appended under and the activity. Both follow from `key`, so a second try says the very same thing. */
export function toOutgoing(
  { conversation, reply }: OutgoingMessage,
  key: string,
  at: number,
): { key: string; activity: ActivityLike }[] {
  return toActivities(reply, { attach }).map((activity, index) => {
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
