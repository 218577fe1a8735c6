// One reply → the activity that says it, by line. No I/O. Text stays plain, so nothing an applicant typed can become markup.
import type { ActivityAttachment, ActivityLike } from '../../src/channel/activity/activity.ts'
import { toActivities } from '../../src/channel/activity/to-activities.ts'
import type { Reply } from '../../src/engine/reply.ts'
import type { Line } from './lines.ts'

const choices = { teams: 'cards', web: 'suggested', plain: 'text' } as const

export function render(reply: Exclude<Reply, { type: 'file' }>, line: Line): ActivityLike[] {
  const options = { choices: choices[line], attach: () => ({ contentType: '' }) }
  // A card is said in words; the same again as data would only eat into the 25 KB.
  return toActivities(reply, options).map(({ channelData: _, ...activity }) => activity)
}

export interface Asked {
  readonly token: string
  readonly name: string
  readonly sizeBytes: number
}

/**
 * Teams asks the person before a file of a bot's goes into their OneDrive. The token comes back with the answer, and the card goes then:
 * words that should stay are said ahead.
 */
export function consentActivity({ token, name, sizeBytes }: Asked): ActivityLike {
  const context = { consent: token }
  const card: ActivityAttachment = {
    contentType: 'application/vnd.microsoft.teams.card.file.consent',
    name,
    content: { description: name, sizeInBytes: sizeBytes, acceptContext: context, declineContext: context },
  }
  return { type: 'message', attachments: [card] }
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
