import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Asked, canHold, holds, listTests } from '../../src/content/condition.ts'
import type { Condition } from '../../src/content/schema.ts'

const names = ['a', 'b', 'c']
const choices = ['x', 'y']
const asked: Asked[] = names.map((id, index) => ({
  id,
  path: `questions.${index}`,
  choices,
  labels: [],
  when: undefined,
}))

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      answer: fc.constantFrom(...names, 'unknown'),
      is: fc.oneof(fc.constantFrom(...choices), fc.subarray([...choices, 'z'], { minLength: 1 })),
    }),
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}))
const answers = fc
  .dictionary(fc.constantFrom(...names), fc.constantFrom(...choices))
  .map((given) => new Map(Object.entries(given)))

test('a test of a question that was not asked does not hold, and its denial does', () => {
  expect(holds({ answer: 'a', is: 'x' }, new Map())).toBe(false)
  expect(holds({ not: { answer: 'a', is: 'x' } }, new Map())).toBe(true)
})

test('any condition over any answers is either met or not, and its denial is the opposite', () => {
  fc.assert(
    fc.property(condition, answers, (when, given) => {
      expect(holds({ not: when }, given)).toBe(!holds(when, given))
    }),
  )
})

test('a condition that some full set of answers meets can hold', () => {
  const full = fc.record({
    a: fc.constantFrom(...choices),
    b: fc.constantFrom(...choices),
    c: fc.constantFrom(...choices),
  })
  fc.assert(
    fc.property(condition, full, (when, given) => {
      fc.pre(holds(when, new Map(Object.entries(given))))
      expect(canHold(when, asked)).toBe(true)
    }),
  )
})

test('a condition together with its denial can never hold', () => {
  fc.assert(
    fc.property(condition, (when) => {
      expect(canHold({ all: [when, { not: when }] }, asked)).toBe(false)
    }),
  )
})

test('every test inside a condition is listed', () => {
  const when: Condition = {
    all: [{ answer: 'a', is: 'x' }, { not: { any: [{ answer: 'b', is: ['x', 'y'] }] } }],
  }
  expect(listTests(when)).toEqual([
    { answer: 'a', is: ['x'] },
    { answer: 'b', is: ['x', 'y'] },
  ])
})

test('with more ways to answer than can be tried, a condition is taken to be possible', () => {
  const many: Asked[] = Array.from({ length: 20 }, (_, index) => ({
    id: `q${index}`,
    path: `questions.${index}`,
    choices,
    labels: [],
    when: undefined,
  }))
  const never: Condition = {
    all: many.flatMap(({ id }) => [
      { answer: id, is: 'x' },
      { answer: id, is: 'y' },
    ]),
  }
  expect(canHold(never, many)).toBe(true)
})
