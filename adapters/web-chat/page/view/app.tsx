// The page as a whole.
import { useEffect, useState } from 'preact/hooks'
import type { Chat, ChatState } from '../chat.ts'
import { words } from '../language.ts'
import { Composer, sendFiles } from './composer.tsx'
import { EndDialog } from './end-dialog.tsx'
import { Header } from './header.tsx'
import { TranscriptView } from './transcript-view.tsx'

export function App({ chat, demo }: { chat: Chat; demo: boolean }) {
  const state = useChat(chat)
  const online = useOnline()
  const [ending, setEnding] = useState(false)
  const [hint, setHint] = useState('')
  const dropping = useDrop((files) => sendFiles(chat, files, setHint))

  useEffect(() => {
    const unsent = state.pending.some(({ status }) => status !== 'saved')
    if (!unsent) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [state.pending])

  if (state.line === 'ended') return <Ended chat={chat} demo={demo} />
  return (
    <div class="page">
      <a class="skip" href="#message">
        {words.skip}
      </a>
      <Header chat={chat} demo={demo} end={() => setEnding(true)} />
      <main>
        <Notice state={state} online={online} hint={hint} />
        <TranscriptView state={state} chat={chat} />
        <Composer chat={chat} notice={setHint} />
      </main>
      {dropping && <p class="drop">{words.drop}</p>}
      {ending && <EndDialog chat={chat} close={() => setEnding(false)} />}
    </div>
  )
}

// Always in the page, so that a screen reader hears its words change.
function Notice({ state, online, hint }: { state: ChatState; online: boolean; hint: string }) {
  const text = noticeText(state, online) || hint
  return (
    <div class={text ? 'notice shown' : 'notice'} role="status">
      {text && <p class="column">{text}</p>}
    </div>
  )
}

function noticeText(state: ChatState, online: boolean): string {
  if (state.line === 'refused') return `${words.refused} ${state.problem}`
  if (!online) return words.offline
  return state.line === 'lost' ? words.reconnecting : ''
}

function Ended({ chat, demo }: { chat: Chat; demo: boolean }) {
  return (
    <div class="page">
      <Header chat={chat} demo={demo} end={null} />
      <main class="ended column">
        <h2>{words.ended}</h2>
        <p>{words.endedMeaning}</p>
        <button type="button" class="primary-button" onClick={() => location.reload()}>
          {words.again}
        </button>
      </main>
    </div>
  )
}

function useChat(chat: Chat): ChatState {
  const [state, setState] = useState(chat.state())
  useEffect(() => {
    setState(chat.state())
    return chat.subscribe(() => setState(chat.state()))
  }, [chat])
  return state
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = () => setOnline(navigator.onLine)
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [])
  return online
}

function useDrop(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const dragged = (event: DragEvent) => {
      if (!hasFiles(event)) return
      // Without this the browser would leave the conversation and open the file.
      event.preventDefault()
      setOver(true)
    }
    const left = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const dropped = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      take([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', dragged)
    addEventListener('dragleave', left)
    addEventListener('drop', dropped)
    return () => {
      removeEventListener('dragover', dragged)
      removeEventListener('dragleave', left)
      removeEventListener('drop', dropped)
    }
  }, [take])
  return over
}
