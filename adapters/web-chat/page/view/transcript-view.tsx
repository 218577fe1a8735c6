// The conversation: a log that reads itself out, keeps its end in sight, and offers the open choices at the end.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Chat, ChatState } from '../chat.ts'
import { language, words } from '../language.ts'
import { type Choice, type Group, groupMessages, type Message, openChoices } from '../transcript.ts'
import { DownIcon } from './icons.tsx'
import { MessageView } from './message-view.tsx'
import { PendingView } from './pending-view.tsx'

// A phone draws this many at once without a pause; older ones come on request.
const shownAtOnce = 150

export function TranscriptView({ state, chat }: { state: ChatState; chat: Chat }) {
  const log = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [shown, setShown] = useState(shownAtOnce)
  const [unseen, setUnseen] = useState(false)
  const hidden = Math.max(0, state.messages.length - shown)
  const groups = groupMessages(state.messages.slice(hidden))
  const open = openChoices(state.messages, state.pending.length > 0)

  const read = useRef(0)
  useLayoutEffect(() => {
    const element = log.current
    const fresh = state.messages[read.current]
    const opening = read.current === 0
    read.current = state.messages.length
    if (!element) return
    if (!atEnd.current) setUnseen(true)
    else if (!fresh || (!opening && fresh.from === 'me')) toEnd(element)
    else {
      atEnd.current = toStartOf(element, fresh, turnStart(state.messages))
      setUnseen(!atEnd.current)
    }
  }, [state.messages.length])
  const mine = useRef(0)
  useLayoutEffect(() => {
    // Whoever says something wants to see it said.
    if (state.pending.length > mine.current) atEnd.current = true
    mine.current = state.pending.length
    if (atEnd.current && log.current) toEnd(log.current)
  }, [state.typing, state.pending])
  useEffect(() => {
    const element = log.current
    if (!element) return
    // The keyboard of a phone takes half the screen; the last message stays in sight.
    const resized = new ResizeObserver(() => atEnd.current && toEnd(element))
    resized.observe(element)
    return () => resized.disconnect()
  }, [])

  function scrolled(): void {
    const element = log.current
    if (!element) return
    atEnd.current = isAtEnd(element)
    if (atEnd.current) setUnseen(false)
  }

  function choose(choice: Choice): void {
    atEnd.current = true
    chat.choose(choice)
    // The buttons go away with the tap; without this the keyboard would stand nowhere.
    log.current?.focus({ preventScroll: true })
  }

  return (
    <div class="transcript-frame">
      <div
        class="transcript"
        role="log"
        aria-live="polite"
        aria-label={words.conversation}
        aria-busy={state.line === 'opening'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        ref={log}
        onScroll={scrolled}
      >
        <div class="column">
          {hidden > 0 && (
            <button type="button" class="older" onClick={() => setShown(shown + shownAtOnce)}>
              {words.older}
            </button>
          )}
          {groups.map((group, index) => (
            <GroupView key={group.messages[0]?.id} group={group} previous={groups[index - 1]} chat={chat} />
          ))}
          {state.pending.map((item) => (
            <PendingView key={item.clientId} item={item} chat={chat} />
          ))}
          {state.line === 'opening' && state.messages.length === 0 && (
            <p class="status opening">{words.opening}</p>
          )}
          {state.typing && <Typing />}
          {open && <Choices choices={open.choices} choose={choose} />}
        </div>
      </div>
      {unseen && (
        <button
          type="button"
          class="round newer"
          aria-label={words.newer}
          title={words.newer}
          onClick={() => log.current && toEnd(log.current)}
        >
          <DownIcon />
        </button>
      )}
    </div>
  )
}

// Less than a line of text: whatever is below that has been seen.
const isAtEnd = (element: HTMLElement) => element.scrollHeight - element.scrollTop - element.clientHeight < 20

function toEnd(element: HTMLElement): void {
  element.scrollTo({ top: element.scrollHeight })
}

/**
 * Shows new messages from their beginning when they are taller than the screen, so that nobody has to scroll back to read.
 * While the start of the whole answer is in sight, it stays there. True when the end is in sight as well.
 */
function toStartOf(element: HTMLElement, fresh: Message, answer: Message | null): boolean {
  const topOf = (message: Message | null) =>
    message
      ? (element.querySelector<HTMLElement>(`[data-message="${CSS.escape(message.id)}"]`)?.offsetTop ?? null)
      : null
  const answerTop = topOf(answer)
  const inSight = answerTop !== null && answerTop >= element.scrollTop
  const top = (inSight ? answerTop : topOf(fresh)) ?? element.scrollHeight
  element.scrollTo({ top: Math.min(element.scrollHeight, top - 12) })
  return isAtEnd(element)
}

/** The first message the assistant said since we last did. */
function turnStart(messages: readonly Message[]): Message | null {
  let start: Message | null = null
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index]
    if (!message || message.from === 'me') return start
    start = message
  }
  return start
}

interface GroupProps {
  group: Group
  previous: Group | undefined
  chat: Chat
}

function GroupView({ group, previous, chat }: GroupProps) {
  const at = group.messages[group.messages.length - 1]?.at ?? 0
  const day = dayOf(group.messages[0]?.at ?? 0)
  const before = previous?.messages[0]?.at
  return (
    <>
      {(before === undefined || dayOf(before) !== day) && <p class="day">{day}</p>}
      <div class={`group ${group.from === 'me' ? 'from-me' : 'from-assistant'}`}>
        {group.messages.map((message) => (
          <MessageView key={message.id} message={message} chat={chat} />
        ))}
        <p class="status">
          {timeOf(at)}
          {group.from === 'me' && ` · ${words.saved}`}
        </p>
      </div>
    </>
  )
}

function Choices({ choices, choose }: { choices: readonly Choice[]; choose: (choice: Choice) => void }) {
  return (
    <ul class="choices" aria-label={words.choose}>
      {choices.map((choice) => (
        <li key={choice.ref}>
          <button type="button" onClick={() => choose(choice)}>
            <span class="number">{choice.number}</span>
            <span>{choice.label}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

// Said to eyes only: read out, it would come between question and answer every time.
function Typing() {
  return (
    <p class="typing" aria-hidden="true">
      <span class="dots">
        <i />
        <i />
        <i />
      </span>
      {words.typing}
    </p>
  )
}

const locale = language === 'vi' ? 'vi-VN' : 'en-GB'

function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
}

function dayOf(at: number): string {
  const date = new Date(at).toDateString()
  if (date === new Date().toDateString()) return words.today
  if (date === new Date(Date.now() - 86_400_000).toDateString()) return words.yesterday
  return new Date(at).toLocaleDateString(locale, { day: 'numeric', month: 'numeric', year: 'numeric' })
}
