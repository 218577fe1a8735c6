// A reply → the texts that say it. Pure. No markup is asked for, so nothing an applicant typed can become any.
import type { ChannelLimits } from '../../src/channel/channel.ts'
import { largestFileBytes } from '../../src/channel/resumable.ts'
import { cardWords, numbered, textLength } from '../../src/channel/zalo/words.ts'
import type { Reply } from '../../src/engine/reply.ts'

/** No buttons, no files either way but photos in (docs.zaloplatforms.com by way of surveys, read November 2026). */
export const zaloBotLimits: ChannelLimits = {
  textLength,
  buttons: 0,
  buttonLength: 0,
  filesIn: 'photos',
  fileBytes: largestFileBytes,
  // A photo could go out, but only from an address anyone may open; what we send is somebody's papers.
  fileOutBytes: 0,
}

export function textsOf(reply: Exclude<Reply, { type: 'file' }>): string[] {
  const text = reply.type === 'card' ? cardWords(reply) : reply.text
  return numbered(text, reply.type === 'text' ? [] : reply.choices)
}
