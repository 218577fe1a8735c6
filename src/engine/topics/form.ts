// The form: one question at a time, checked as it comes, changed from anywhere, optional ones skipped.
import { fold } from '../../find/normalise.ts'
import type { Heard } from '../hear.ts'
import { countSteps, type Step, stepsOf } from '../rules/checklist.ts'
import { meantChoice } from '../rules/choice.ts'
import { checkField, showAnswer } from '../rules/field.ts'
import type { Draft } from '../state.ts'
import type { Option, Turn } from '../turn.ts'
import { showCard } from './card.ts'
import { advance, guideOf } from './draft.ts'
import type { Answer } from './topics.ts'

export function askStep(turn: Turn, stepId: string): void {
  const { draft } = turn.state
  const step = draft && findStep(turn, draft, stepId)
  if (!draft || !step) return advance(turn)
  const place = placeOf(turn, draft, stepId)
  if (step.type === 'question') {
    const why = step.question.why ? `\n${step.question.why}` : ''
    return turn.offer(`${place}${step.question.ask}${why}`, optionsFor(turn, draft, step))
  }
  const { field } = step
  const present = draft.answers[stepId]
  const lines = [
    `${place}${field.ask}`,
    ...(field.help ? [field.help] : []),
    ...(present === undefined ? [] : [turn.phrase('form.present', { value: showAnswer(field, present) })]),
  ]
  turn.offer(lines.join('\n'), optionsFor(turn, draft, step))
}

function optionsFor(turn: Turn, draft: Draft, step: Step): Option[] {
  if (step.type === 'question') return step.question.choices.map(asOption)
  const { field } = step
  return [
    ...(field.choices?.map(asOption) ?? []),
    ...(draft.answers[field.id] === undefined ? [] : [{ id: 'keep', label: turn.phrase('form.keep') }]),
    ...(field.optional ? [{ id: 'skip', label: turn.phrase('form.skip') }] : []),
  ]
}

// What is wrong, with the buttons back in reach; the question itself was read a moment ago.
function refuse(turn: Turn, draft: Draft, step: Step, problem: string): Answer {
  turn.offer(problem, optionsFor(turn, draft, step))
  return 'refused'
}

export function answerForm(turn: Turn, heard: Heard, stepId: string): Answer {
  const { draft } = turn.state
  const step = draft && findStep(turn, draft, stepId)
  if (!draft || !step) return 'unknown'
  if (heard.choice === 'keep') return saved(turn)
  const skips = heard.choice === 'skip' || turn.content.lexicon.command(heard.text) === 'skip'
  if (skips) {
    if (step.type === 'question' || !step.field.optional) {
      return refuse(turn, draft, step, turn.phrase('form.not-optional'))
    }
    turn.changeDraft((one) => ({
      ...one,
      skipped: [...one.skipped.filter((id) => id !== stepId), stepId],
      answers: without(one.answers, stepId),
    }))
    return saved(turn)
  }
  return step.type === 'question'
    ? answerQuestion(turn, draft, heard, step)
    : answerField(turn, draft, heard, step)
}

function answerQuestion(
  turn: Turn,
  draft: Draft,
  heard: Heard,
  step: Extract<Step, { type: 'question' }>,
): Answer {
  const { choices } = step.question
  const yesNo = heard.choice === null ? turn.content.lexicon.yesOrNo(heard.text) : null
  // "có" and "không" fit a question whose first choice is the yes and whose last is the no.
  const meant =
    heard.choice === null
      ? (meantChoice(choices, heard.text) ??
        (choices.length === 2 && yesNo ? choices[yesNo === 'yes' ? 0 : 1] : undefined))
      : choices.find((choice) => choice.id === heard.choice)
  return meant ? keep(turn, step.id, meant.id) : refuse(turn, draft, step, turn.phrase('form.choose'))
}

function answerField(turn: Turn, draft: Draft, heard: Heard, step: Extract<Step, { type: 'field' }>): Answer {
  const { field } = step
  const result = checkField(field, heard.choice ?? heard.text, turn.event.at)
  if (result.ok) return keep(turn, field.id, result.value)
  return refuse(turn, draft, step, turn.phrase(result.problem, { label: field.label, ...result.values }))
}

function keep(turn: Turn, stepId: string, value: string): Answer {
  turn.changeDraft((one) => {
    const answers = { ...one.answers, [stepId]: value }
    return {
      ...one,
      answers: dropInapplicable(turn, one, answers),
      skipped: one.skipped.filter((id) => id !== stepId),
    }
  })
  return saved(turn)
}

// A changed answer may make later questions vanish; their answers must not be filed. All others stay.
function dropInapplicable(
  turn: Turn,
  draft: Draft,
  answers: Readonly<Record<string, string>>,
): Record<string, string> {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!guide) return { ...answers }
  const asked = new Set(stepsOf(guide, answers).map((step) => step.id))
  return Object.fromEntries(Object.entries(answers).filter(([id]) => asked.has(id)))
}

function saved(turn: Turn): Answer {
  advance(turn)
  return 'understood'
}

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

export function labelOf(step: Step): string {
  return step.type === 'field' ? step.field.label : step.question.ask
}

function findStep(turn: Turn, draft: Draft, stepId: string): Step | undefined {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  return guide && stepsOf(guide, draft.answers).find((step) => step.id === stepId)
}

function placeOf(turn: Turn, draft: Draft, stepId: string): string {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  const steps = guide ? stepsOf(guide, draft.answers) : []
  const total = guide ? countSteps(guide, draft.answers) : 0
  return `(${steps.findIndex((step) => step.id === stepId) + 1}/${total}) `
}

function asOption(choice: { id: string; label: string }): Option {
  return { id: choice.id, label: choice.label }
}

function without(answers: Readonly<Record<string, string>>, id: string): Record<string, string> {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => key !== id))
}
