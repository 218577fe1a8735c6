// What a condition mentions, whether it holds, and whether any applicant can ever meet it.
import type { Condition, Guide } from './schema.ts'

/** A question or choice field, as far as conditions care: what can be answered, and when it is asked. */
export interface Asked {
  readonly id: string
  readonly path: string
  readonly choices: readonly string[]
  readonly labels: readonly string[]
  readonly when: Condition | undefined
}

/** What a date can be to a condition: recent enough, or not. */
const ages = ['within', 'beyond']

/** Everything conditions may name, in the order it is asked: questions first, then the choice fields of the form. */
export function listAsked(guide: Guide): Asked[] {
  const asked: Asked[] = []
  for (const [kind, items] of [
    ['questions', guide.questions],
    ['fields', guide.fields],
  ] as const) {
    for (const [index, item] of items.entries()) {
      if ('type' in item && (item.type === 'birth-date' || item.type === 'past-date')) {
        asked.push({ id: item.id, path: `${kind}.${index}`, choices: ages, labels: [], when: item.when })
      }
      if (item.choices === undefined) continue
      const choices = item.choices.map((choice) => choice.id)
      const labels = item.choices.map((choice) => choice.label)
      asked.push({ id: item.id, path: `${kind}.${index}`, choices, labels, when: item.when })
    }
  }
  return asked
}

/** Every test of an answer inside a condition, however deep. */
export function listTests(condition: Condition): { answer: string; is: readonly string[] }[] {
  if ('within' in condition) return [{ answer: condition.answer, is: ['within'] }]
  if ('answer' in condition) {
    return [
      { answer: condition.answer, is: typeof condition.is === 'string' ? [condition.is] : condition.is },
    ]
  }
  if ('not' in condition) return listTests(condition.not)
  return ('all' in condition ? condition.all : condition.any).flatMap(listTests)
}

/** A question that was not asked has no answer, and no test of it holds. */
export function holds(condition: Condition, answers: ReadonlyMap<string, string>): boolean {
  if ('answer' in condition) {
    const given = answers.get(condition.answer)
    if (given === undefined) return false
    if ('within' in condition) return given === 'within'
    return typeof condition.is === 'string' ? condition.is === given : condition.is.includes(given)
  }
  if ('not' in condition) return !holds(condition.not, answers)
  if ('all' in condition) return condition.all.every((part) => holds(part, answers))
  return condition.any.some((part) => holds(part, answers))
}

// Guides ask a handful of questions; past this many ways to answer we stop counting and assume the best.
const mostWays = 20_000

/** Whether some way of answering, with only the questions that are really asked, meets the condition. */
export function canHold(condition: Condition, asked: readonly Asked[]): boolean {
  const relevant = withWhatTheyDependOn(condition, asked)
  const ways = relevant.reduce((product, item) => product * item.choices.length, 1)
  if (ways > mostWays) return true
  return tryAnswers(relevant, 0, new Map(), condition)
}

function tryAnswers(
  asked: readonly Asked[],
  index: number,
  answers: Map<string, string>,
  condition: Condition,
): boolean {
  const item = asked[index]
  if (item === undefined) return holds(condition, answers)
  if (item.when !== undefined && !holds(item.when, answers)) {
    return tryAnswers(asked, index + 1, answers, condition)
  }
  for (const choice of item.choices) {
    answers.set(item.id, choice)
    if (tryAnswers(asked, index + 1, answers, condition)) return true
  }
  answers.delete(item.id)
  return false
}

function withWhatTheyDependOn(condition: Condition, asked: readonly Asked[]): Asked[] {
  const wanted = new Set<string>()
  const waiting = listTests(condition).map((test) => test.answer)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (wanted.has(id)) continue
    wanted.add(id)
    const when = asked.find((item) => item.id === id)?.when
    if (when) waiting.push(...listTests(when).map((test) => test.answer))
  }
  return asked.filter((item) => wanted.has(item.id))
}
