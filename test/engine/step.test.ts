// What must hold of every step, whatever is said.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Event } from '../../src/engine/event.ts'
import { initialState, type State } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'

const content = snapshotOfFiles(defaultContentDirectory, { demo: true })
const at = Date.parse('2026-11-22T03:00:00Z')

const said = fc.oneof(
  fc.constantFrom(
    'lam khai sinh cho be',
    '1',
    '2',
    'có',
    'không',
    'bỏ qua',
    'quay lại',
    'dừng',
    'tiếp tục',
    'menu',
  ),
  fc.constantFrom(
    'Nguyễn Văn An',
    '052090001234',
    '0912345678',
    '20/9/2026',
    'sửa ngày sinh',
    'hồ sơ của tôi',
    'phí?',
  ),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
)
const attachment = fc.record({
  source: fc.record({ type: fc.constant('held' as const), uploadId: fc.uuid() }),
  name: fc.string({ maxLength: 30 }),
  sizeBytes: fc.nat(),
})
const input = fc.oneof(
  { weight: 8, arbitrary: said.map((text) => ({ type: 'message_received' as const, text })) },
  {
    weight: 1,
    arbitrary: fc
      .array(attachment, { minLength: 1, maxLength: 3 })
      .map((attachments) => ({ type: 'message_received' as const, attachments })),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'conversation_started' as const }) },
)

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}

describe('any conversation', () => {
  test('never throws, leaves its input untouched, says at most three messages, and repeats exactly', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        let state: State = deepFreeze(structuredClone(initialState))
        for (const [number, one] of inputs.entries()) {
          const event: Event = deepFreeze({ ...one, id: `event-${number}`, at: at + number * 1_000 })
          const outcome = step(state, event, content)
          expect(outcome.replies.length).toBeLessThanOrEqual(3)
          expect(step(state, event, content)).toEqual(outcome)
          const stored = JSON.parse(JSON.stringify(outcome.state))
          expect(stored).toEqual(outcome.state)
          state = deepFreeze(stored)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('has a phrase for everything it says, with every blank filled', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 25 }), fc.constantFrom('vi', 'en'), (texts, language) => {
        let state: State = { ...initialState, language: language as 'vi' | 'en' }
        for (const [number, text] of texts.entries()) {
          const outcome = step(state, { type: 'message_received', text, id: `event-${number}`, at }, content)
          const heard = JSON.stringify(outcome.replies)
          expect(heard).not.toMatch(/⟨/)
          // What the applicant typed may hold braces; only a blank of ours is a lower-case word in them.
          if (!texts.some((one) => one.includes('{'))) expect(heard).not.toMatch(/\{[a-z]+\}/)
          state = outcome.state
        }
      }),
      { numRuns: 150 },
    )
  })
})

test('an old button changes nothing', () => {
  const first = step(initialState, { type: 'conversation_started', id: 'a1', at }, content)
  const reply = first.replies.at(-1)
  const old = reply?.type === 'choices' ? reply.choices[0]?.ref : undefined
  const later = step(
    first.state,
    { type: 'message_received', text: 'lam khai sinh cho be', id: 'b2', at },
    content,
  )
  const tapped = step(later.state, { type: 'message_received', choice: old ?? '', id: 'c3', at }, content)
  expect(tapped.state.topic).toEqual(later.state.topic)
  expect(JSON.stringify(tapped.replies)).toContain('bước đã qua')
})

test('the code of another conversation shows nothing', () => {
  const outcome = step(
    initialState,
    { type: 'message_received', text: 'H08.15-210614-0001', id: 'a', at },
    content,
  )
  expect(JSON.stringify(outcome.replies)).toContain('không thuộc cuộc trò chuyện này')
  expect(outcome.effects).toEqual([])
})

test('refusing consent keeps nothing and asks nothing personal', () => {
  const texts = ['lam khai sinh cho be', '1', 'không đồng ý']
  let state: State = initialState
  for (const [number, text] of texts.entries()) {
    state = step(state, { type: 'message_received', text, id: `e${number}`, at }, content).state
  }
  expect(state.draft).toBeNull()
  expect(state.consent).toBeNull()
})
