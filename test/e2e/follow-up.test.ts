// One birth from the first question to the certificate: papers asked for again, a fee on the portal's page, a result as a file.
// MOTCUA_TRANSCRIPT=/tmp/transcript.md writes down what both sides said.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { TestPortal } from '../sandbox/support.ts'
import { dossierCode, prepareBirth, supplementBirth } from '../support/birth.ts'
import { openWebChat } from '../support/direct-line.ts'
import { serveTrial } from '../support/trial.ts'

const program = serveTrial()

test('a dossier is asked for more, paid for, finished and rated without leaving the chat', async () => {
  const officer = new TestPortal(/cổng thử: (http:\S+?)\/?\s/.exec(program.output())?.[1] ?? '')
  const act = async (fields: Record<string, string>) => {
    const answer = await officer.officer(1, fields)
    expect(answer.headers.get('location')).toContain('moved')
  }
  const applicant = await openWebChat({ base: () => program.url })
  await prepareBirth(applicant, 'theo dõi')
  await applicant.tap('Xác nhận nộp')
  const code = (await applicant.hear(dossierCode))[1] ?? ''

  await act({
    ...{ actionCode: '3200', stepCode: '200', note: 'Đề nghị bổ sung mặt sau' },
    ...{ failed: '2', 'comment-2': 'Ảnh thiếu mặt sau' },
  })
  await applicant.hear(/Yêu cầu bổ sung giấy tờ[\s\S]*Đề nghị bổ sung mặt sau[\s\S]*Ảnh thiếu mặt sau/)
  await supplementBirth(applicant)

  await act({ actionCode: '3100', stepCode: '200' })
  await act({ actionCode: '3400', stepCode: '300', amount: '8000' })
  const [, page = ''] = await applicant.hear(/Cần nộp: 8\.000 đồng[\s\S]*?(http:\/\/127\S+)/)
  expect(await (await fetch(page)).text()).toContain(code)
  await fetch(page, { method: 'POST' })
  await applicant.hear(/Đã nộp 8\.000 đồng, cơ quan đã xác nhận/)

  await act({ actionCode: '3500', stepCode: '300', note: 'Mời nhận kết quả' })
  await applicant.hear(/Tệp từ cơ quan/)
  await act({ actionCode: '3600', stepCode: '400' })
  await applicant.tap('Rất hài lòng')
  await applicant.hear(/điều gì cần làm tốt hơn/)

  const portal = new DatabaseSync(join(program.home.directory, 'data', 'sandbox', 'sandbox.db'), {
    readOnly: true,
  })
  const actions = portal.prepare('select code from dossier_action order by id').all()
  expect(actions.map((row) => row.code)).toEqual([
    '1300',
    '3200',
    '2100',
    '3100',
    '3400',
    '2190',
    '3500',
    '3600',
  ])
  const files = portal.prepare('select part_no, eform from dossier_file order by id').all()
  expect(files.filter(({ eform }) => eform === 0)).toHaveLength(3)
  portal.close()
  const transcript = await applicant.activities()
  // The office has the papers once; nobody was told its own note back as the office's.
  expect(transcript.filter(({ text }) => /Người nộp bổ sung hồ sơ/.test(text))).toEqual([])
  const file = process.env.MOTCUA_TRANSCRIPT
  if (file) writeFileSync(file, transcript.map(write).join('\n\n'))
})

function write({ mine, text }: { mine: boolean; text: string }): string {
  const said = text || '[tệp]'
  return mine ? `**Người dân:** ${said}` : `> ${said.replaceAll('\n', '\n> ')}`
}
