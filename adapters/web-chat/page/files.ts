// Messages made of files: each file goes up first, then the message that names them.
import { newId } from './api.ts'
import type { Pending, PendingFile } from './chat.ts'
import { words } from './language.ts'
import type { Session } from './session.ts'
import { type Uploaded, uploadFile } from './upload.ts'

export const largestFileBytes = 25 * 1024 * 1024
export const mostFiles = 20

/** What the file sender may do to the state of the page. */
export interface PendingMessages {
  find(clientId: string): Pending | undefined
  add(part: Pick<Pending, 'text' | 'choice' | 'files'>): Pending
  change(clientId: string, part: Partial<Pending>): void
  changeFile(clientId: string, id: string, part: Partial<PendingFile>): void
  remove(clientId: string): void
  deliver(item: Pending, attachments: readonly unknown[]): void
}

export function createFileSender(session: Session, pending: PendingMessages) {
  const cancels = new Map<string, AbortController>()
  const contentUrls = new Map<string, string>()
  const previews = new Map<string, readonly (string | null)[]>()
  let queue: Promise<unknown> = Promise.resolve()

  function send(files: readonly File[]): void {
    const item = pending.add({ text: '', choice: null, files: files.slice(0, mostFiles).map(toPending) })
    enqueue(item.clientId)
  }

  /** One file after the other: two at once on a slow line only make both slower. */
  function enqueue(clientId: string): void {
    for (const { id, status } of pending.find(clientId)?.files ?? []) {
      if (status === 'waiting') queue = queue.then(() => uploadOne(clientId, id))
    }
  }

  async function uploadOne(clientId: string, id: string): Promise<void> {
    const file = pending.find(clientId)?.files.find((one) => one.id === id)
    // Cancelled while it waited, or queued twice by an eager "try again".
    if (file?.status !== 'waiting') return
    const cancel = new AbortController()
    cancels.set(id, cancel)
    pending.changeFile(clientId, id, { status: 'sending', problem: '' })
    const outcome: Uploaded = await uploadFile(session, file.file, cancel.signal, {
      progress: (sentBytes) => pending.changeFile(clientId, id, { status: 'sending', sentBytes }),
      paused: () => pending.changeFile(clientId, id, { status: 'paused' }),
    })
    cancels.delete(id)
    if ('contentUrl' in outcome) {
      contentUrls.set(id, outcome.contentUrl)
      pending.changeFile(clientId, id, { status: 'done', sentBytes: file.file.size })
    } else if ('failed' in outcome) {
      pending.changeFile(clientId, id, { status: 'failed', problem: outcome.failed || words.fileFailed })
    }
    finish(clientId)
  }

  /** Sends the message once every file is up; with one failed it waits for "try again" or "remove". */
  function finish(clientId: string): void {
    const item = pending.find(clientId)
    if (item?.status !== 'uploading' && item?.status !== 'failed') return
    if (item.files.length === 0) {
      pending.remove(clientId)
      return
    }
    if (item.files.some(({ status }) => status !== 'done')) return
    previews.set(
      clientId,
      item.files.map(({ preview }) => preview),
    )
    const attachments = item.files.map(({ id, file }) => ({
      contentType: file.type || 'application/octet-stream',
      contentUrl: contentUrls.get(id),
      name: file.name,
    }))
    pending.deliver(item, attachments)
  }

  return {
    send,
    finish,
    previewsOf: (clientId: string) => previews.get(clientId),
    retry(clientId: string, id: string): void {
      pending.changeFile(clientId, id, { status: 'waiting', problem: '', sentBytes: 0 })
      enqueue(clientId)
    },
    remove(clientId: string, id: string): void {
      cancels.get(id)?.abort()
      const item = pending.find(clientId)
      const gone = item?.files.find((file) => file.id === id)
      if (gone?.preview) URL.revokeObjectURL(gone.preview)
      if (item) pending.change(clientId, { files: item.files.filter((file) => file !== gone) })
      finish(clientId)
    },
    /** The conversation ended here: nothing of its files may stay in this tab. */
    forget(items: readonly Pending[]): void {
      for (const cancel of cancels.values()) cancel.abort()
      const waiting = items.flatMap(({ files }) => files.map(({ preview }) => preview))
      for (const url of [...waiting, ...[...previews.values()].flat()]) if (url) URL.revokeObjectURL(url)
      previews.clear()
    },
  }
}

function toPending(file: File): PendingFile {
  const problem = file.size > largestFileBytes ? words.fileTooLarge : file.size === 0 ? words.fileEmpty : ''
  return {
    id: newId(),
    file,
    preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
    status: problem ? 'failed' : 'waiting',
    sentBytes: 0,
    problem,
    canRetry: !problem,
  }
}
