// GET /files/<token>: a finished file, for channels that carry none. Opening consumes nothing, since chats fetch previews of
// links by themselves; the link ends by its time.
import type { Route } from '../channel/channel.ts'
import { type FileLink, linkKey, linkRooms } from '../channel/links.ts'
import type { Store } from '../store/store.ts'
import type { FileVault } from './uploads.ts'

export function fileLinkRoute(parts: { store: Store; vault: FileVault; now: () => number }): Route {
  const { store, vault, now } = parts
  return {
    method: 'GET',
    path: '/files/:token',
    // Who has the token may read this one file; a wrong, an old and an unknown one look alike.
    rule: 'public',
    async handle({ parameters }) {
      const key = linkKey(parameters.token ?? '')
      const link = (await store.values.get(linkRooms.file, key, now())) as FileLink | null
      const file = link && (await store.files.find(link.fileId))
      const bytes = file && (await vault.read(file))
      if (!file || !bytes) return gone()
      return new Response(bytes as Uint8Array<ArrayBuffer>, {
        headers: {
          'Content-Type': file.mediaType,
          'Content-Length': String(bytes.length),
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
          'Content-Security-Policy': "sandbox; default-src 'none'",
          'Cache-Control': 'private, no-store',
        },
      })
    },
  }
}

function gone(): Response {
  const sentence = 'Tệp này không còn nữa. Anh/chị quay lại cuộc trò chuyện và yêu cầu gửi lại giúp tôi.'
  return new Response(
    `${sentence}\n\nThis file is no longer here. Please go back to the chat and ask for it again.\n`,
    {
      status: 404,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    },
  )
}
