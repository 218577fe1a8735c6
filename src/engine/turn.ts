// The working table of one step: state so far, replies said and effects ordered. Made and used up within one call of step.
import type { Snapshot } from '../content/snapshot.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import type { Choice, DossierNews, OutgoingFile, Reply, UploadOffer } from './reply.ts'
import type { Draft, State } from './state.ts'

export interface Outcome {
  readonly state: State
  readonly replies: readonly Reply[]
  readonly effects: readonly Effect[]
}

export type Blanks = Readonly<Record<string, string | number>>

/** A choice as a topic offers it: `id` is what the topic gets back. */
export interface Option {
  readonly id: string
  readonly label: string
}

export interface Turn {
  readonly event: Event
  readonly content: Snapshot
  state: State
  /** A sentence of content/phrases in the applicant's language, blanks filled. */
  phrase(key: string, blanks?: Blanks): string
  say(key: string, blanks?: Blanks): void
  /** Says text that is already in words, such as a help article. */
  sayText(text: string): void
  offer(text: string, options: readonly Option[], upload?: UploadOffer): void
  /** Offers something about a dossier that was not asked for just now. */
  tellNews(news: DossierNews, text: string, options: readonly Option[]): void
  /** Sends a finished file with a sentence beside it. */
  sendFile(file: OutgoingFile, text: string): void
  showCard(card: {
    title: string
    lines: readonly { label: string; text: string }[]
    note: string
    options: readonly Option[]
  }): void
  order(effect: Effect): void
  change(part: Partial<State>): void
  changeDraft(change: (draft: Draft) => Draft): void
  /** A new id, the same on every replay of the event. */
  newId(): string
  finish(): Outcome
}

/** An applicant reads at most this many messages a turn without scrolling back. */
const mostReplies = 3

export function beginTurn(before: State, event: Event, content: Snapshot): Turn {
  const replies: Reply[] = []
  const effects: Effect[] = []
  let ids = 0
  let offered: State['offered'] | undefined

  function makeChoices(options: readonly Option[]): Choice[] {
    const nonce = `${shortId(event.id)}${replies.length}`
    offered = { nonce, choices: options.map(({ id, label }) => ({ id, label })) }
    return options.map(({ label }, at) => ({ ref: `${nonce}.${at + 1}`, label, number: at + 1 }))
  }

  const turn: Turn = {
    event,
    content,
    state: before,
    phrase(key, blanks) {
      const template =
        content.phrases.get(turn.state.language)?.[key] ?? content.phrases.get('vi')?.[key] ?? `⟨${key}⟩`
      return fill(template, blanks)
    },
    say(key, blanks) {
      turn.sayText(turn.phrase(key, blanks))
    },
    sayText(text) {
      // Words alone take the old buttons away; words after buttons of this turn leave them.
      offered ??= null
      replies.push({ type: 'text', text })
    },
    offer(text, options, upload) {
      if (options.length === 0 && !upload) return turn.sayText(text)
      replies.push({ type: 'choices', text, choices: makeChoices(options), ...(upload ? { upload } : {}) })
    },
    tellNews(news, text, options) {
      turn.offer(text, options)
      const told = replies.pop()
      if (told?.type === 'text' || told?.type === 'choices') replies.push({ ...told, news })
    },
    sendFile(file, text) {
      replies.push({ type: 'file', file, text, linkSentence: `${text}\n${turn.phrase('file.link')}` })
    },
    showCard({ title, lines, note, options }) {
      replies.push({ type: 'card', title, lines, note, choices: makeChoices(options) })
    },
    order(effect) {
      effects.push(effect)
    },
    change(part) {
      turn.state = { ...turn.state, ...part }
    },
    changeDraft(change) {
      const { draft } = turn.state
      if (!draft) return
      const changed = change(draft)
      // A confirmation is of what was seen: with another answer or paper it is none any more.
      const same = changed.answers === draft.answers && changed.attachments === draft.attachments
      const after = same || !changed.confirmed ? changed : { ...changed, confirmed: false }
      turn.change({ draft: { ...after, touchedAt: event.at } })
    },
    newId() {
      ids += 1
      return `${event.id}-${ids}`
    },
    finish() {
      // A turn that says nothing leaves the buttons of the last one in force.
      const state = offered === undefined ? turn.state : { ...turn.state, offered }
      return { state, replies: condense(replies), effects }
    },
  }
  return turn
}

/** Fills `{blank}`s. A blank nobody filled stays visible, so that a test or an editor notices it. */
export function fill(template: string, blanks: Blanks = {}): string {
  return template.replace(/\{([a-z]+)\}/gi, (whole, name: string) => String(blanks[name] ?? whole))
}

// Ids are unguessable; a few characters tell one offer of a conversation from another.
function shortId(id: string): string {
  return id.replace(/[^a-z0-9]/gi, '').slice(-8)
}

// Neighbouring texts become one message, so that nobody reads more than three. Files are looked at, not read, and all go out.
function condense(replies: readonly Reply[]): Reply[] {
  const result: Reply[] = []
  for (const reply of replies) {
    const last = result.at(-1)
    if (last?.type === 'text' && reply.type === 'text') {
      result[result.length - 1] = { ...last, ...reply, text: `${last.text}\n\n${reply.text}` }
    } else if (last?.type === 'text' && reply.type === 'choices' && last.text.length < 400) {
      result[result.length - 1] = { ...last, ...reply, text: `${last.text}\n\n${reply.text}` }
    } else {
      result.push(reply)
    }
  }
  let words = result.filter(({ type }) => type !== 'file').length
  return result.filter((reply) => reply.type === 'file' || words-- <= mostReplies)
}
