// Orders the engine gives to the program around it. Each is carried out at least once, under its key.
import type { AttachmentSource, DocumentKind } from './event.ts'
import type { Delivery } from './state.ts'

export type Effect =
  /** Bring the file here if it is not, look at its content, answer attachment_kept or attachment_refused. */
  | {
      readonly type: 'inspect_attachment'
      readonly attachmentId: string
      readonly source: AttachmentSource
      readonly name: string
      /** Bytes as the platform says; 0 when it does not. */
      readonly sizeBytes: number
      /** Also read the identity card in it. */
      readonly readCard: boolean
    }
  /** Destroy the file and its key. */
  | { readonly type: 'discard_attachment'; readonly attachmentId: string }
  /** Make one PDF under the portal's limit of a component's pages, in order. Answers component_composed or component_refused. */
  | {
      readonly type: 'compose_component'
      readonly draftId: string
      readonly component: string
      readonly composedId: string
      /** The name people see on the file. */
      readonly name: string
      readonly attachmentIds: readonly string[]
      readonly maxBytes: number
    }
  /** Write a document from a draft or a filed dossier. Answers document_ready or document_failed. */
  | {
      readonly type: 'prepare_document'
      readonly document: DocumentKind
      readonly draftId: string
      readonly portal: string
      readonly procedure: string
      readonly revision: number
      readonly answers: Readonly<Record<string, string>>
      readonly papers: readonly { readonly component: string; readonly attachmentIds: readonly string[] }[]
      readonly delivery: Delivery | null
      /** The portal's dossier code; null before there is one. */
      readonly code: string | null
      readonly at: number
      readonly language: string
    }
  /** Forget what an event said, once it is settled: nothing of a card is kept but what was confirmed. */
  | { readonly type: 'forget_event'; readonly eventId: string }
  /**
   * File the confirmed draft, once. Answers dossier_received, submission_delayed, _parked or _refused, or dossier_handed_over;
   * where staff file by hand, dossier_with_staff and dossier_taken_up before that, or dossier_recalled.
   */
  | {
      readonly type: 'submit_dossier'
      readonly draftId: string
      readonly reference: string
      readonly portal: string
      readonly procedure: string
      readonly revision: number
      readonly answers: Readonly<Record<string, string>>
      /** One PDF a component. */
      readonly papers: readonly { readonly component: string; readonly composedId: string }[]
      readonly delivery: Delivery
      readonly language: string
    }
  /** Take a dossier back from staff who have not filed it. Answers dossier_recalled (from the filing itself) or recall_refused. */
  | {
      readonly type: 'recall_dossier'
      readonly draftId: string
      readonly reference: string
      readonly portal: string
    }
  /** Send what the office asked for and hand the dossier back. Answers supplement_sent or supplement_failed. */
  | {
      readonly type: 'supplement_dossier'
      readonly supplementId: string
      readonly reference: string
      readonly portal: string
      readonly procedure: string
      readonly revision: number
      readonly papers: readonly { readonly component: string; readonly composedId: string }[]
      readonly note: string
    }
  /** Ask the office to let the applicant withdraw. Answers withdrawal_asked or withdrawal_failed. */
  | {
      readonly type: 'withdraw_dossier'
      readonly reference: string
      readonly portal: string
      readonly reason: string
    }
  /** Bring a result file here. Answers result_ready or result_failed. */
  | {
      readonly type: 'fetch_result'
      readonly reference: string
      readonly portal: string
      readonly resultId: string
      readonly name: string
      readonly mediaType: string
    }
  | {
      readonly type: 'record_rating'
      readonly reference: string
      readonly stars: number
      readonly comment: string
    }
  /**
   * Tell of a dossier another conversation filed, when the fact (citizen number or phone of its applicant) matches. Answers
   * dossier_found or dossier_not_found; wrong facts are counted.
   */
  | { readonly type: 'look_up_dossier'; readonly code: string; readonly fact: string }
  /** Make a code by which the applicant confirms in a conversation of their own. Answers confirmation_ready. */
  | {
      readonly type: 'ask_confirmation'
      readonly draftId: string
      readonly touchedAt: number
      readonly summary: string
    }
  /** Answers confirmation_opened or confirmation_unknown. */
  | { readonly type: 'open_confirmation'; readonly code: string }
  /** Tells the helper's conversation: confirmation_answered. */
  | { readonly type: 'answer_confirmation'; readonly code: string; readonly agreed: boolean }
  /** Make a code that joins another conversation of this person to this one. Answers join_code_ready. */
  | { readonly type: 'make_join_code' }
  /** Answers conversation_joined, to both, or join_refused. */
  | { readonly type: 'join_by_code'; readonly code: string }
  /** Keep looking at the dossier on its portal and report each change. */
  | {
      readonly type: 'watch_dossier'
      readonly reference: string
      readonly portal: string
      /** Its office sends a draft record that must be answered within a day. */
      readonly draftRecord?: true
    }
  | { readonly type: 'open_escalation'; readonly escalationId: string; readonly reason: string }
  | {
      readonly type: 'record_consent'
      readonly consentId: string
      readonly purpose: 'filing' | 'child' | 'own_papers'
      readonly version: string
      readonly granted: boolean
    }
  /** Report reminder_due with this key at this time; a later order with the same key replaces it. */
  | { readonly type: 'remind'; readonly key: string; readonly at: number }
