// The form: one question at a time, checked as it comes, changed from anywhere, optional ones skipped.

import type { Field } from '../../content/schema.ts'
import type { Heard } from '../hear.ts'
import { meantChoice } from '../rules/choice.ts'
import { checkField, type FieldFacts, showAnswer } from '../rules/field/check.ts'
import { type PersonPart, personField } from '../rules/person.ts'
import { countSteps, type Step, stepsOf } from '../rules/steps.ts'
import type { Draft } from '../state.ts'
import type { Option, Turn } from '../turn.ts'
import { advance } from './draft.ts'
import { cardHint } from './id-card.ts'
import type { Answer } from './topics.ts'

export function askStep(turn: Turn, stepId: string): void {
  const { draft } = turn.state
  const step = draft && findStep(turn, draft, stepId)
  if (!draft || !step) return advance(turn)
  const place = placeOf(turn, draft, stepId)
  if (step.type === 'more') return turn.offer(`${place}${step.group.more}`, optionsFor(turn, draft, step))
  if (step.type === 'question') {
    const why = step.question.why ? `\n${step.question.why}` : ''
    return turn.offer(`${place}${step.question.ask}${why}`, optionsFor(turn, draft, step))
  }
  const { field } = step
  const present = draft.answers[stepId]
  const lines = [
    `${place}${field.ask}`,
    ...(field.help ? [field.help] : []),
    ...[cardHint(turn, draft, stepId)].filter((hint) => hint !== null),
    ...(present === undefined ? [] : [turn.phrase('form.present', { value: showAnswer(field, present) })]),
  ]
  turn.offer(lines.join('\n'), optionsFor(turn, draft, step))
}

function optionsFor(turn: Turn, draft: Draft, step: Step): Option[] {
  if (step.type === 'question') return step.question.choices.map(asOption)
  if (step.type === 'more') {
    return [
      { id: 'khong', label: turn.phrase('form.no-more') },
      { id: 'co', label: turn.phrase('form.one-more') },
    ]
  }
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
    if (step.type !== 'field' || !step.field.optional) {
      return refuse(turn, draft, step, turn.phrase('form.not-optional'))
    }
    turn.changeDraft((one) => ({
      ...one,
      skipped: [...one.skipped.filter((id) => id !== stepId), stepId],
      answers: without(one.answers, stepId),
    }))
    return saved(turn)
  }
  switch (step.type) {
    case 'question':
      return answerQuestion(turn, draft, heard, step)
    case 'more':
      return answerMore(turn, draft, heard, step)
    case 'field':
      return answerField(turn, draft, heard, step)
  }
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

function answerMore(turn: Turn, draft: Draft, heard: Heard, step: Extract<Step, { type: 'more' }>): Answer {
  const said =
    heard.choice ?? { yes: 'co', no: 'khong', '': null }[turn.content.lexicon.yesOrNo(heard.text) ?? '']
  if (said === 'co' || said === 'khong') return keep(turn, step.id, said)
  return refuse(turn, draft, step, turn.phrase('form.choose'))
}

function answerField(turn: Turn, draft: Draft, heard: Heard, step: Extract<Step, { type: 'field' }>): Answer {
  const { field } = step
  const doubted = draft.doubt?.step === field.id ? draft.doubt.value : null
  const confirms = heard.choice === null && turn.content.lexicon.yesOrNo(heard.text) === 'yes'
  if (doubted !== null && (heard.choice === 'use-anyway' || confirms)) return keep(turn, field.id, doubted)
  const result = checkField(field, heard.choice ?? heard.text, factsFor(turn, draft, field))
  if (!result.ok) {
    const { key, values } = result.problem
    return refuse(turn, draft, step, turn.phrase(key, { label: field.label, ...values }))
  }
  if (result.doubt) {
    turn.changeDraft((one) => ({ ...one, doubt: { step: field.id, value: result.value } }))
    turn.offer(turn.phrase(result.doubt.key, result.doubt.values), [
      { id: 'use-anyway', label: turn.phrase('form.use-anyway') },
    ])
    return 'understood'
  }
  if (result.note) turn.say(result.note.key, result.note.values)
  return keep(turn, field.id, result.value)
}

/** What is known of the person a field is about, so that a number and a birthday can be held against each other. */
function factsFor(turn: Turn, draft: Draft, field: Field): FieldFacts {
  const { at: now } = turn.event
  const { places } = turn.content
  const about = personField(field)
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!about || !guide) return { now, places }
  const known = (part: PersonPart) => {
    const step = stepsOf(guide, draft.answers).find((one) => {
      const other = one.type === 'field' ? personField(one.field) : null
      return other?.person === about.person && other.part === part
    })
    return step && draft.answers[step.id]
  }
  const sex = known('sex')
  return {
    now,
    places,
    birthDay: known('birth-day'),
    number: known('number'),
    sex: sex === 'nam' || sex === 'nu' ? sex : undefined,
  }
}

function keep(turn: Turn, stepId: string, value: string): Answer {
  turn.changeDraft((one) => {
    const answers = { ...one.answers, [stepId]: value }
    const { doubt: _, ...rest } = one
    return {
      ...rest,
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

export function labelOf(step: Step): string {
  if (step.type === 'more') return step.group.label
  return step.type === 'field' ? step.field.label : step.question.ask
}

/** An answer as the applicant reads it. */
export function shownAnswer(step: Step, value: string): string {
  if (step.type === 'field') return showAnswer(step.field, value)
  return step.type === 'question'
    ? (step.question.choices.find((choice) => choice.id === value)?.label ?? value)
    : value
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
