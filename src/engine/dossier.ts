// A filed dossier as its portal or office tells it: the words everyone uses for what happens after filing.

/** The ten official words, plus the states before and beside them. */
export type DossierStatus =
  | 'draft'
  | 'registered' // 1 Mới đăng ký
  | 'received' // 2 Được tiếp nhận
  | 'not-received' // 3 Không được tiếp nhận
  | 'processing' // 4 Đang xử lý
  | 'supplement-requested' // 5 Yêu cầu bổ sung giấy tờ
  | 'payment-requested' // 6 Yêu cầu thực hiện nghĩa vụ tài chính
  | 'withdrawn' // 7 Công dân yêu cầu rút hồ sơ
  | 'stopped' // 8 Dừng xử lý
  | 'finished' // 9 Đã xử lý xong
  | 'returned' // 10 Đã trả kết quả

/** From here on nothing changes any more. */
export const terminalStatuses: ReadonlySet<DossierStatus> = new Set([
  'not-received',
  'withdrawn',
  'stopped',
  'returned',
])

/** Why something was not taken. `words` are the office's own, from its record; the rest is what the portal's rules tell. */
export type Refusal =
  | { readonly type: 'words'; readonly words: string }
  | { readonly type: 'file-too-large'; readonly part: string; readonly megabytes: number }
  /** `types`: the endings that are taken, such as "pdf, jpg". */
  | { readonly type: 'file-type'; readonly part: string; readonly types: string }
  | { readonly type: 'file-empty'; readonly part: string }
  /** The portal deleted the draft before it was sent. */
  | { readonly type: 'removed' }
  /** The office does not wait for papers, or no longer for these. */
  | { readonly type: 'not-waiting' }
  | { readonly type: 'request-changed' }
  | { readonly type: 'not-withdrawable' }
  /** It does not say. */
  | { readonly type: 'unsaid' }

/** What the office wants again, and why. */
export interface SupplementRequest {
  /** The officer's words for the whole request; may be all there is. */
  readonly reason: string
  readonly components: readonly {
    /** The part as the office calls it: the component's official name, as far as we know it. */
    readonly name: string
    /** What is wrong with it, in the officer's words; may be empty. */
    readonly comment: string
  }[]
}

/** A fee as the portal's own payment record has it. We never make up an amount, a payee or a code. */
export interface PaymentRecord {
  /** Đồng. */
  readonly amount: number
  readonly payee: string
  /** What to write with a transfer: the dossier code, usually. */
  readonly content: string
  /** The portal's own page to pay on; null where there is none. */
  readonly link: string | null
  /** `reported`: the payer says it is paid, the office has not confirmed it. */
  readonly state: 'due' | 'reported' | 'paid'
  readonly note: string
}

export interface ResultFile {
  /** The portal's key of the file. */
  readonly id: string
  readonly name: string
  readonly mediaType: string
  /** 0 when the portal does not say. */
  readonly sizeBytes: number
  /** When the office put it there; absent or null when the portal does not say. */
  readonly givenAt?: number | null
}

/** Everything a look at a dossier may tell. Times are epoch milliseconds. */
export interface DossierReport {
  /** The public dossier code; null until the portal has given one. */
  readonly code: string | null
  readonly status: DossierStatus
  /** The portal's own word for the status, shown when ours says less. */
  readonly statusText: string
  /** The officer's words, when there are any. */
  readonly note: string
  /** When the office means to be done; null while it has not said. */
  readonly dueAt: number | null
  /** True while the office's clock stands still: nothing is late then. */
  readonly paused: boolean
  /** When the office was done; null before. */
  readonly finishedAt: number | null
  /** Non-null only while the status is `supplement-requested`. */
  readonly request: SupplementRequest | null
  readonly payment: PaymentRecord | null
  readonly results: readonly ResultFile[]
  /** True when the applicant asked to withdraw and the office has not decided. */
  readonly withdrawing: boolean
}
