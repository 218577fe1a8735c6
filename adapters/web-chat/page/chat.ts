// The one state of the page and everything that changes it. Views read a snapshot and call these functions.
import { callApi, newId } from './api.ts'
import { downloadFile } from './download.ts'
import { createFileSender } from './files.ts'
import { language } from './language.ts'
import { createOutbox } from './outbox.ts'
import { createSession } from './session.ts'
import { runStream } from './stream.ts'
import { addActivities, type Choice, type Message } from './transcript.ts'

export interface PendingFile {
  readonly id: string
  readonly file: File
  readonly preview: string | null
  readonly status: 'waiting' | 'sending' | 'paused' | 'done' | 'failed'
  readonly sentBytes: number
  readonly problem: string
  /** False for a file that another try would not make any better. */
  readonly canRetry: boolean
}

export interface Pending {
  readonly clientId: string
  readonly text: string
  readonly at: number
  readonly choice: Choice | null
  readonly files: readonly PendingFile[]
  readonly status: 'uploading' | 'sending' | 'saved' | 'failed'
  readonly problem: string
}

export interface ChatState {
  readonly messages: readonly Message[]
  readonly pending: readonly Pending[]
  readonly line: 'opening' | 'connected' | 'lost' | 'refused' | 'ended'
  readonly problem: string
  readonly typing: boolean
}

const initial: ChatState = { messages: [], pending: [], line: 'opening', problem: '', typing: false }

// A change of network is over within this; a notice that flashes up and away only worries people.
const noticeAfterMs = 2_500
// Longer than a slow answer, shorter than patience with a sign that says nothing.
const typingMs = 8_000

export type Chat = ReturnType<typeof createChat>

export function createChat() {
  let state = initial
  let conversation = ''
  let lostTimer = 0
  let typingTimer = 0
  const listeners = new Set<() => void>()
  const session = createSession()
  const outbox = createOutbox(session, { saved, failed })
  const files = createFileSender(session, { find, add, changeFile, change, remove, deliver })

  const parameters = new URLSearchParams(location.search)
  const start = parameters.get('start') ?? undefined
  // A reload or a bookmark must not open the deep link a second time.
  if (start) history.replaceState(null, '', location.pathname)
  const stream = runStream(
    session,
    { language, ...(start ? { start, clientActivityID: newId() } : {}) },
    { activities: received, connected, disconnected, refused },
  )

  function set(change: Partial<ChatState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function change(clientId: string, part: Partial<Pending>): void {
    set({ pending: state.pending.map((item) => (item.clientId === clientId ? { ...item, ...part } : item)) })
  }

  function find(clientId: string): Pending | undefined {
    return state.pending.find((pending) => pending.clientId === clientId)
  }

  function changeFile(clientId: string, id: string, part: Partial<PendingFile>): void {
    const item = find(clientId)
    if (item)
      change(clientId, { files: item.files.map((file) => (file.id === id ? { ...file, ...part } : file)) })
  }

  function received(from: string, activities: Parameters<typeof addActivities>[1]): void {
    if (conversation && from !== conversation) set({ messages: [], pending: [] })
    conversation = from
    if (activities.some(({ type }) => type === 'typing')) showTyping()
    const before = state.messages.length
    const messages = addActivities(state.messages, activities)
    const added = messages.slice(before)
    if (added.length === 0) return
    if (added.some((message) => message.from === 'assistant')) hideTyping()
    const echoed = new Set(added.map(({ clientId }) => clientId))
    set({
      messages: messages.map(withPreviews),
      pending: state.pending.filter(({ clientId }) => !echoed.has(clientId)),
    })
  }

  /** Keeps showing the photos of this page's own messages after their echo replaced them. */
  function withPreviews(message: Message): Message {
    const kept = message.clientId === null ? undefined : files.previewsOf(message.clientId)
    if (!kept || message.files.some(({ preview }) => preview)) return message
    return {
      ...message,
      files: message.files.map((file, index) => ({
        ...file,
        ...(kept[index] ? { preview: kept[index] } : {}),
      })),
    }
  }

  function connected(): void {
    clearTimeout(lostTimer)
    lostTimer = 0
    if (state.line !== 'connected') set({ line: 'connected', problem: '' })
    for (const item of state.pending) if (item.status === 'failed' && !item.problem) retry(item.clientId)
  }

  function disconnected(): void {
    lostTimer ||= window.setTimeout(() => state.line !== 'ended' && set({ line: 'lost' }), noticeAfterMs)
  }

  function refused(code: string, message: string): void {
    clearTimeout(lostTimer)
    if (code === 'conversation_ended') forget()
    else set({ line: 'refused', problem: message })
  }

  function showTyping(): void {
    clearTimeout(typingTimer)
    typingTimer = window.setTimeout(hideTyping, typingMs)
    if (!state.typing) set({ typing: true })
  }

  function hideTyping(): void {
    clearTimeout(typingTimer)
    if (state.typing) set({ typing: false })
  }

  function saved(clientId: string): void {
    change(clientId, { status: 'saved', problem: '' })
  }

  function failed(clientId: string, code: string, problem: string): void {
    if (code === 'conversation_ended') forget()
    else change(clientId, { status: 'failed', problem })
  }

  function add(part: Pick<Pending, 'text' | 'choice' | 'files'>): Pending {
    const status = part.files.length > 0 ? 'uploading' : 'sending'
    const item: Pending = { ...part, clientId: newId(), at: Date.now(), status, problem: '' }
    set({ pending: [...state.pending, item] })
    return item
  }

  function deliver({ clientId, text, choice }: Pending, attachments: readonly unknown[] = []): void {
    change(clientId, { status: 'sending', problem: '' })
    const value = choice ? { value: { choice: choice.ref, number: choice.number } } : {}
    const activity = {
      type: 'message',
      text,
      attachments,
      ...value,
      channelData: { clientActivityID: clientId },
    }
    outbox.add({ clientId, activity })
  }

  function retry(clientId: string): void {
    const item = find(clientId)
    if (item?.status !== 'failed') return
    if (item.files.length > 0) files.finish(clientId)
    else deliver(item)
  }

  function remove(clientId: string): void {
    set({ pending: state.pending.filter((item) => item.clientId !== clientId) })
  }

  function forget(): void {
    stream.stop()
    outbox.clear()
    files.forget(state.pending)
    set({ ...initial, line: 'ended' })
  }

  return {
    state: () => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    say: (text: string) => deliver(add({ text, choice: null, files: [] })),
    choose: (choice: Choice) => deliver(add({ text: choice.label, choice, files: [] })),
    sendFiles: files.send,
    retry,
    remove,
    download: (path: string) => downloadFile(session, path),
    retryFile: files.retry,
    removeFile: files.remove,
    /** True when the server has ended it; only then may the page say so. */
    async end(): Promise<boolean> {
      const current = await session.current()
      if (!current.ok && current.code !== 'conversation_ended') return false
      if (current.ok) {
        const { token } = current.value
        const headers = { 'X-Mot-Cua': '1' }
        const answer = await callApi({ method: 'POST', path: '/session/end', token, json: {}, headers })
        if (!answer.ok && answer.code !== 'conversation_ended') return false
      }
      forget()
      return true
    },
  }
}
