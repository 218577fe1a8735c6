// Links we hand out are rows: the address holds a random token, the row only its digest, so that reading the database
// opens nothing. Whoever mints them and whoever opens them agree on this.
import { createHash } from 'node:crypto'
import type { ChannelName } from './channel.ts'

/** Whose values hold the rows. */
export const linkRooms = { upload: 'upload-page', file: 'file-link' } as const

/** What an upload link stands for. */
export interface UploadLink {
  readonly channel: ChannelName
  readonly conversation: string
}

/** What a file link stands for. */
export interface FileLink extends UploadLink {
  readonly fileId: string
}

export function linkKey(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
