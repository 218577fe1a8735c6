// Which of a few answers a person means by what they typed.
import { fold } from '../../find/normalise.ts'

interface Answerable {
  readonly id: string
  readonly label: string
  readonly also?: readonly string[] | undefined
}

/** The choice whose id, label or other wording the text is, or the only one whose wording stands in it. */
export function meantChoice<T extends Answerable>(choices: readonly T[], text: string): T | undefined {
  const typed = fold(text)
  if (!typed) return undefined
  const wordings = choices.map((choice) => ({
    choice,
    folded: [choice.label, ...(choice.also ?? [])].map(fold),
  }))
  const exact = wordings.find(({ choice, folded }) => choice.id === text || folded.includes(typed))
  if (exact) return exact.choice
  const inside = wordings.filter(({ folded }) => folded.some((one) => ` ${typed} `.includes(` ${one} `)))
  return inside.length === 1 ? inside[0]?.choice : undefined
}
