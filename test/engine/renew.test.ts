// A draft and its guide: taken up after the guide changed, it moves on when nothing of it is lost, and says so.
import { expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import type { Guide } from '../../src/content/schema.ts'
import { buildSnapshot } from '../../src/content/snapshot.ts'
import { initialState, newDraft, type State } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'

const files = readContent(defaultContentDirectory)
const slug = 'dang-ky-khai-sinh'
const guide = files.guides.get(slug) as Guide
const at = Date.parse('2026-11-23T03:00:00Z')

const answers = {
  'giay-to-sinh': 'chung-sinh',
  'quan-he': 'me',
  'nguoi-nop-ten': 'Lê Thị Hoa',
  'con-gioi-tinh': 'nu',
}

function takeUp(changed: Guide, more: Partial<State['draft']> = {}) {
  const revisions = [
    { slug, revision: 1, guide },
    { slug, revision: 2, guide: changed },
  ]
  const content = buildSnapshot(files, revisions, { demo: true })
  const draft = {
    ...newDraft({ id: 'd1', procedure: slug, revision: 1, portal: 'quoc-gia', at }),
    answers,
    ...more,
  }
  const state: State = {
    ...initialState,
    greeted: true,
    consent: { version: '2026-11', grantedAt: at },
    shelf: [draft],
  }
  const outcome = step(state, { type: 'message_received', text: 'tiếp tục', id: 'e1', at }, content)
  return { draft: outcome.state.draft, said: JSON.stringify(outcome.replies) }
}

test('a guide that only says things otherwise takes the whole draft along', () => {
  const { draft, said } = takeUp({ ...guide, summary: 'Lời khác.' })
  expect(draft).toMatchObject({ revision: 2, answers })
  expect(said).toContain('các câu trả lời vẫn giữ nguyên')
})

test('an answer the new guide does not know is asked again, the others stay', () => {
  const fields = guide.fields.map((field) =>
    field.id === 'con-gioi-tinh'
      ? {
          ...field,
          choices: [
            { id: 'trai', label: 'Trai' },
            { id: 'gai', label: 'Gái' },
          ],
        }
      : field,
  )
  const { draft, said } = takeUp({ ...guide, fields })
  const { 'con-gioi-tinh': _, ...kept } = answers
  expect(draft).toMatchObject({ revision: 2, answers: kept })
  expect(draft?.answers).not.toHaveProperty('con-gioi-tinh')
  expect(said).toContain('có 1 câu cần hỏi lại')
})

test('a paper that would lose its place keeps the draft on the guide it began with, without a word', () => {
  const page = {
    id: 'a1',
    component: 'giay-chung-sinh',
    name: '',
    mediaType: '',
    sizeBytes: 1,
    digest: '',
    state: 'kept',
  } as const
  const components = guide.components.filter(({ id }) => id !== 'giay-chung-sinh')
  const { draft, said } = takeUp({ ...guide, components }, { attachments: [page] })
  expect(draft).toMatchObject({ revision: 1, answers, attachments: [page] })
  expect(said).not.toContain('cập nhật')
})

test('a supplement stays with what was filed', () => {
  const supplement = { reference: 'r', components: ['giay-chung-sinh'] }
  expect(takeUp({ ...guide, summary: 'Lời khác.' }, { supplement }).draft?.revision).toBe(1)
})
