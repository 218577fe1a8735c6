// Orders the engine gives to the program around it. Each is carried out at least once, under its key.
import type { AttachmentSource } from './event.ts'
import type { Delivery } from './state.ts'

export type Effect =
  /** Bring the file here if it is not, look at its content, answer attachment_kept or attachment_refused. */
  | {
      readonly type: 'inspect_attachment'
      readonly attachmentId: string
      readonly source: AttachmentSource
      readonly name: string
    }
  /** Destroy the file and its key. */
  | { readonly type: 'discard_attachment'; readonly attachmentId: string }
  /** File the confirmed draft, once. Answers dossier_received, submission_delayed, _parked or _refused, or dossier_handed_over. */
  | {
      readonly type: 'submit_dossier'
      readonly draftId: string
      readonly reference: string
      readonly portal: string
      readonly procedure: string
      readonly revision: number
      readonly answers: Readonly<Record<string, string>>
      readonly attachments: readonly {
        readonly id: string
        readonly component: string
        readonly mediaType: string
        readonly sizeBytes: number
      }[]
      readonly delivery: Delivery
      readonly language: string
    }
  /** Keep looking at the dossier on its portal and report each change. */
  | { readonly type: 'watch_dossier'; readonly reference: string; readonly portal: string }
  | { readonly type: 'open_escalation'; readonly escalationId: string; readonly reason: string }
  | {
      readonly type: 'record_consent'
      readonly consentId: string
      readonly purpose: 'filing'
      readonly version: string
      readonly granted: boolean
    }
  /** Report reminder_due with this key at this time; a later order with the same key replaces it. */
  | { readonly type: 'remind'; readonly key: string; readonly at: number }
