// What the conversation looks like, from the activities that came and the messages still on their way. Pure.

export interface Choice {
  readonly ref: string
  readonly label: string
  readonly number: number
}

export interface Card {
  readonly title: string
  readonly lines: readonly { readonly label: string; readonly text: string }[]
  readonly note: string
}

/** A file of a message; `preview` is a blob: address while the page that sent it is open. */
export interface SentFile {
  readonly name: string
  readonly isImage: boolean
  readonly preview?: string
  /** Where the file is fetched from, below /v3/directline; absent for what the person sent. */
  readonly path?: string
}

export interface Message {
  readonly id: string
  readonly from: 'me' | 'assistant'
  readonly text: string
  readonly at: number
  readonly card: Card | null
  readonly choices: readonly Choice[]
  readonly files: readonly SentFile[]
  /** Our own id for it, where the message is ours. */
  readonly clientId: string | null
}

/** The fields of an activity that the page reads. */
export interface WireActivity {
  readonly type: string
  readonly id?: string
  readonly timestamp?: string
  readonly from?: { readonly role?: string }
  readonly text?: string
  readonly attachments?: readonly {
    readonly contentType?: string
    readonly contentUrl?: string
    readonly name?: string
  }[]
  readonly suggestedActions?: {
    readonly actions?: readonly {
      readonly displayText?: string
      readonly title?: string
      readonly value?: unknown
    }[]
  }
  readonly channelData?: { readonly clientActivityID?: string; readonly card?: Card }
}

/** Adds what is new, in the order it came. A repeat, which every reconnect may bring, changes nothing. */
export function addActivities(
  known: readonly Message[],
  activities: readonly WireActivity[],
): readonly Message[] {
  const ids = new Set(known.map(({ id }) => id))
  const added: Message[] = []
  for (const activity of activities) {
    if (activity.type !== 'message' || !activity.id || ids.has(activity.id)) continue
    ids.add(activity.id)
    added.push(toMessage(activity.id, activity))
  }
  return added.length === 0 ? known : [...known, ...added]
}

function toMessage(id: string, activity: WireActivity): Message {
  const data = activity.channelData ?? {}
  return {
    id,
    from: activity.from?.role === 'user' ? 'me' : 'assistant',
    text: activity.text ?? '',
    at: Date.parse(activity.timestamp ?? '') || 0,
    card: data.card ?? null,
    choices: (activity.suggestedActions?.actions ?? []).flatMap(toChoice),
    files: (activity.attachments ?? []).map(({ contentType, contentUrl, name }) => {
      // With our own token no ticket is needed, and an old one does not matter.
      const path = /\/v3\/directline(\/conversations\/[^/]+\/files\/[\w-]+)/.exec(contentUrl ?? '')?.[1]
      const isImage = contentType?.startsWith('image/') ?? false
      return { name: name ?? '', isImage, ...(path ? { path } : {}) }
    }),
    clientId: data.clientActivityID ?? null,
  }
}

function toChoice(
  action: { readonly displayText?: string; readonly title?: string; readonly value?: unknown },
  index: number,
): Choice[] {
  const value = action.value as { choice?: unknown; number?: unknown } | null | undefined
  if (typeof value?.choice !== 'string') return []
  const number = typeof value.number === 'number' ? value.number : index + 1
  return [{ ref: value.choice, label: action.displayText ?? action.title ?? '', number }]
}

/** The message whose choices are open: the last one that offers any, unless it was answered already. */
export function openChoices(messages: readonly Message[], answered: boolean): Message | null {
  if (answered) return null
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index]
    if (!message || message.from === 'me') return null
    if (message.choices.length > 0) return message
  }
  return null
}

export interface Group {
  readonly from: Message['from']
  readonly messages: readonly Message[]
}

const pauseMs = 5 * 60_000

/** Messages of one side in a row, so that name and time are said once. */
export function groupMessages(messages: readonly Message[]): readonly Group[] {
  const groups: { from: Message['from']; messages: Message[] }[] = []
  let previous: Message | null = null
  for (const message of messages) {
    const last = groups[groups.length - 1]
    const goesOn = last && previous && last.from === message.from && message.at - previous.at < pauseMs
    if (goesOn) last.messages.push(message)
    else groups.push({ from: message.from, messages: [message] })
    previous = message
  }
  return groups
}

/** Text and https addresses in it; nothing else ever becomes a link. */
export function splitLinks(text: string): readonly { readonly text: string; readonly href: string | null }[] {
  const parts: { text: string; href: string | null }[] = []
  let from = 0
  for (const match of text.matchAll(/https:\/\/[^\s<>"“”]+/g)) {
    // A full stop or bracket after an address belongs to the sentence.
    const address = match[0].replace(/[.,;:!?)\]}…]+$/, '')
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null })
    parts.push({ text: address, href: address })
    from = match.index + address.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null })
  return parts
}
