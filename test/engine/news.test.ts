// News of a dossier carries its facts in short, beside the sentences, for platforms that take only a template.
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import { type FiledDossier, initialState } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'
import { plainReport } from '../support/dialog.ts'

const content = snapshotOfFiles(defaultContentDirectory, { demo: true })
const at = Date.parse('2026-12-01T03:00:00Z')

function dossier(code: string | null): FiledDossier {
  return {
    draftId: 'd1',
    reference: 'r1',
    procedure: 'dang-ky-khai-sinh',
    revision: 1,
    portal: 'quoc-gia',
    confirmedAt: at,
    code,
    status: 'registered',
    statusText: '',
    note: '',
    dueAt: null,
  }
}

function told(code: string | null) {
  const report = { ...plainReport, code, status: 'processing' as const }
  const event = { type: 'dossier_status_changed' as const, reference: 'r1', report, id: 'e1', at }
  return step({ ...initialState, dossiers: [dossier(code)] }, event, content).replies
}

test('with a code: code, procedure, official word and day', () => {
  const [reply] = told('H21-261201-0001')
  expect(reply).toMatchObject({
    news: {
      code: 'H21-261201-0001',
      procedure: expect.stringMatching(/\S/),
      status: 'Đang xử lý',
      day: '01/12/2026',
    },
  })
})

test('without a code there is nothing to name yet', () => {
  const replies = told(null)
  expect(replies).toHaveLength(1)
  expect(replies.some((reply) => 'news' in reply)).toBe(false)
})

function toldOfDraft(givenAt: number | null) {
  const results = [{ id: 'r1', name: 'Bản nháp.pdf', mediaType: 'application/pdf', sizeBytes: 9, givenAt }]
  const report = { ...plainReport, code: 'H21-261201-0001', status: 'processing' as const, results }
  const event = { type: 'dossier_status_changed' as const, reference: 'r1', report, id: 'e1', at }
  const { replies, effects } = step(
    { ...initialState, dossiers: [dossier('H21-261201-0001')] },
    event,
    content,
  )
  return { words: JSON.stringify(replies), fetched: effects.some(({ type }) => type === 'fetch_result') }
}

test('a draft to look over is pushed with the day it leaves, counted from when the office gave it', () => {
  const hourMs = 3_600_000
  expect(toldOfDraft(at - 5 * hourMs).words).toMatch(
    /trả lời cơ quan trước 05:00 02\/12\/2026.*coi là đồng ý/,
  )
  expect(toldOfDraft(null).words).toContain('trước 10:00 02/12/2026')
  expect(toldOfDraft(at - 25 * hourMs).words).toContain('Hạn trả lời là 09:00 01/12/2026, nay đã qua')
  expect(toldOfDraft(at).fetched).toBe(true)
})
