// The layout of an official form as plain data, and the answers that fill it. Content keeps the layouts; this is their shape.
import type { Document } from '../document/model.ts'

export type LayoutBlock =
  | { readonly type: 'heading'; readonly text: string; readonly when?: string }
  | { readonly type: 'text'; readonly text: string; readonly italic?: boolean }
  /** One line of the form. `fields`: ids tried in order, the first with an answer is written. No field: dots to fill by hand. */
  | {
      readonly type: 'line'
      readonly label: string
      readonly fields?: readonly string[]
      readonly lines?: number
      readonly optional?: boolean
    }
  | {
      readonly type: 'lines'
      readonly parts: readonly { label: string; fields?: readonly string[]; width?: number }[]
    }
  | { readonly type: 'boxes'; readonly label: string; readonly field: string }
  | {
      readonly type: 'table'
      readonly columns: readonly { label: string; width: number }[]
      readonly field?: string
      readonly rows: number
    }
  /** Every answer by its label, in order: the layout for procedures without one of their own. */
  | { readonly type: 'answers' }

export interface FormLayout {
  readonly procedures: readonly string[]
  readonly title: string
  readonly under?: string
  readonly recipient: string
  readonly blocks: readonly LayoutBlock[]
  readonly commitment: string
  readonly signatures: readonly { title: string; note?: string; field?: string }[]
  readonly note?: string
}

/** One answered (or unanswered) field of the procedure: `shown` as people read it. */
export interface FormAnswer {
  readonly id: string
  readonly label: string
  readonly shown: string
  /** For a choice: what could have been chosen. */
  readonly choices?: readonly { label: string; chosen: boolean }[]
}

export interface FormInput {
  readonly procedure: string
  readonly agency: string
  readonly place: string
  /** yyyy-mm-dd */
  readonly day: string
  readonly answers: readonly FormAnswer[]
}

export type FillForm = (layout: FormLayout, input: FormInput) => Document
/** Field ids a layout names that the procedure does not have. */
export type CheckLayout = (layout: FormLayout, fieldIds: ReadonlySet<string>) => string[]
