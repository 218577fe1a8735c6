// What is asked, in order: first what decides the case, then the form, a group of fields again for each person or thing.
import type { Condition, Field, Group, Guide, Question } from '../../content/schema.ts'
import { type Answers, anyDay, decide } from './condition.ts'

export type Step =
  | { readonly type: 'question'; readonly id: string; readonly question: Question }
  /** `field.id` is the step's id: from the second of a group on it ends in ~2, ~3 … */
  | { readonly type: 'field'; readonly id: string; readonly field: Field }
  /** After each of a group: is there another? Answered 'co' or 'khong'. */
  | { readonly type: 'more'; readonly id: string; readonly group: Group; readonly number: number }

/**
 * Questions and fields of the case. Whether something is asked depends on choices alone, never on how old a date is, so no
 * day is needed here.
 */
export function stepsOf(guide: Guide, answers: Answers): Step[] {
  return listSteps(guide, answers, (decided) => decided === true)
}

/** How many steps the case may still have: those that apply and those an open question may yet bring. */
export function countSteps(guide: Guide, answers: Answers): number {
  return listSteps(guide, answers, (decided) => decided !== false).length
}

type Applies = (decided: boolean | null) => boolean

function listSteps(guide: Guide, answers: Answers, applies: Applies): Step[] {
  const asked = (when: Condition | undefined, given: Answers = answers) =>
    applies(decide(when, given, anyDay))
  const steps: Step[] = guide.questions
    .filter(({ when }) => asked(when))
    .map((question) => ({ type: 'question', id: question.id, question }))
  for (let at = 0; at < guide.fields.length; ) {
    const field = guide.fields[at] as Field
    const group = guide.groups.find(({ id }) => id === field.group)
    if (!group) {
      if (asked(field.when)) steps.push({ type: 'field', id: field.id, field })
      at += 1
      continue
    }
    const fields = guide.fields.filter((one) => one.group === group.id)
    steps.push(...groupSteps(group, fields, answers, asked))
    at = guide.fields.indexOf(fields.at(-1) as Field) + 1
  }
  return steps
}

function groupSteps(
  group: Group,
  fields: readonly Field[],
  answers: Answers,
  asked: (when: Condition | undefined, given: Answers) => boolean,
): Step[] {
  const steps: Step[] = []
  for (let number = 1; number <= group.most; number++) {
    const given = seenFrom(fields, answers, number)
    const own = fields.filter(({ when }) => asked(when, given))
    if (own.length === 0) return steps
    for (const field of own) {
      const id = stepId(field.id, number)
      const label = number === 1 ? field.label : `${field.label} (${group.label} thứ ${number})`
      steps.push({ type: 'field', id, field: { ...field, id, label } })
    }
    if (number === group.most) return steps
    const id = `${group.id}~${number + 1}`
    steps.push({ type: 'more', id, group, number })
    if (answers[id] !== 'co') return steps
  }
  return steps
}

function stepId(fieldId: string, number: number): string {
  return number === 1 ? fieldId : `${fieldId}~${number}`
}

// Conditions inside a group speak of the same person: the second child's school, not the first one's.
function seenFrom(fields: readonly Field[], answers: Answers, number: number): Answers {
  if (number === 1) return answers
  const own = fields.flatMap(({ id }) => {
    const value = answers[stepId(id, number)]
    return value === undefined ? [] : [[id, value] as const]
  })
  const rest = Object.entries(answers).filter(([id]) => !fields.some((field) => field.id === id))
  return Object.fromEntries([...rest, ...own])
}
