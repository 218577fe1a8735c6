// One message of ours that is still on its way, and its files.
import type { Chat, Pending, PendingFile } from '../chat.ts'
import { words } from '../language.ts'
import { FileIcon } from './icons.tsx'

export function PendingView({ item, chat }: { item: Pending; chat: Chat }) {
  return (
    <div class="group from-me">
      <div class="bubble on-its-way">
        <span class="unseen">{words.you} </span>
        {item.text}
        {item.files.length > 0 && (
          <ul class="files">
            {item.files.map((file) => (
              <FileProgress key={file.id} file={file} item={item} chat={chat} />
            ))}
          </ul>
        )}
      </div>
      <Status item={item} chat={chat} />
    </div>
  )
}

function Status({ item, chat }: { item: Pending; chat: Chat }) {
  if (item.status === 'uploading') return null
  if (item.status !== 'failed')
    return <p class="status">{item.status === 'saved' ? words.saved : words.sending}</p>
  return (
    <p class="status problem">
      <span>{item.problem || words.failed}</span>
      <button type="button" class="link" onClick={() => chat.retry(item.clientId)}>
        {words.retry}
      </button>
      <button type="button" class="link" onClick={() => chat.remove(item.clientId)}>
        {words.remove}
      </button>
    </p>
  )
}

function FileProgress({ file, item, chat }: { file: PendingFile; item: Pending; chat: Chat }) {
  const name = file.file.name || words.file
  const percent = Math.floor((file.sentBytes / Math.max(1, file.file.size)) * 100)
  const drop = file.status === 'done' || file.status === 'failed' ? words.remove : words.cancel
  const moving = file.status === 'waiting' || file.status === 'sending' || file.status === 'paused'
  return (
    <li class="uploading">
      {file.preview ? <img class="photo" src={file.preview} alt={name} /> : <FileIcon />}
      <div class="about">
        {!file.preview && <bdi class="name">{name}</bdi>}
        {moving && <progress max={100} value={percent} aria-label={words.fileNamed(name)} />}
        <span class={file.status === 'failed' ? 'problem' : 'progress-words'}>
          {progressWords(file, percent)}
        </span>
        <div class="actions">
          {file.status === 'failed' && file.canRetry && (
            <button
              type="button"
              class="link"
              aria-label={`${words.retry}: ${name}`}
              onClick={() => chat.retryFile(item.clientId, file.id)}
            >
              {words.retry}
            </button>
          )}
          {item.status === 'uploading' && (
            <button
              type="button"
              class="link"
              aria-label={`${drop}: ${name}`}
              onClick={() => chat.removeFile(item.clientId, file.id)}
            >
              {drop}
            </button>
          )}
        </div>
      </div>
    </li>
  )
}

function progressWords(file: PendingFile, percent: number): string {
  switch (file.status) {
    case 'waiting':
      return words.fileWaiting
    case 'sending':
      return words.fileSending(percent)
    case 'paused':
      return words.filePaused
    case 'done':
      return words.fileDone
    case 'failed':
      return file.problem
  }
}
