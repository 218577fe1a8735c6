// One reply → the activity that says it, by line. No I/O. Text stays plain, so nothing an applicant typed can become markup.
import type { ActivityAttachment, ActivityLike } from '../../src/channel/activity/activity.ts'
import { toActivities } from '../../src/channel/activity/to-activities.ts'
import type { Reply } from '../../src/engine/reply.ts'
import type { Line } from './lines.ts'

const choices = { teams: 'cards', web: 'suggested', plain: 'text' } as const

/** Words beside a file are on the card that asks for it; longer ones stand above. What the card shows nobody has written down. */
const describedLength = 300

export function render(reply: Exclude<Reply, { type: 'file' }>, line: Line): ActivityLike[] {
  const options = { choices: choices[line], attach: () => ({ contentType: '' }) }
  // A card is said in words; the same again as data would only eat into the 25 KB.
  return toActivities(reply, options).map(({ channelData: _, ...activity }) => activity)
}

export interface Asked {
  readonly token: string
  readonly name: string
  readonly sizeBytes: number
  readonly text: string
}

/** Teams asks the person before a file of a bot's goes into their OneDrive. The token comes back with the answer. */
export function consentActivity({ token, name, sizeBytes, text }: Asked): ActivityLike {
  const fits = text.length <= describedLength
  const context = { consent: token }
  return {
    type: 'message',
    ...(fits ? {} : { text, textFormat: 'plain' }),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name,
        content: {
          description: fits ? text : name,
          sizeInBytes: sizeBytes,
          acceptContext: context,
          declineContext: context,
        },
      },
    ],
  }
}

export interface Uploaded {
  readonly name: string
  readonly contentUrl: string
  readonly uniqueId: string
  readonly fileType: string
}

export function fileActivity({ name, contentUrl, uniqueId, fileType }: Uploaded): ActivityLike {
  const card: ActivityAttachment = {
    contentType: 'application/vnd.microsoft.teams.card.file.info',
    contentUrl,
    name,
    content: { uniqueId, fileType },
  }
  return { type: 'message', attachments: [card] }
}
