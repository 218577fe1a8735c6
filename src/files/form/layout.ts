// The layout of an official form as plain data, and the answers that fill it. Content keeps the layouts; this is their shape.

/** True when the answer to a choice is one of these; a form without that answer shows everything, to be filled by hand. */
export interface LayoutCondition {
  readonly answer: string
  readonly is: string | readonly string[]
}

/** Where a value comes from: a field, or words around fields in braces, used only when all of them are answered. */
export type LayoutSource = string | { readonly text: string; readonly when?: LayoutCondition | undefined }

export interface LayoutPart {
  readonly label: string
  /** Tried in order; the first with an answer is written. None: dots to write on. */
  readonly from?: readonly LayoutSource[] | undefined
  /** Share of the line. */
  readonly width?: number | undefined
}

export type LayoutBlock = { readonly when?: LayoutCondition | undefined } & (
  | { readonly heading: string }
  | { readonly text: string; readonly italic?: boolean | undefined }
  | {
      readonly line: string
      readonly from?: readonly LayoutSource[] | undefined
      readonly dots?: number | undefined
    }
  | { readonly side: readonly LayoutPart[] }
  /** A choice as boxes, all of its choices shown. `options`: boxes to tick by hand, for what was never asked. */
  | {
      readonly boxes: string
      readonly field?: string | undefined
      readonly options?: readonly string[] | undefined
    }
  /** A row for each line of the answer, the rest empty. */
  | {
      /** A column's own `from` names a field asked for each of several people: one row for each of them. */
      readonly table: readonly {
        readonly label: string
        readonly width: number
        readonly from?: readonly LayoutSource[] | undefined
      }[]
      readonly from?: readonly LayoutSource[] | undefined
      readonly rows: number
    }
  /** Every answer by its label; `others`: those that stand nowhere else on the form, so that nothing told is lost. */
  | { readonly answers: 'all' | 'others'; readonly label?: string | undefined }
)

export interface FormLayout {
  /** Guides whose form this is, by slug; none for the common layout. */
  readonly procedures: readonly string[]
  /** May name {procedure}. */
  readonly title: string
  readonly under?: string | undefined
  /** After "Kính gửi"; may name {agency}. */
  readonly recipient: string
  readonly blocks: readonly LayoutBlock[]
  readonly commitment: string
  readonly signatures: readonly {
    readonly title: string
    readonly note?: string | undefined
    readonly from?: readonly LayoutSource[] | undefined
  }[]
  readonly note?: string | undefined
}

/** One answer as the conversation has it. */
export interface FormAnswer {
  readonly id: string
  readonly label: string
  /** As kept: a choice's id, a date as yyyy-mm-dd. */
  readonly value: string
  /** As people read it. */
  readonly shown: string
  /** Asked before the form: decides what is on it, but is no line of it. */
  readonly question?: boolean
  /** For a choice: all that could be chosen. */
  readonly choices?: readonly { readonly id: string; readonly label: string }[]
}

export interface FormInput {
  readonly procedure: string
  readonly agency: string
  /** Where it is signed, such as a commune; empty leaves dots. */
  readonly place: string
  /** yyyy-mm-dd; empty leaves dots. */
  readonly day: string
  readonly answers: readonly FormAnswer[]
}
