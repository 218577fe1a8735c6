// The ways a dossier ends by level, over real processes: a form to print (2), a slip for the counter (3). Level 4 with its
// receipt, fee and result is follow-up.test.ts. What is said is what the dialog files say.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PDFDocument } from '@cantoo/pdf-lib'
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { dossierCode } from '../support/birth.ts'
import { type Applicant, openWebChat } from '../support/direct-line.ts'
import { replay } from '../support/replay.ts'
import { serveTrial } from '../support/trial.ts'

const program = serveTrial()

test('level 2: the form comes filled as PDF and Word, with where to take it; nothing is filed anywhere', async () => {
  const applicant = await openWebChat({ base: () => program.url, start: 'dang-ky-thuong-tru' })
  await replay(applicant, 'print.yaml', 'Tôi làm chủ hộ')
  await applicant.hear(/In tờ khai, ký tên rồi nộp tại: Công an/)
  // Written side by side; either may come first.
  for (const _ of ['PDF', 'Word']) await applicant.hear(/Tờ khai (đã điền|dạng Word)/)
  const pdf = await PDFDocument.load(await fetchFile(applicant, /\.pdf$/))
  expect(pdf.getPageCount()).toBeGreaterThan(0)
  const word = unzipSync(await fetchFile(applicant, /\.docx$/))
  const text = new TextDecoder().decode(word['word/document.xml'])
  for (const answer of ['Nông Thị Diệp', '011192001234', 'Lò Văn Hặc']) expect(text).toContain(answer)
  await applicant.tap('Xong, xóa bản nháp')
  await applicant.hear(/đã xóa bản nháp/)
  expect(count(join('motcua.db'), 'submissions')).toBe(0)
})

test('level 3: filed online with a code, and a slip to bring to the counter; nothing is to be paid online', async () => {
  const applicant = await openWebChat({ base: () => program.url, start: 'tu-choi-nhan-di-san' })
  await replay(applicant, 'counter.yaml', 'Xác nhận nộp')
  const code = (await applicant.hear(dossierCode))[1] ?? ''
  await applicant.hear(/Giấy hẹn: anh\/chị mang theo/)
  const words = (await applicant.transcript()).join('\n')
  expect(words).toContain('Còn lại làm tại quầy')
  expect(words).not.toMatch(/Nộp tại trang của cổng|Cần nộp:/)
  const slip = await PDFDocument.load(await fetchFile(applicant, /^Phiếu hẹn\.pdf$/))
  expect(slip.getTitle()).toContain(code)
  expect(slip.getPageCount()).toBe(1)
  expect(count(join('sandbox', 'sandbox.db'), 'dossier')).toBe(1)
})

async function fetchFile(applicant: Applicant, name: RegExp): Promise<Uint8Array> {
  const file = (await applicant.files()).find((one) => name.test(one.name))
  const answer = await fetch(new URL(file?.url ?? '', program.url))
  expect(answer.status, String(name)).toBe(200)
  return new Uint8Array(await answer.arrayBuffer())
}

function count(database: string, table: string): number {
  const opened = new DatabaseSync(join(program.home.directory, 'data', database), { readOnly: true })
  const row = opened.prepare(`select count(*) as n from ${table}`).get()
  opened.close()
  return Number(row?.n)
}
