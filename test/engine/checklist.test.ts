// What must hold of every guide's checklist and fees, whatever is answered, on any day.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Guide } from '../../src/content/schema.ts'
import { componentsOf, feesOn } from '../../src/engine/rules/checklist.ts'
import { decide } from '../../src/engine/rules/condition.ts'
import { reasonsFor } from '../../src/engine/rules/reason.ts'
import { stepsOf } from '../../src/engine/rules/steps.ts'

const guides = [...snapshotOfFiles(defaultContentDirectory, { demo: false }).guides.values()].map(
  ({ guide }) => guide,
)
const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2032-12-31'), noInvalidDate: true })
  .map((one) => one.toISOString().slice(0, 10))

/** A guide with answers to some of what it can ask. */
const answered = fc.constantFrom(...guides).chain((guide) => {
  const keys = [...guide.questions, ...guide.fields].map((item): [string, fc.Arbitrary<string>] => [
    item.id,
    item.choices ? fc.constantFrom(...item.choices.map((choice) => choice.id)) : day,
  ])
  return fc
    .record(Object.fromEntries(keys), { requiredKeys: [] })
    .map((answers) => ({ guide, answers: answers as Record<string, string> }))
})

const conditionsOf = (guide: Guide) =>
  [...guide.questions, ...guide.fields, ...guide.components, ...guide.fees].flatMap(({ when }) =>
    when ? [when] : [],
  )

describe('any guide, any answers, any day', () => {
  test('what is decided stays decided when more is answered', () => {
    fc.assert(
      fc.property(answered, day, ({ guide, answers }, today) => {
        const fewer = Object.fromEntries(Object.entries(answers).filter((_, at) => at % 2 === 0))
        for (const condition of conditionsOf(guide)) {
          const early = decide(condition, fewer, today)
          if (early !== null) expect(decide(condition, answers, today)).toBe(early)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('no fee is quoted outside its dates, and none that the answers rule out', () => {
    fc.assert(
      fc.property(answered, day, ({ guide, answers }, today) => {
        for (const { fee, certain } of feesOn(guide, answers, today)) {
          expect((fee.validFrom ?? '') <= today && today <= (fee.validTo ?? '9999')).toBe(true)
          expect(decide(fee.when, answers, today)).not.toBe(false)
          if (certain) expect(decide(fee.when, answers, today)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('the checklist holds just the components whose condition holds, each with the answers it follows from', () => {
    fc.assert(
      fc.property(answered, ({ guide, answers }) => {
        const listed = new Set(componentsOf(guide, answers).map(({ id }) => id))
        for (const component of guide.components) {
          expect(listed.has(component.id)).toBe(decide(component.when, answers, '0000-01-01') === true)
          if (listed.has(component.id) && component.when) {
            expect(reasonsFor(component.when, guide, answers).length).toBeGreaterThan(0)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('answering every step in turn always comes to an end, with the form and a reachable fee list', () => {
    fc.assert(
      fc.property(fc.constantFrom(...guides), fc.infiniteStream(fc.nat()), (guide, numbers) => {
        const answers: Record<string, string> = {}
        for (let asked = 0; asked < 200; asked++) {
          const next = stepsOf(guide, answers).find(({ id }) => answers[id] === undefined)
          if (!next) return
          const choices =
            next.type === 'more'
              ? [{ id: 'khong' }, { id: 'co' }]
              : next.type === 'question'
                ? next.question.choices
                : next.field.choices
          const number = numbers.next().value
          answers[next.id] = choices ? (choices[number % choices.length]?.id ?? '') : '2026-09-20'
        }
        expect.unreachable('the form never ended')
      }),
    )
  })
})

test('a child born 60 days ago is on time, 61 days ago late', () => {
  const birth = guides.find(({ code }) => code === '1.001193')
  const lines = (born: string) =>
    birth ? feesOn(birth, { 'con-ngay-sinh': born }, '2026-11-22').map(({ fee }) => fee.id) : []
  expect(lines('2026-09-23')).toContain('dung-han')
  expect(lines('2026-09-23')).not.toContain('qua-han')
  expect(lines('2026-09-22')).toContain('qua-han')
  expect(lines('2026-09-22')).not.toContain('dung-han')
})
