// How a dossier stands, in words: a sentence for every official status, and an honest one about the day it was promised for.
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { DossierReport, DossierStatus } from '../../src/engine/dossier.ts'
import { type FiledDossier, initialState, type Language } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'
import { plainReport } from '../support/dialog.ts'

const content = snapshotOfFiles(defaultContentDirectory, { demo: false })
const time = (text: string) => Date.parse(`${text}:00+07:00`)
const promised = time('2026-12-01T17:00')

function told(part: Partial<DossierReport>, at: string, language: Language = 'vi'): string {
  const dossier: FiledDossier = {
    ...{ draftId: 'd1', reference: 'r1', procedure: 'dang-ky-khai-sinh', revision: 1, portal: 'quoc-gia' },
    ...{ confirmedAt: time('2026-11-25T09:00'), code: 'H21-261125-0001', status: 'sending', statusText: '' },
    ...{ note: '', dueAt: promised, firstDueAt: promised },
  }
  const report = { ...plainReport, code: dossier.code, dueAt: promised, ...part }
  const event = { type: 'dossier_status_changed' as const, reference: 'r1', report, id: 'e1', at: time(at) }
  const { replies } = step({ ...initialState, language, dossiers: [dossier] }, event, content)
  return replies.map((reply) => ('text' in reply ? reply.text : '')).join('\n')
}

const ten: Record<Exclude<DossierStatus, 'draft'>, string> = {
  registered: 'Mới đăng ký',
  received: 'Được tiếp nhận',
  'not-received': 'Không được tiếp nhận',
  processing: 'Đang xử lý',
  'supplement-requested': 'Yêu cầu bổ sung giấy tờ',
  'payment-requested': 'Yêu cầu thực hiện nghĩa vụ tài chính',
  withdrawn: 'Công dân yêu cầu rút hồ sơ',
  stopped: 'Dừng xử lý',
  finished: 'Đã xử lý xong',
  returned: 'Đã trả kết quả',
}

test.each(Object.entries(ten))('%s is told by its official word and a plain sentence', (status, word) => {
  const report = { status: status as DossierStatus, note: 'lời' }
  const vietnamese = told(report, '2026-11-30T09:00')
  expect(vietnamese).toMatch(new RegExp(`${word}\\. \\p{Lu}`, 'u'))
  // English keeps the official word beside its own.
  const english = told(report, '2026-11-30T09:00', 'en')
  expect(english).toContain(word)
  expect(vietnamese + english).not.toMatch(/⟨|\{[a-z]+\}/)
})

test.each([
  ['early', '2026-11-30T09:00', 'sớm hơn hẹn 1 ngày làm việc'],
  ['on time', '2026-12-01T16:59', 'đúng hẹn'],
  ['late', '2026-12-03T09:00', 'muộn hơn hẹn 2 ngày làm việc'],
  ['over a week-end', '2026-12-07T09:00', 'muộn hơn hẹn 4 ngày làm việc'],
])('done %s is counted in working days', (_, at, words) => {
  expect(told({ status: 'finished', finishedAt: time(at) }, at)).toContain(words)
})

test('a day that was moved does not make a late dossier early', () => {
  const at = '2026-12-03T09:00'
  const moved = { dueAt: time('2026-12-10T17:00') }
  expect(told({ status: 'processing', ...moved }, at)).toMatch(
    /Hẹn trả: 01\/12\/2026\nCơ quan vừa đổi ngày hẹn thành 10\/12\/2026\.\nĐã quá hẹn 2 ngày làm việc/,
  )
  expect(told({ status: 'finished', finishedAt: time(at), ...moved }, at)).toContain('muộn hơn hẹn 2')
})

test('nothing is late while the clock stands still', () => {
  const paused = told({ status: 'supplement-requested', paused: true, note: 'x' }, '2026-12-09T09:00')
  expect(paused).toContain('tạm dừng nên chưa tính là chậm')
  expect(paused).not.toContain('quá hẹn')
})
