// One bot reaches people on several of Microsoft's channels, and they differ. The conversation's name says which it is.
import type { ChannelLimits } from '../../src/channel/channel.ts'
import { largestFileBytes } from '../../src/channel/resumable.ts'

/** `teams`; `web`: Web Chat and Direct Line, which draw what we send; `plain`: everything else, of which we know little. */
export type Line = 'teams' | 'web' | 'plain'

export const teamsChannel = 'msteams'

/** `webchat/5kQ…`. Opaque outside this adapter. */
export function conversationOf(channelId: string, conversationId: string): string {
  return `${channelId}/${conversationId}`
}

export function lineOf(conversation: string): Line {
  const channelId = conversation.slice(0, conversation.indexOf('/'))
  if (channelId === teamsChannel) return 'teams'
  return channelId === 'webchat' || channelId === 'directline' ? 'web' : 'plain'
}

// No channel promises more than 25 KB for an activity. Text of 3 bytes a letter (12 KB) and 18 buttons which say their label three times fit.
const textLength = 4_000
const shown = {
  textLength,
  buttons: 18,
  buttonLength: 40,
  filesIn: 'all',
  fileBytes: largestFileBytes,
} as const

const limits: Readonly<Record<Line, ChannelLimits>> = {
  // Teams asks the person first and takes any size.
  teams: { ...shown, fileOutBytes: largestFileBytes },
  // What Direct Line takes as a file of ours nobody has written down: a link works everywhere.
  web: { ...shown, fileOutBytes: 0 },
  plain: { textLength, buttons: 0, buttonLength: 0, filesIn: 'none', fileBytes: 0, fileOutBytes: 0 },
}

export const limitsOf = (line: Line): ChannelLimits => limits[line]
