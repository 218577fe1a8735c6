// What the assistant says: nouns, plain data, already in the applicant's language.

/** An offered answer. `ref` travels to the button and back; `number` is what to type where there are no buttons. */
export interface Choice {
  readonly ref: string
  readonly label: string
  readonly number: number
}

/** Where a channel cannot bring a file here, the message offers a page that can; `{link}` in the sentence is filled on the way out. */
export interface UploadOffer {
  readonly sentence: string
  /** Offered on every channel: the file was too large for this one, say. */
  readonly always: boolean
}

/** A finished file of ours, such as a form to print or a receipt. */
export interface OutgoingFile {
  readonly fileId: string
  /** With its extension, in plain words. */
  readonly name: string
  readonly mediaType: string
  readonly sizeBytes: number
}

/** What a message tells of a dossier, in short words: for a platform that takes only an approved template after a long silence. */
export interface DossierNews {
  readonly code: string
  readonly procedure: string
  readonly status: string
  /** dd/mm/yyyy */
  readonly day: string
}

export type Reply =
  | { readonly type: 'text'; readonly text: string; readonly news?: DossierNews }
  | {
      readonly type: 'choices'
      readonly text: string
      readonly choices: readonly Choice[]
      readonly upload?: UploadOffer
      readonly news?: DossierNews
    }
  /** `text` stands with the file; `linkSentence`, with `{link}`, replaces the file where the channel cannot carry it. */
  | {
      readonly type: 'file'
      readonly file: OutgoingFile
      readonly text: string
      readonly linkSentence: string
    }
  /** A procedure at a glance: a heading, short labelled lines, and what can be done next. */
  | {
      readonly type: 'card'
      readonly title: string
      readonly lines: readonly { readonly label: string; readonly text: string }[]
      readonly note: string
      readonly choices: readonly Choice[]
    }
