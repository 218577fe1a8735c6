// What an Official Account carries (docs.zaloplatforms.com and the official SDKs, by way of surveys; read November 2026).
import type { ChannelLimits } from '../../src/channel/channel.ts'
import { largestFileBytes } from '../../src/channel/resumable.ts'
import { textLength } from '../../src/channel/zalo/words.ts'

const megabyte = 1024 * 1024

/** Kinds the upload calls take; anything else goes out as a link. */
export const uploads: Readonly<Record<string, { readonly as: 'file' | 'image'; readonly bytes: number }>> = {
  'application/pdf': { as: 'file', bytes: 5 * megabyte },
  'application/msword': { as: 'file', bytes: 5 * megabyte },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    as: 'file',
    bytes: 5 * megabyte,
  },
  'image/jpeg': { as: 'image', bytes: megabyte },
  'image/png': { as: 'image', bytes: megabyte },
}

export function limitsWith(buttons: boolean): ChannelLimits {
  return {
    textLength,
    buttons: buttons ? 5 : 0,
    // 35 is given for another kind of message, and nothing for ours; "1. " stands in front.
    buttonLength: buttons ? 32 : 0,
    filesIn: 'all',
    // Zalo names no limit for what people send.
    fileBytes: largestFileBytes,
    fileOutBytes: 5 * megabyte,
    fileOutTypes: Object.fromEntries(Object.entries(uploads).map(([type, { bytes }]) => [type, bytes])),
  }
}
