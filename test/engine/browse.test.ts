// Browsing and links over a catalogue of names, which the dialogs do not have.
import { expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { type ReadCatalogue, readRecords } from '../../src/content/catalogue.ts'
import { buildSnapshot } from '../../src/content/snapshot.ts'
import type { Reply } from '../../src/engine/reply.ts'
import { initialState, type State } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'

const files = readContent(defaultContentDirectory)
const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
const { entries }: ReadCatalogue = readRecords(
  Array.from({ length: 20 }, (_, at) => ({
    line: at + 2,
    record: {
      code: `1.9000${10 + at}`,
      name: `Cấp giấy phép thả đèn trời loại ${at + 1}`,
      field: at < 15 ? 'Đèn trời (Bộ Thử nghiệm)' : 'Đèn trời',
      level: 'ministry',
    },
  })),
)
const content = buildSnapshot(files, revisions, { demo: true, catalogue: entries })
const at = Date.parse('2026-11-22T03:00:00Z')

function talk(...messages: readonly ({ start: string } | string)[]): {
  state: State
  last: readonly Reply[]
} {
  let state: State = initialState
  let last: readonly Reply[] = []
  for (const [turn, message] of messages.entries()) {
    const id = `event-${turn}`
    const outcome =
      typeof message === 'string'
        ? step(state, { type: 'message_received', id, at, text: message }, content)
        : step(state, { type: 'conversation_started', id, at, start: message.start }, content)
    state = JSON.parse(JSON.stringify(outcome.state))
    last = outcome.replies
  }
  return { state, last }
}

const labels = (replies: readonly Reply[]) =>
  replies.flatMap((reply) => ('choices' in reply ? reply.choices.map(({ label }) => label) : []))

test('an imported field is browsed by pages of eight to the card of a procedure known by name', () => {
  const field = ['duyệt theo cơ quan', 'Bộ, ngành trung ương', 'Đèn trời']
  const first = labels(talk(...field).last)
  expect(first).toHaveLength(9)
  expect(first.at(-1)).toBe('Xem thêm (còn 12)')
  expect(labels(talk(...field, '9', '9').last)).toHaveLength(4)
  const card = talk(...field, '9', '1').last[0]
  expect(card).toMatchObject({ type: 'card', title: 'Cấp giấy phép thả đèn trời loại 9' })
})

test('a link with the key of an imported procedure opens its card', () => {
  expect(talk({ start: '1.900010' }).last[0]).toMatchObject({
    type: 'card',
    title: 'Cấp giấy phép thả đèn trời loại 1',
  })
  expect(talk({ start: 'nothing-of-the-kind' }).last[0]?.type).not.toBe('card')
})
