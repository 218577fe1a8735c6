// A draft taken up again after its guide changed: carried over when nothing of it is lost, and the applicant is told.
import { filesNeeded } from '../rules/checklist.ts'
import { checkField } from '../rules/field/check.ts'
import { stepsOf } from '../rules/steps.ts'
import type { Draft } from '../state.ts'
import type { Turn } from '../turn.ts'

/** The draft on the newest revision, with every answer that still fits; the same draft when there is none newer. */
export function renew(turn: Turn, draft: Draft): Draft {
  const newest = turn.content.guides.get(draft.procedure)
  // A supplement belongs to what was filed, whatever the guide says now.
  if (!newest || newest.revision <= draft.revision || draft.supplement) return draft
  const { guide, revision } = newest
  if (!guide.offers.some(({ portal, level }) => portal === draft.portal && level >= 2)) return draft
  const answers = answersThatFit(turn, draft, guide)
  const asked = new Set(stepsOf(guide, answers).map(({ id }) => id))
  const components = new Set(filesNeeded(guide, answers).map(({ id }) => id))
  // Papers are never thrown away here: with a component gone the draft stays on the guide it began with.
  if (draft.attachments.some(({ component }) => !components.has(component))) return draft
  const lost = Object.keys(draft.answers).filter((id) => answers[id] === undefined).length
  turn.say(lost > 0 ? 'draft.renewed-some' : 'draft.renewed', { count: lost })
  return {
    ...draft,
    revision,
    answers,
    skipped: draft.skipped.filter((id) => asked.has(id)),
    completed: draft.completed.filter((id) => components.has(id)),
    withoutFile: draft.withoutFile.filter((id) => components.has(id)),
  }
}

type Guide = Parameters<typeof stepsOf>[0]

function answersThatFit(turn: Turn, draft: Draft, guide: Guide): Record<string, string> {
  const answers: Record<string, string> = {}
  // One at a time, because what is asked depends on what was answered.
  for (let round = 0; round < 500; round++) {
    const next = stepsOf(guide, answers).find(({ id }) => answers[id] === undefined && fits(id))
    if (!next) return answers
    answers[next.id] = draft.answers[next.id] as string
  }
  return answers

  function fits(id: string): boolean {
    const value = draft.answers[id]
    if (value === undefined) return false
    const step = stepsOf(guide, { ...answers }).find((one) => one.id === id)
    if (step?.type === 'question') return step.question.choices.some((choice) => choice.id === value)
    if (step?.type !== 'field') return true
    const checked = checkField(step.field, value, { now: turn.event.at, places: turn.content.places })
    return checked.ok && checked.value === value
  }
}
