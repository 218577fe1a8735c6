// Runs a dialog file: what was said in, what came out, turn by turn, with a fixed clock and fixed ids.
import type { Snapshot } from '../../src/content/snapshot.ts'
import type { DossierReport } from '../../src/engine/dossier.ts'
import type { Effect } from '../../src/engine/effect.ts'
import type { AttachmentLook, Event, InboundEvent, OutcomeEvent } from '../../src/engine/event.ts'
import type { Choice, Reply } from '../../src/engine/reply.ts'
import { initialState, type State } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'

/** One input of a dialog: exactly one of these. */
export interface DialogInput {
  readonly start?: string
  readonly say?: string
  /** The label of a button offered in the turn before, or with `old` in any turn before. */
  readonly tap?: string
  readonly old?: boolean
  readonly send?: readonly string[]
  readonly unread?: 'sticker' | 'voice'
  /** Something that happened outside; `draft` and `attachment` ids are filled in from the last orders. */
  readonly outcome?: Record<string, unknown> & { type: string }
  /** Days that pass before this input. */
  readonly afterDays?: number
  readonly afterHours?: number
}

export interface DialogTurn extends DialogInput {
  readonly replies?: readonly unknown[]
  readonly effects?: readonly unknown[]
}

export interface Dialog {
  readonly about: string
  /** Without the trial's sandbox: portals as their profiles say. */
  readonly live?: boolean
  /** Not a trial either, and staff file by hand. */
  readonly assisted?: boolean
  readonly at: string
  readonly steps: readonly DialogTurn[]
  readonly ends?: unknown
}

export interface Played {
  readonly turns: readonly { input: DialogInput; replies: unknown[]; effects: unknown[] }[]
  readonly state: State
}

export function playDialog(dialog: Pick<Dialog, 'at' | 'steps'>, content: Snapshot): Played {
  let state: State = initialState
  let now = Date.parse(dialog.at)
  let count = 0
  let last: readonly Choice[] = []
  const everOffered: Choice[] = []
  let orders: readonly Effect[] = []
  let submitted: Extract<Effect, { type: 'submit_dossier' }> | undefined
  const turns: Played['turns'][number][] = []

  for (const { replies: _, effects: __, ...input } of dialog.steps) {
    now += 60_000 + (input.afterDays ?? 0) * 86_400_000 + (input.afterHours ?? 0) * 3_600_000
    count += 1
    const event: Event = { ...eventOf(input), id: `e${String(count).padStart(4, '0')}`, at: now }
    const outcome = step(state, event, content)
    state = JSON.parse(JSON.stringify(outcome.state))
    const offered = outcome.replies.flatMap((reply) => ('choices' in reply ? reply.choices : []))
    // A file alone leaves the buttons before it in force.
    if (outcome.replies.some(({ type }) => type !== 'file')) last = offered
    everOffered.push(...offered)
    if (outcome.effects.length > 0) orders = outcome.effects
    submitted = outcome.effects.find((one) => one.type === 'submit_dossier') ?? submitted
    const composing = outcome.effects.filter((one) => one.type === 'compose_component')
    for (const [at, order] of composing.entries()) {
      state = JSON.parse(
        JSON.stringify(step(state, composed(order, `${event.id}c${at}`, now), content).state),
      )
    }
    turns.push({ input, replies: outcome.replies.map(readable), effects: [...outcome.effects] })
  }
  return { turns, state }

  function eventOf(input: DialogInput): InboundEvent | OutcomeEvent {
    if (input.start !== undefined) {
      return input.start === ''
        ? { type: 'conversation_started' }
        : { type: 'conversation_started', start: input.start }
    }
    if (input.tap !== undefined) {
      const among = input.old ? everOffered : last
      const choice = among.find(({ label }) => label === input.tap)
      if (!choice) throw new Error(`nothing called "${input.tap}" is offered`)
      return { type: 'message_received', choice: choice.ref, text: choice.label }
    }
    if (input.send) {
      const attachments = input.send.map((name) => ({
        source: { type: 'held' as const, uploadId: `upload-${name}` },
        name,
        sizeBytes: 1_000,
      }))
      return { type: 'message_received', attachments }
    }
    if (input.unread) return { type: 'message_received', unread: input.unread }
    if (input.outcome) return fillOutcome(input.outcome) as OutcomeEvent
    return { type: 'message_received', text: input.say ?? '' }
  }

  // A dialog names "the third attachment of the last order", not an id.
  function fillOutcome(outcome: Record<string, unknown>): unknown {
    const inspected = orders.filter((one) => one.type === 'inspect_attachment')
    const { nth, ...rest } = outcome
    return {
      ...(submitted ? { draftId: submitted.draftId, reference: submitted.reference } : {}),
      ...(nth === undefined ? {} : { attachmentId: inspected[Number(nth) - 1]?.attachmentId }),
      ...rest,
      ...(outcome.type === 'attachment_kept' ? { look: { ...plainLook, ...(outcome.look as object) } } : {}),
      ...(typeof outcome.report === 'object' ? { report: { ...plainReport, ...outcome.report } } : {}),
    }
  }
}

type Compose = Extract<Effect, { type: 'compose_component' }>

/** Pages are put together without a word, so dialogs do not spell it out. */
export function composed(order: Compose, id: string, at: number): Event {
  const { draftId, component, composedId, name } = order
  const file = {
    fileId: `file-${composedId}`,
    name: `${name}.pdf`,
    mediaType: 'application/pdf',
    sizeBytes: 9,
  }
  return { type: 'component_composed', draftId, component, composedId, pages: 1, file, id, at }
}

/** A dossier of which nothing is known but that the portal has it. */
export const plainReport: DossierReport = {
  code: null,
  status: 'registered',
  statusText: '',
  note: '',
  dueAt: null,
  paused: false,
  finishedAt: null,
  request: null,
  payment: null,
  results: [],
  withdrawing: false,
}

export const plainLook: AttachmentLook = { pages: 1, advice: [], likeness: null, cardSeen: false, card: null }

// Buttons by label: their references are an inner matter.
function readable(reply: Reply): unknown {
  if (reply.type === 'text') return reply.text
  if (reply.type === 'file') return { file: reply.file.name, text: reply.text }
  const choices = reply.choices.map(({ label }) => label)
  if (reply.type === 'choices') return { text: reply.text, choices }
  return {
    card: reply.title,
    lines: reply.lines.map(({ label, text }) => `${label}: ${text}`),
    note: reply.note,
    choices,
  }
}
