// What can happen to a conversation. Past tense; plain data; time and id come in with the event.
import type { DossierReport, Refusal } from './dossier.ts'
import type { OutgoingFile } from './reply.ts'
import type { FiledDossier } from './state.ts'

/** Where an attachment's bytes are: held by us already, or still on the platform. */
export type AttachmentSource =
  | { readonly type: 'held'; readonly uploadId: string }
  | { readonly type: 'remote'; readonly reference: string }

export interface ReceivedAttachment {
  readonly source: AttachmentSource
  /** The sender's name for it: text and nothing more. */
  readonly name: string
  /** Bytes as the platform says; 0 when it does not. */
  readonly sizeBytes: number
}

/** What an adapter may report. */
export type InboundEvent =
  /** Someone spoke to us where others read along; `link` opens a private conversation. */
  | { readonly type: 'group_message_received'; readonly link: string }
  /** Someone opened the conversation; `start` is the payload of a deep link. */
  | { readonly type: 'conversation_started'; readonly start?: string; readonly language?: string }
  | {
      readonly type: 'message_received'
      readonly text?: string
      /** The reference of a tapped choice, as it was sent out. */
      readonly choice?: string
      readonly attachments?: readonly ReceivedAttachment[]
      /** Something we do not read, such as a sticker. */
      readonly unread?: 'sticker' | 'voice' | 'video' | 'location' | 'contact' | 'other'
    }

export type RefusedAttachment =
  | 'too_large'
  | 'too_large_here' // the channel carries no file this large, an upload page does
  | 'too_many_pixels'
  | 'too_many_pages'
  | 'empty'
  | 'type_not_allowed'
  | 'office_document'
  | 'video'
  | 'audio'
  | 'archive'
  | 'web_page'
  | 'disguised' // the content is not what the name says
  | 'encrypted'
  | 'damaged'
  | 'too_costly' // opening it took longer or more memory than a file may
  | 'infected'
  | 'not_scanned' // too large for the virus scan, so it cannot be called clean
  | 'unavailable' // the platform did not hand it over

/** Advice to send a photo again; never a refusal. */
export type PhotoAdvice = 'blurred' | 'dark' | 'tiny_text' | 'blank'

/** What an identity card says of its holder, read from its QR code. */
export interface CardFacts {
  readonly number: string
  readonly fullName: string
  /** yyyy-mm-dd */
  readonly birthDay: string
  readonly sex: 'nam' | 'nu'
  readonly address: string
}

/** What was seen in a file that is kept. */
export interface AttachmentLook {
  readonly pages: number
  readonly advice: readonly PhotoAdvice[]
  /** 64 bits of the picture's pattern as hex, to notice the same paper twice; null for a PDF. */
  readonly likeness: string | null
  /** An identity card's QR code stands in it. */
  readonly cardSeen: boolean
  /** The card, when reading it was ordered: what it says, or why it could not be read. Null when it was not ordered. */
  readonly card: CardFacts | 'other_qr' | 'unreadable' | null
}

/** What a finished document of ours is. */
export type DocumentKind = 'form' | 'form-word' | 'summary' | 'preview' | 'slip' | 'checklist' | 'receipt'

/** What the program itself reports about orders the engine gave. */
export type OutcomeEvent =
  | {
      readonly type: 'attachment_kept'
      readonly attachmentId: string
      readonly mediaType: string
      readonly sizeBytes: number
      /** Hex SHA-256 of the content, to notice the same photo twice. */
      readonly digest: string
      readonly look: AttachmentLook
    }
  | {
      readonly type: 'attachment_refused'
      readonly attachmentId: string
      readonly reason: RefusedAttachment
      /** What the content really is, when known, such as 'exe'. */
      readonly found?: string
    }
  /** The pages of a component are one PDF now. */
  | {
      readonly type: 'component_composed'
      readonly draftId: string
      readonly component: string
      readonly composedId: string
      readonly pages: number
      readonly file: OutgoingFile
    }
  | {
      readonly type: 'component_refused'
      readonly draftId: string
      readonly component: string
      readonly composedId: string
      readonly reason: 'too_large' | 'damaged' | 'unavailable'
    }
  | {
      readonly type: 'document_ready'
      readonly document: DocumentKind
      readonly draftId: string
      readonly file: OutgoingFile
    }
  | { readonly type: 'document_failed'; readonly document: DocumentKind; readonly draftId: string }
  | {
      readonly type: 'dossier_received'
      readonly draftId: string
      readonly reference: string
      readonly report: DossierReport
    }
  | { readonly type: 'submission_delayed'; readonly draftId: string }
  | { readonly type: 'submission_parked'; readonly draftId: string }
  /** Nothing was filed. `refusal` is absent in events stored before reasons were told. */
  | { readonly type: 'submission_refused'; readonly draftId: string; readonly refusal?: Refusal }
  /** A whole package lies with staff, who file it by hand. */
  | { readonly type: 'dossier_with_staff'; readonly draftId: string; readonly since: number }
  /** One of them has begun. */
  | { readonly type: 'dossier_taken_up'; readonly draftId: string; readonly takenUpAt: number }
  /** It came back from staff at the applicant's wish: nothing was filed. */
  | { readonly type: 'dossier_recalled'; readonly draftId: string }
  | {
      readonly type: 'recall_refused'
      readonly draftId: string
      readonly reason: 'taken_up' | 'answered'
    }
  | { readonly type: 'dossier_handed_over'; readonly draftId: string; readonly link: string }
  | {
      readonly type: 'dossier_status_changed'
      readonly reference: string
      readonly report: DossierReport
    }
  /** What the applicant sent on request is with the office again, or could not be handed over. */
  | { readonly type: 'supplement_sent'; readonly reference: string; readonly report: DossierReport }
  | {
      readonly type: 'supplement_failed'
      readonly reference: string
      readonly reason: 'refused' | 'parked'
      readonly refusal?: Refusal
    }
  | { readonly type: 'withdrawal_asked'; readonly reference: string; readonly report: DossierReport }
  | {
      readonly type: 'withdrawal_failed'
      readonly reference: string
      readonly reason: 'refused' | 'parked'
      readonly refusal?: Refusal
    }
  /** A result file is here. */
  | { readonly type: 'result_ready'; readonly reference: string; readonly file: OutgoingFile }
  | { readonly type: 'result_failed'; readonly reference: string; readonly name: string }
  | {
      readonly type: 'dossier_found'
      readonly code: string
      readonly procedure: string
      readonly revision: number
      readonly portal: string
      readonly report: DossierReport
    }
  | {
      readonly type: 'dossier_not_found'
      readonly code: string
      readonly reason: 'no_match' | 'too_many'
    }
  /** The helper's side: a code to pass on, and the applicant's answer. */
  | { readonly type: 'confirmation_ready'; readonly draftId: string; readonly code: string }
  | {
      readonly type: 'confirmation_answered'
      readonly draftId: string
      /** The state of the draft that was shown: `touchedAt` of it. */
      readonly touchedAt: number
      readonly agreed: boolean
    }
  /** The applicant's side. */
  | { readonly type: 'confirmation_opened'; readonly code: string; readonly summary: string }
  | { readonly type: 'confirmation_unknown'; readonly reason: 'no_match' | 'too_many' }
  | { readonly type: 'join_code_ready'; readonly code: string }
  /** Another conversation of the same person, and what was filed there. */
  | { readonly type: 'conversation_joined'; readonly dossiers: readonly FiledDossier[] }
  | { readonly type: 'join_refused'; readonly reason: 'no_match' | 'too_many' }
  | { readonly type: 'reminder_due'; readonly key: string }

export type Event = (InboundEvent | OutcomeEvent) & {
  /** Unique and unguessable; the engine derives every id it needs from it. */
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
}
