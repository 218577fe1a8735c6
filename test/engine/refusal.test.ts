// Whatever kind of refusal comes, the applicant reads why in their language, and nothing of a machine's.
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Refusal } from '../../src/engine/dossier.ts'
import type { Event } from '../../src/engine/event.ts'
import { type FiledDossier, initialState, type Language } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'

const content = snapshotOfFiles(defaultContentDirectory, { demo: false })
const at = Date.parse('2026-11-30T09:00:00+07:00')
const filed: FiledDossier = {
  ...{ draftId: 'd1', reference: 'r1', procedure: 'dang-ky-khai-sinh', revision: 1, portal: 'quoc-gia' },
  ...{ confirmedAt: at, code: null, status: 'sending', statusText: '', note: '', dueAt: null, answers: {} },
}

type Told = 'submission_refused' | 'supplement_failed' | 'withdrawal_failed'

function told(type: Told, refusal: Refusal, language: Language): string {
  const event = { type, draftId: 'd1', reference: 'r1', reason: 'refused', refusal, id: 'e1', at } as Event
  const { replies } = step({ ...initialState, language, dossiers: [filed] }, event, content)
  return replies.map((reply) => ('text' in reply ? reply.text : '')).join('\n')
}

const kinds: { [T in Refusal['type']]: Extract<Refusal, { type: T }> } = {
  words: { type: 'words', words: 'Thiếu chữ ký' },
  'file-too-large': { type: 'file-too-large', part: 'Giấy chứng sinh', megabytes: 5 },
  'file-type': { type: 'file-type', part: 'Giấy chứng sinh', types: 'pdf, jpg' },
  'file-empty': { type: 'file-empty', part: 'Giấy chứng sinh' },
  removed: { type: 'removed' },
  'not-waiting': { type: 'not-waiting' },
  'request-changed': { type: 'request-changed' },
  'not-withdrawable': { type: 'not-withdrawable' },
  unsaid: { type: 'unsaid' },
}

test.each(Object.values(kinds))('$type is told, in both languages', (refusal) => {
  for (const type of ['submission_refused', 'supplement_failed', 'withdrawal_failed'] as const) {
    const vietnamese = told(type, refusal, 'vi')
    const english = told(type, refusal, 'en')
    expect(vietnamese + english).not.toMatch(/⟨|\{[a-z]+\}|undefined/)
    expect(vietnamese).not.toBe(english)
    // Where nothing is known, nothing is added.
    const bare = told(type, { type: 'unsaid' }, 'vi')
    if (refusal.type === 'unsaid') expect(vietnamese).toBe(bare)
    else expect(vietnamese.length).toBeGreaterThan(bare.length)
  }
})

test('only words of the office are told as its words', () => {
  expect(told('submission_refused', kinds.words, 'vi')).toContain('Lời cơ quan: "Thiếu chữ ký"')
  expect(told('submission_refused', kinds['file-too-large'], 'vi')).toMatch(/"Giấy chứng sinh" lớn hơn 5 MB/)
  expect(told('submission_refused', kinds['file-too-large'], 'vi')).not.toContain('Lời cơ quan')
})
