// Asks before the conversation is removed from this machine, because it cannot be brought back.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import { words } from '../language.ts'

export function EndDialog({ chat, close }: { chat: Chat; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  useEffect(() => dialog.current?.showModal(), [])

  async function end(): Promise<void> {
    setBusy(true)
    const ended = await chat.end()
    setBusy(false)
    setFailed(!ended)
    if (ended) close()
  }

  return (
    <dialog ref={dialog} aria-labelledby="end-question" aria-describedby="end-meaning" onClose={close}>
      <h2 id="end-question">{words.endQuestion}</h2>
      <p id="end-meaning">{words.endMeaning}</p>
      {failed && (
        <p class="problem" role="alert">
          {words.endFailed}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="plain-button" onClick={() => dialog.current?.close()}>
          {words.stay}
        </button>
        <button type="button" class="danger-button" disabled={busy} onClick={() => void end()}>
          {words.end}
        </button>
      </div>
    </dialog>
  )
}
