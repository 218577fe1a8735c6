// Going back in a form, and changing one answer from anywhere.
import { fold } from '../../find/normalise.ts'
import { stepsOf } from '../rules/steps.ts'
import type { Turn } from '../turn.ts'
import { showCard } from './card.ts'
import { guideOf } from './draft.ts'
import { askStep, labelOf } from './form.ts'

/** Back to the question before this one; from papers and review, to the last question. */
export function stepBack(turn: Turn, stepId: string | null): void {
  const { draft } = turn.state
  const guide = draft && guideOf(turn, draft)
  if (!draft || !guide) return
  const steps = stepsOf(guide, draft.answers)
  const at = stepId === null ? steps.length : steps.findIndex((step) => step.id === stepId)
  const before = steps[at - 1]
  if (!before) return showCard(turn, draft.procedure, 'full')
  turn.change({ topic: { type: 'form', step: before.id } })
  askStep(turn, before.id)
}

/** "sửa ngày sinh" from any step of a draft. False when the text is no such wish. */
export function editByName(turn: Turn, text: string): boolean {
  const wanted = /^(?:sua|doi|chinh|chinh sua|sua lai|cap nhat|edit|change) (.+)$/.exec(fold(text))?.[1]
  const { draft } = turn.state
  if (!wanted || !draft) return false
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!guide) return false
  const labels = stepsOf(guide, draft.answers).map((step) => ({ id: step.id, label: fold(labelOf(step)) }))
  const found =
    labels.find(({ label }) => label === wanted) ??
    labels.find(({ label }) => label.includes(wanted)) ??
    labels.find(({ label }) => wanted.includes(label))
  if (!found) {
    turn.say('form.which-field', { fields: stepsOf(guide, draft.answers).map(labelOf).join('; ') })
    return true
  }
  turn.change({ topic: { type: 'form', step: found.id } })
  askStep(turn, found.id)
  return true
}
