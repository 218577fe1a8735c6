// What Telegram carries. Bot API 10.x, read November 2026 (core.telegram.org/bots/api and the server's own source).
import type { ChannelLimits } from '../channel.ts'

/** Characters under a document; longer words go ahead of it as a message of their own. */
export const captionLength = 1_024

export const telegramLimits: ChannelLimits = {
  textLength: 4_096,
  // A hundred fit; a person chooses among a screenful.
  buttons: 20,
  // Not documented; with a button a row, phones begin to cut a little above this.
  buttonLength: 40,
  filesIn: 'all',
  // getFile of the cloud server refuses more.
  fileBytes: 20 * 1024 * 1024,
  fileOutBytes: 50 * 1024 * 1024,
}
