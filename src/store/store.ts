// The contract of the database: what must not be lost or counted twice. Everything else may live in a cache.
//
// Two kinds of calls. `commit` is the hot path: arrivals, turns, deliveries and activities of many conversations share one
// synced transaction. The rest are single statements, each durable when its promise resolves.
import type { CatalogueEntry } from '../content/catalogue.ts'
import type { Event, InboundEvent, OutcomeEvent } from '../engine/event.ts'
import type { State } from '../engine/state.ts'

export interface Store {
  readonly hot: HotPath
  readonly outbox: OutboxStore
  readonly jobs: JobStore
  readonly submissions: SubmissionStore
  readonly files: FileStore
  readonly guides: GuideStore
  readonly catalogue: CatalogueStore
  readonly activities: ActivityStore
  readonly values: ValueStore
  readonly conversations: ConversationStore
  readonly escalations: EscalationStore
  /** True when a write could be made just now; readiness asks this. */
  probe(): Promise<boolean>
  close(): Promise<void>
}

// ── the hot path ────────────────────────────────────────────────────────────────────────────────

export interface Arrival {
  readonly channel: string
  /** The conversation on its channel. */
  readonly conversation: string
  /** With `channel`, or with `motcua` for outcomes, the key that makes a repeat a row that already exists. */
  readonly updateId: string
  /** True when the event is an outcome of our own order and not something the platform reported. */
  readonly internal?: boolean
  readonly event: InboundEvent | OutcomeEvent
  /** Unique and unguessable; becomes the event's id. */
  readonly eventId: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly activity?: unknown
}

export interface OutboxDraft {
  readonly key: string
  readonly lane: 'reply' | 'effect'
  readonly payload: unknown
}

export interface EscalationRecord {
  readonly type: 'escalation'
  readonly id: string
  readonly reason: string
}
export interface ConsentRecord {
  readonly type: 'consent'
  readonly id: string
  readonly purpose: string
  readonly version: string
  readonly granted: boolean
}
export interface JobRecord {
  readonly type: 'job'
  readonly key: string
  readonly kind: string
  readonly payload: unknown
  readonly wakeAt: number
}
/** A value kept beside the turn, such as what a link stands for. */
export interface ValueRecord {
  readonly type: 'value'
  readonly channel: string
  readonly key: string
  readonly value: unknown
  readonly expiresAt: number | null
}
/** What an event said is blanked; that it happened stays. */
export interface ForgetRecord {
  readonly type: 'forget'
  readonly eventId: string
}
export interface RatingRecord {
  readonly type: 'rating'
  readonly reference: string
  readonly stars: number
  readonly comment: string
}
/** Rows written in the turn's own transaction. A job or a value with a known key replaces the one before. */
export type TurnRecord =
  | EscalationRecord
  | ConsentRecord
  | JobRecord
  | ValueRecord
  | ForgetRecord
  | RatingRecord

export interface ClaimedTurn {
  readonly conversationId: number
  readonly channel: string
  readonly conversation: string
  /** Null for a conversation that has had no turn yet. */
  readonly state: State | null
  readonly event: Event
}

export interface TurnResult {
  readonly state: State
  readonly outbox: readonly OutboxDraft[]
  readonly records: readonly TurnRecord[]
}

export interface OutboxRow {
  readonly id: number
  readonly conversationId: number
  readonly channel: string
  readonly conversation: string
  readonly lane: 'reply' | 'effect'
  readonly key: string
  readonly payload: unknown
  /** Tries so far, this one not counted. */
  readonly attempts: number
  readonly createdAt: number
}

/** How a try of an outbox row ended. */
export type Completion =
  | { readonly rowId: number; readonly type: 'done'; readonly messageId?: string }
  | { readonly rowId: number; readonly type: 'retry'; readonly nextAt: number; readonly error: string }
  /** Given back unused: shutdown, or an earlier message of the conversation must go first. Not counted as a try. */
  | { readonly rowId: number; readonly type: 'release'; readonly nextAt: number }
  | { readonly rowId: number; readonly type: 'parked'; readonly error: string }

export interface AppendedActivity {
  readonly channel: string
  readonly conversation: string
  readonly key: string
  readonly activity: unknown
}

export interface Batch {
  readonly now: number
  /** Who claims; a lease names its process. */
  readonly owner: string
  readonly arrivals: readonly Arrival[]
  readonly completions: readonly Completion[]
  readonly activities: readonly AppendedActivity[]
  /** At most this many turns in the batch, one per conversation. 0 takes none. */
  readonly turns: number
}

export interface Committed {
  /** For each arrival, in order: whether it was new. */
  readonly fresh: readonly boolean[]
  /** Outbox rows of this batch, already leased to the owner, in order of writing. */
  readonly outbox: readonly OutboxRow[]
  readonly turns: number
  /** Turns that threw, were undone alone, and will be tried again or were parked. */
  readonly failures: readonly { conversationId: number; eventType: string; parked: boolean; error: Error }[]
  /** True when another claim would find a turn right away. */
  readonly more: boolean
  /** Conversations (channel, address) whose stored activities grew. */
  readonly grown: readonly { channel: string; conversation: string }[]
}

export interface HotPath {
  /**
   * One transaction: outcomes of deliveries, activities, arrivals, then one turn for each of up to `turns` conversations
   * with something waiting, oldest first, each in its own savepoint. `decide` must not wait; when it throws, that turn alone
   * is undone and its inbox row tried again later, after five failures parked. Rejects when the transaction did not commit;
   * then nothing of the batch happened.
   */
  commit(batch: Batch, decide: (turn: ClaimedTurn) => TurnResult): Promise<Committed>
}

// ── around it ───────────────────────────────────────────────────────────────────────────────────

export interface OutboxStore {
  /** Leases waiting rows that are due, and rows whose lease has run out; of a conversation's replies only the oldest. */
  claim(now: number, owner: string, limit: number): Promise<readonly OutboxRow[]>
  /** Gives back what processes that no longer exist had claimed. Only for a store that one process serves. */
  releaseAll(): Promise<number>
  /** When the next row that `claim` would give is due, rows held back behind an older message left out; null when there is none. */
  nextDue(): Promise<number | null>
  parked(limit: number): Promise<readonly (OutboxRow & { error: string })[]>
}

export interface JobRow {
  readonly key: string
  readonly kind: string
  readonly payload: unknown
  /** When it was to wake; with the key it names this one time. */
  readonly wakeAt: number
  readonly attempts: number
  readonly channel: string
  readonly conversation: string
}

export interface JobStore {
  claim(now: number, owner: string, leaseMs: number, limit: number): Promise<readonly JobRow[]>
  /** Keeps the job for another time, with a new payload when given. */
  reschedule(key: string, owner: string, wakeAt: number, payload?: unknown, failed?: boolean): Promise<void>
  remove(key: string, owner: string): Promise<void>
  releaseAll(): Promise<void>
}

export type SubmissionState =
  | 'intended'
  | 'sent'
  | 'received'
  | 'refused'
  | 'recalled'
  | 'handed-over'
  | 'parked'

export interface Submission {
  readonly reference: string
  readonly conversation: { channel: string; conversation: string }
  readonly draftId: string
  readonly portal: string
  readonly state: SubmissionState
  readonly portalId: string | null
  readonly code: string | null
  readonly steps: readonly { step: string; detail: string; at: number }[]
}

export interface SubmissionStore {
  /** Writes the intent. A repeat finds the row that exists: one submission per draft, whatever happens. */
  open(submission: {
    reference: string
    draftId: string
    portal: string
    channel: string
    conversation: string
    at: number
  }): Promise<Submission>
  record(reference: string, step: string, detail: string, at: number): Promise<void>
  close(
    reference: string,
    outcome: { state: SubmissionState; portalId?: string | null; code?: string | null; at: number },
  ): Promise<void>
  find(reference: string): Promise<Submission | null>
  /** By the portal's dossier code, as told or in capitals. */
  findByCode(code: string): Promise<Submission | null>
  count(): Promise<number>
}

export interface StoredFile {
  readonly id: string
  readonly channel: string
  readonly conversation: string
  readonly name: string
  readonly sizeBytes: number
  readonly receivedBytes: number
  /** The file's own key, wrapped by the master key; null once destroyed. */
  readonly wrappedKey: Uint8Array | null
  readonly state: 'receiving' | 'complete' | 'kept' | 'destroyed'
  readonly attachmentId: string | null
  readonly mediaType: string
  readonly digest: string
  readonly createdAt: number
}

export interface FileStore {
  create(
    file: Pick<StoredFile, 'id' | 'channel' | 'conversation' | 'name' | 'sizeBytes' | 'createdAt'> & {
      wrappedKey: Uint8Array
    },
  ): Promise<void>
  received(id: string, receivedBytes: number, complete: boolean): Promise<void>
  keep(id: string, found: { attachmentId: string; mediaType: string; digest: string }): Promise<void>
  /** Drops the key and what describes the content; the row stays as a mark. Returns false when it was gone already. */
  destroy(id: string): Promise<boolean>
  find(id: string): Promise<StoredFile | null>
  byAttachment(attachmentId: string): Promise<StoredFile | null>
  /**
   * Files nobody took up within the time (never finished, or finished and never attached), and documents we wrote so long
   * ago: their attachment ids begin with "document:", and they can be written again.
   */
  abandoned(before: number, documentsBefore: number, limit: number): Promise<readonly StoredFile[]>
  /** Files of a conversation still being received or not yet attached; bounds what one person can pile up. */
  pendingCount(channel: string, conversation: string): Promise<number>
}

export interface StoredGuide {
  readonly slug: string
  readonly revision: number
  readonly guide: unknown
  /** SHA-256 of the file it came from; null when the desk wrote it. */
  readonly sourceHash: string | null
  readonly status: 'published' | 'draft'
}

export interface GuideStore {
  all(): Promise<readonly StoredGuide[]>
  add(guide: StoredGuide & { at: number }): Promise<void>
}

export interface CatalogueStore {
  /** Adds and replaces by key; what did not change is left alone. A change raises `version`. */
  put(
    entries: readonly CatalogueEntry[],
    at: number,
  ): Promise<{ added: number; updated: number; unchanged: number }>
  all(): Promise<readonly CatalogueEntry[]>
  /** Grows whenever content changed, so that a running server can tell. */
  version(): Promise<number>
}

export interface ActivityStore {
  after(
    channel: string,
    conversation: string,
    watermark: number,
    limit: number,
  ): Promise<readonly { sequence: number; activity: unknown }[]>
}

export interface ValueStore {
  get(channel: string, key: string, now: number): Promise<unknown>
  set(channel: string, key: string, value: unknown, expiresAt: number | null): Promise<void>
  /** Writes only where nothing alive is; true when it did. */
  setIfAbsent(
    channel: string,
    key: string,
    value: unknown,
    expiresAt: number | null,
    now: number,
  ): Promise<boolean>
  /** Reads and removes in one statement. */
  take(channel: string, key: string, now: number): Promise<unknown>
  delete(channel: string, key: string): Promise<void>
  /** What is alive under keys that begin with `prefix`, in order of key. */
  list(
    channel: string,
    prefix: string,
    now: number,
    limit: number,
  ): Promise<readonly { key: string; value: unknown }[]>
  sweep(now: number): Promise<number>
}

export interface ConversationStore {
  find(channel: string, conversation: string): Promise<{ id: number; state: State | null } | null>
  count(): Promise<number>
}

export interface EscalationStore {
  open(
    limit: number,
  ): Promise<readonly { id: string; reason: string; conversationId: number; openedAt: number }[]>
}
