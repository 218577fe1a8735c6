// How the check of one answer ends.

/** A sentence of content/phrases and what fills its blanks. */
export interface Sentence {
  readonly key: string
  readonly values?: Readonly<Record<string, string>>
}

export type FieldResult =
  | {
      readonly ok: true
      /** Canonical: dates yyyy-mm-dd, numbers as digits, choices as their id. */
      readonly value: string
      /** It can be used, but looks like a slip: asked once more, and kept when the applicant says so. */
      readonly doubt?: Sentence
      /** Something about the value the applicant should know; nothing is asked. */
      readonly note?: Sentence
    }
  | { readonly ok: false; readonly problem: Sentence }

export function right(value: string, more: { doubt?: Sentence; note?: Sentence } = {}): FieldResult {
  return { ok: true, value, ...more }
}

export function wrong(key: string, values?: Record<string, string>): FieldResult {
  return { ok: false, problem: sentence(key, values) }
}

export function sentence(key: string, values?: Record<string, string>): Sentence {
  return values ? { key, values } : { key }
}
