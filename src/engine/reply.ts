// What the assistant says: nouns, plain data, already in the applicant's language.

/** An offered answer. `ref` travels to the button and back; `number` is what to type where there are no buttons. */
export interface Choice {
  readonly ref: string
  readonly label: string
  readonly number: number
}

export type Reply =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'choices'; readonly text: string; readonly choices: readonly Choice[] }
  /** A procedure at a glance: a heading, short labelled lines, and what can be done next. */
  | {
      readonly type: 'card'
      readonly title: string
      readonly lines: readonly { readonly label: string; readonly text: string }[]
      readonly note: string
      readonly choices: readonly Choice[]
    }
