// The contract between the runtime and whatever takes a dossier to a portal or an office.

import type { DossierReport, Refusal } from '../engine/dossier.ts'

/** What a connector files: a finished dossier, already checked by us, because portals check little. */
export interface DossierPackage {
  /** Our own key, the portal's referenceUid: letters first, at most 75 characters, the same on every retry. */
  readonly reference: string
  readonly portal: string
  readonly procedure: {
    readonly code: string
    readonly name: string
    /** Where a person files this very procedure by themselves. */
    readonly link: string
    readonly agency: string | null
    /** Component id → part number, where the profile fixes it; otherwise parts are matched by official name. */
    readonly parts: Readonly<Record<string, string>>
  }
  readonly applicant: {
    readonly name: string
    readonly idNumber: string
    readonly address: string
    readonly phone: string
    readonly email: string
  }
  /** Filled form: field id, label as published, canonical value and the value as shown to the applicant. */
  readonly answers: readonly {
    readonly id: string
    readonly label: string
    readonly value: string
    readonly shown: string
  }[]
  readonly components: readonly PackagedComponent[]
  readonly delivery: 'counter' | 'post' | 'online'
}

export interface PackagedComponent {
  readonly id: string
  readonly officialName: string
  /** True for the form itself: it travels as form data, not as a file. */
  readonly form: boolean
  readonly files: readonly PackagedFile[]
}

export interface PackagedFile {
  /** Idempotency key of this file on the portal; at most 75 characters. */
  readonly reference: string
  /** Plain ASCII with the right extension, for the multipart header. */
  readonly fileName: string
  /** The Vietnamese name people see. */
  readonly displayName: string
  readonly mediaType: string
  readonly sizeBytes: number
  read(): Promise<Uint8Array>
}

/** A dossier as its portal tells it. */
export interface PortalDossier extends DossierReport {
  /** The portal's own key, used for every later call. */
  readonly portalId: string
  readonly reference: string
}

/** Which dossier: the portal's own key where it is known, and ours. */
export interface DossierKey {
  readonly portalId: string | null
  readonly reference: string
}

export type SubmitOutcome =
  /** The portal holds the dossier and it is filed. */
  | { readonly type: 'received'; readonly dossier: PortalDossier }
  /** The portal said no for a reason that trying again will not change. Nothing was filed. */
  | { readonly type: 'refused'; readonly reason: Refusal }
  /** Nobody may file this for the applicant; they file it themselves with this link. */
  | { readonly type: 'handed-over'; readonly link: string }
  /** A whole package lies with staff, who have not answered yet: nothing is filed. Asked again later, the outcome is theirs. */
  | { readonly type: 'with-staff'; readonly since: number; readonly takenUpAt: number | null }
  /** It was taken back from staff at the applicant's wish: nothing was filed, and nothing will be. */
  | { readonly type: 'recalled' }

/** One finished step of a submission, kept so that a restart can tell what has been done. */
export interface Journal {
  /** Steps recorded earlier, oldest first. */
  readonly steps: readonly { readonly step: string; readonly detail: string }[]
  /** Durable when it resolves. */
  record(step: string, detail?: string): Promise<void>
}

export interface Connector {
  readonly mode: 'opencps' | 'assisted' | 'handover'
  /**
   * Files the dossier once. Safe to call again with the same reference after any failure or crash: the connector looks
   * the reference up first and goes on from what the portal already has. The caller never runs two at once for one
   * reference. Throws PortalError; `outcome: 'unknown'` on it means the send itself may have happened.
   */
  submit(dossier: DossierPackage, journal: Journal, signal: AbortSignal): Promise<SubmitOutcome>
  /** The dossier as the portal tells it now; null when the portal does not know it. Throws PortalError. */
  lookUp(key: DossierKey, signal: AbortSignal): Promise<PortalDossier | null>
  /**
   * Sends what the office asked for and hands the dossier back to it. Safe to call again with the same journal: files keep
   * their references, and a dossier that is no longer waiting was handed back already. Absent: not possible here.
   */
  supplement?(supplement: SupplementPackage, journal: Journal, signal: AbortSignal): Promise<FollowOutcome>
  /** Asks to withdraw; the office decides. Asking twice is the same as once. Absent: not possible here. */
  withdraw?(key: DossierKey, reason: string, signal: AbortSignal): Promise<FollowOutcome>
  /**
   * Takes a package back that staff have not begun with; from then on `submit` answers `recalled`. Where they have begun
   * they are told of the wish and decide. Asking twice is the same as once. Absent: nothing waits with staff here.
   */
  recall?(reference: string): Promise<'recalled' | 'taken-up' | 'answered'>
  /** The bytes of a result file. Null when the portal has none under this id. Absent: results come another way. */
  readResult?(key: DossierKey, resultId: string, signal: AbortSignal): Promise<Uint8Array | null>
}

/** What goes back to an office that asked for more. */
export interface SupplementPackage extends DossierKey {
  /** Names this one answer to a request: a second request of the same dossier has another. */
  readonly supplementId: string
  readonly procedure: DossierPackage['procedure']
  readonly components: readonly PackagedComponent[]
  /** What the applicant wants to say with it; may be empty. */
  readonly note: string
}

export type FollowOutcome =
  | { readonly type: 'done'; readonly dossier: PortalDossier }
  /** The portal does not allow it now; trying again will not change that. */
  | { readonly type: 'refused'; readonly reason: Refusal }

export type PortalErrorCode =
  | 'config' // our set-up is wrong: staff must act
  | 'unauthorized'
  | 'rejected'
  | 'unavailable'
  | 'unexpected_response'

export class PortalError extends Error {
  readonly code: PortalErrorCode
  readonly retryable: boolean
  /** Milliseconds the portal asked us to wait. */
  readonly retryAfterMs: number | undefined
  /** `unknown` when the request may have taken effect although no answer came. */
  readonly outcome: 'nothing-done' | 'unknown'
  constructor(
    code: PortalErrorCode,
    message: string,
    options: {
      retryable: boolean
      outcome?: 'nothing-done' | 'unknown'
      retryAfterMs?: number
      cause?: unknown
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PortalError'
    this.code = code
    this.retryable = options.retryable
    this.retryAfterMs = options.retryAfterMs
    this.outcome = options.outcome ?? 'nothing-done'
  }
}
