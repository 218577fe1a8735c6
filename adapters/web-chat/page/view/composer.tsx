// Where people type, and where photos and files come in.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import { mostFiles } from '../files.ts'
import { words } from '../language.ts'
import { CameraIcon, SendIcon } from './icons.tsx'

const longestText = 5_000
// The counter appears when it begins to matter.
const warnAt = 4_500

export function Composer({ chat, notice }: { chat: Chat; notice: (text: string) => void }) {
  const [text, setText] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const length = text.normalize('NFC').length
  const over = length - longestText

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight + 2}px`
  }, [text])

  function send(): void {
    if (!text.trim() || over > 0) return
    chat.say(text)
    setText('')
    box.current?.focus()
  }

  function keyPressed(event: KeyboardEvent): void {
    // While Telex or another method is composing a letter, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }

  function pasted(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    sendFiles(chat, files, notice)
  }

  function picked(event: Event & { currentTarget: HTMLInputElement }): void {
    sendFiles(chat, [...(event.currentTarget.files ?? [])], notice)
    // So that the same photo can be picked again.
    event.currentTarget.value = ''
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {length > warnAt && (
        <p class={over > 0 ? 'counter problem' : 'counter'} id="counter" role="status">
          {over > 0 ? words.tooLong(over) : words.left(-over)}
        </p>
      )}
      <div class="column row">
        <button
          type="button"
          class="round"
          aria-label={words.attach}
          title={words.attach}
          onClick={() => picker.current?.click()}
        >
          <CameraIcon />
        </button>
        <input
          ref={picker}
          class="unseen"
          type="file"
          multiple
          accept="image/*,application/pdf"
          tabIndex={-1}
          aria-hidden="true"
          onChange={picked}
        />
        <textarea
          id="message"
          ref={box}
          rows={1}
          value={text}
          aria-label={words.message}
          aria-describedby={length > warnAt ? 'counter' : undefined}
          aria-invalid={over > 0}
          placeholder={words.placeholder}
          enterkeyhint="send"
          autocomplete="off"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={keyPressed}
          onPaste={pasted}
        />
        <button
          type="submit"
          class="round primary"
          aria-label={words.send}
          title={words.send}
          disabled={!text.trim() || over > 0}
        >
          <SendIcon />
        </button>
      </div>
    </form>
  )
}

export function sendFiles(chat: Chat, files: readonly File[], notice: (text: string) => void): void {
  if (files.length === 0) return
  notice(files.length > mostFiles ? words.tooManyFiles : '')
  chat.sendFiles(files)
}
