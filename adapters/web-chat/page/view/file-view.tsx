// A file of a message: our own photo as it was sent, or one of the assistant's to open.
import { useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import { saveBlob } from '../download.ts'
import { words } from '../language.ts'
import type { SentFile } from '../transcript.ts'
import { FileIcon } from './icons.tsx'

export function FileView({ file, chat }: { file: SentFile; chat: Chat }) {
  const name = file.name || words.file
  if (file.preview) return <img class="photo" src={file.preview} alt={name} />
  if (file.path) return <Download file={file} path={file.path} name={name} chat={chat} />
  return (
    <span class="file">
      <FileIcon />
      <bdi>{name}</bdi>
    </span>
  )
}

function Download({ file, path, name, chat }: { file: SentFile; path: string; name: string; chat: Chat }) {
  const [status, setStatus] = useState<'' | 'fetching' | 'failed'>('')
  const [picture, setPicture] = useState('')
  async function open(): Promise<void> {
    setStatus('fetching')
    const blob = await chat.download(path)
    setStatus(blob ? '' : 'failed')
    if (!blob) return
    if (file.isImage && !picture) setPicture(URL.createObjectURL(blob))
    else saveBlob(blob, name)
  }
  const note = { '': words.open, fetching: words.fetching, failed: words.fetchFailed }[status]
  return (
    <>
      {picture && <img class="photo" src={picture} alt={name} />}
      <button
        type="button"
        class="file download"
        disabled={status === 'fetching'}
        onClick={() => void open()}
      >
        <FileIcon />
        <span>
          <bdi>{name}</bdi>
          <small>{note}</small>
        </span>
      </button>
    </>
  )
}
