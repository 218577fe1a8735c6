// Everything the assistant remembers about one conversation. Plain JSON: it survives a restart between any two turns.

import type { DossierReport, Refusal } from './dossier.ts'
import type { CardFacts } from './event.ts'
import type { OutgoingFile } from './reply.ts'

export type Language = 'vi' | 'en'

/** How the result comes back. */
export type Delivery = 'counter' | 'post' | 'online'

/** Where the conversation stands. Each topic's file in topics/ says what it does with an event. */
export type Topic =
  | { readonly type: 'welcome' }
  | { readonly type: 'find' }
  | { readonly type: 'card'; readonly procedure: string }
  | { readonly type: 'portal'; readonly procedure: string }
  | { readonly type: 'consent' }
  | { readonly type: 'form'; readonly step: string }
  | { readonly type: 'id-card' }
  | { readonly type: 'print' }
  | { readonly type: 'assent'; readonly field: string }
  | { readonly type: 'own-papers' }
  | { readonly type: 'confirm-for'; readonly code: string; readonly summary: string }
  | { readonly type: 'supplement' }
  | { readonly type: 'withdraw'; readonly reference: string }
  | { readonly type: 'rating'; readonly reference: string; readonly stars: number | null }
  | { readonly type: 'look-up'; readonly code: string }
  | { readonly type: 'attach'; readonly component: string }
  | { readonly type: 'delivery' }
  | { readonly type: 'review' }
  | { readonly type: 'submit'; readonly draftId: string }
  | { readonly type: 'follow' }
  | { readonly type: 'help' }
  | { readonly type: 'person' }

/** What a tapped button or a typed number means right now. */
export interface Offered {
  /** First part of every reference given out with this offer. */
  readonly nonce: string
  readonly choices: readonly { readonly id: string; readonly label: string }[]
}

export interface DraftAttachment {
  readonly id: string
  readonly component: string
  readonly name: string
  readonly mediaType: string
  readonly sizeBytes: number
  readonly digest: string
  /** `doubted`: usable, but the applicant is asked whether to use it. */
  readonly state: 'checking' | 'doubted' | 'kept'
  readonly pages?: number
  readonly likeness?: string | null
}

/** A paper kept for next time, as one PDF. */
export interface OwnPaper {
  /** The attachment id of the PDF. */
  readonly id: string
  readonly name: string
  readonly officialName: string
  readonly pages: number
  readonly keptAt: number
  readonly expiresAt: number
}

/** The pages of one component as one PDF. */
export interface ComposedPaper {
  readonly component: string
  readonly composedId: string
  /** Null while it is being made. */
  readonly made: { readonly pages: number; readonly file: OutgoingFile } | null
}

/** An identity card somebody sent, until they say whose it is and that it is right. */
export interface CardOffer {
  readonly eventId: string
  readonly facts: CardFacts
  /** The person of the form it is for; null while that is being asked. */
  readonly person: string | null
}

/** A dossier being prepared. Its guide revision stays the one it began with. */
export interface Draft {
  readonly id: string
  readonly procedure: string
  readonly revision: number
  readonly portal: string
  readonly startedAt: number
  readonly touchedAt: number
  /** By question or field id; canonical text: dates yyyy-mm-dd, numbers as digits, choices as their id. */
  readonly answers: Readonly<Record<string, string>>
  readonly skipped: readonly string[]
  readonly attachments: readonly DraftAttachment[]
  /** Components the applicant said will come later or are not to be had. */
  readonly withoutFile: readonly string[]
  /** Components whose pages are all there. */
  readonly completed: readonly string[]
  readonly delivery: Delivery | null
  readonly reminded: boolean
  /** An answer that looks like a slip, kept until the applicant says to use it or gives another. */
  readonly doubt?: { readonly step: string; readonly value: string }
  readonly papers?: readonly ComposedPaper[]
  /** Confirmed while a PDF was still being made: it is filed as soon as that is done, unless something changes before. */
  readonly confirmed?: boolean
  readonly card?: CardOffer
  /** Prepared for somebody else, who confirms in their own conversation. */
  readonly helped?: boolean
  /** Birthday fields of children who said yes themselves. */
  readonly assents?: readonly string[]
  /** Not a new dossier: what an office asked for again. */
  readonly supplement?: { readonly reference: string; readonly components: readonly string[] }
}

/** A dossier that was confirmed: from here on only the portal's word counts. */
export interface FiledDossier {
  readonly draftId: string
  /** Our own key on the portal. */
  readonly reference: string
  readonly procedure: string
  readonly revision: number
  readonly portal: string
  readonly confirmedAt: number
  /** Null until the portal has given one. */
  readonly code: string | null
  /** One of the portal statuses, or how far sending has come. */
  readonly status: string
  readonly statusText: string
  readonly note: string
  readonly dueAt: number | null
  /** Kept to write a slip or a receipt, and to send the papers to whoever files alone. */
  readonly answers?: Readonly<Record<string, string>>
  readonly delivery?: Delivery | null
  readonly papers?: readonly ComposedPaper[]
  /** What was left out on purpose, so that it is not asked again when the dossier is filed once more. */
  readonly skipped?: readonly string[]
  readonly withoutFile?: readonly string[]
  /** What the portal last said; absent before it said anything. */
  readonly report?: DossierReport
  /** The first day the office promised: lateness is counted against it, whatever it says later. */
  readonly firstDueAt?: number | null
  /** Filed by the applicant alone: when the law's time limit ends, counted from the day its code was told. */
  readonly limitAt?: number
  readonly fetchedResults?: readonly string[]
  /** The supplement on its way to the office. */
  readonly supplementing?: string
  readonly rated?: boolean
  /** Why it was not taken, as far as anybody said. */
  readonly refusal?: Refusal
  /** How long the papers of a dossier that came to nothing wait to be filed again. */
  readonly papersUntil?: number
  /** The draft it became when it was not taken and is to be filed again. */
  readonly refiledAs?: string
  /** Filed by hand: how far staff have come. */
  readonly staff?: StaffWork
  /** Whether its papers may be kept was asked. */
  readonly keepAsked?: boolean
}

export interface StaffWork {
  readonly since: number
  /** By when they mean to have it filed; null where nobody promised. */
  readonly promisedAt: number | null
  readonly takenUpAt: number | null
  /** How often the applicant was told that it takes longer. */
  readonly lateTold: number
  /** The applicant wants it back. */
  readonly recalling: boolean
}

export interface Consent {
  readonly version: string
  readonly grantedAt: number
}

export interface State {
  readonly version: 1
  readonly language: Language
  readonly topic: Topic
  readonly offered: Offered | null
  /** The portal the applicant chose for a procedure, by slug. */
  readonly portals: Readonly<Record<string, string>>
  readonly draft: Draft | null
  /** Drafts put aside for another procedure, newest first. */
  readonly shelf: readonly Draft[]
  readonly dossiers: readonly FiledDossier[]
  readonly consent: Consent | null
  /** Papers kept for next time, newest first. */
  readonly ownPapers?: readonly OwnPaper[]
  /** Answers or questions in a row that were not understood. */
  readonly misunderstood: number
  readonly greeted: boolean
}

export const initialState: State = {
  version: 1,
  language: 'vi',
  topic: { type: 'welcome' },
  offered: null,
  portals: {},
  draft: null,
  shelf: [],
  dossiers: [],
  consent: null,
  misunderstood: 0,
  greeted: false,
}

/** A draft with nothing in it yet. */
export function newDraft(
  begun: Pick<Draft, 'id' | 'procedure' | 'revision' | 'portal'> & { at: number },
): Draft {
  const { at, ...of } = begun
  return {
    ...of,
    startedAt: at,
    touchedAt: at,
    answers: {},
    skipped: [],
    attachments: [],
    withoutFile: [],
    completed: [],
    delivery: null,
    reminded: false,
  }
}
