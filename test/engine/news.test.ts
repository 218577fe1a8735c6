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
