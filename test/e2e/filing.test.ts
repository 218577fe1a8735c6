// One applicant, one officer, real processes: from the first question to a dossier in the portal's own database and back.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PDFDocument } from '@cantoo/pdf-lib'
import { expect, test } from 'vitest'
import { dossierCode, prepareBirth } from '../support/birth.ts'
import { openWebChat } from '../support/direct-line.ts'
import { acceptDossier } from '../support/officer.ts'
import { makeExecutable, makePhoto } from '../support/papers.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { serveTrial } from '../support/trial.ts'

const program = serveTrial()

test('a birth registration ends in a code the portal issued, with the files really there, and news comes by itself', async () => {
  const applicant = await openWebChat({ base: () => program.url })
  await prepareBirth(applicant, 'e2e')
  await applicant.tap('Xác nhận nộp')
  const code = (await applicant.hear(dossierCode))[1]
  expect(applicant.sent()).toBeLessThanOrEqual(20)

  await applicant.tapAgain()
  await applicant.hear(/đã xác nhận lúc .* không gửi thêm lần nữa/)

  const portal = new DatabaseSync(join(program.home.directory, 'data', 'sandbox', 'sandbox.db'), {
    readOnly: true,
  })
  const dossiers = portal.prepare('select * from dossier').all()
  expect(dossiers).toHaveLength(1)
  expect(dossiers[0]).toMatchObject({ dossier_no: code })
  const files = portal.prepare('select * from dossier_file where form_data is null or form_data = ?').all('')
  // Three pages, one component, one PDF, and nothing of the phone in it.
  expect(files).toHaveLength(1)
  const content = Buffer.from(files[0]?.content as Uint8Array)
  const filed = await PDFDocument.load(content)
  expect(filed.getPageCount()).toBe(3)
  expect(content.includes('e2e trước')).toBe(false)
  portal.close()

  await acceptDossier(/cổng thử: (http:\S+)/.exec(program.output())?.[1] ?? '', 1)
  await applicant.hear(/Có tin mới[\s\S]*Đang xử lý/)
  await applicant.say('hồ sơ của tôi')
  expect((await applicant.hear(/Hồ sơ của anh\/chị:[\s\S]*/))[0]).toContain(code)
})

test('two chats of one person are joined by a code that works once; both list the dossier and both hear the news', async () => {
  const first = await openWebChat({ base: () => program.url })
  await prepareBirth(first, 'joined')
  await first.tap('Xác nhận nộp')
  const code = (await first.hear(dossierCode))[1] ?? ''
  await first.say('nối kênh')
  const joinCode = (await first.hear(/NK-\d{4}-\d{4}/))[0]

  const second = await openWebChat({ base: () => program.url })
  await second.say(joinCode)
  await second.hear(/Đã nối hai cuộc trò chuyện/)
  await first.hear(/Đã nối hai cuộc trò chuyện/)
  await second.say('hồ sơ của tôi')
  expect((await second.hear(/Hồ sơ của anh\/chị[\s\S]*/))[0]).toContain(code)
  await acceptDossier(/cổng thử: (http:\S+)/.exec(program.output())?.[1] ?? '', 2)
  for (const one of [first, second]) expect((await one.hear(/Có tin mới[\s\S]*/))[0]).toContain(code)

  const third = await openWebChat({ base: () => program.url })
  await third.say(joinCode)
  await third.hear(/Mã này không đúng hoặc đã quá 10 phút/)
})

test('who prepares for somebody else gets a code, and only the applicant, in their own conversation, has it filed', async () => {
  const helper = await openWebChat({ base: () => program.url })
  await prepareBirth(helper, 'helped')
  await helper.tap('Tôi làm giúp người khác')
  const code = (await helper.hear(/XN-\d{4}-\d{4}/))[0]
  await helper.say(code)
  await helper.hear(/không có hồ sơ nào chờ xác nhận/)

  const applicant = await openWebChat({ base: () => program.url })
  await applicant.say(code.toLowerCase().replaceAll('-', ' '))
  expect((await applicant.hear(/Có người chuẩn bị giúp[\s\S]*/))[0]).toContain('Nguyễn Bảo Châu')
  await applicant.tap('Đúng, tôi đồng ý nộp')
  await helper.hear(/Người đứng tên đã xem và đồng ý/)
  await helper.hear(dossierCode)

  await applicant.say(code)
  await applicant.hear(/không có hồ sơ nào chờ xác nhận/)
})

test('files that cannot be used get a sentence, and the draft stays', async () => {
  const applicant = await openWebChat({ base: () => program.url })
  await applicant.say('làm giấy khai sinh')
  await applicant.tap('Bắt đầu làm hồ sơ')
  await applicant.tap('Tôi đồng ý')
  await applicant.sendFiles([{ name: 'som.jpg', bytes: makePhoto('som') }])
  await applicant.hear(/Chưa đến bước gửi giấy tờ/)
  await applicant.tap('Có giấy chứng sinh')
  await applicant.sendFiles([{ name: 'anh.jpg', bytes: makeExecutable() }])
  await applicant.hear(/"anh.jpg" không phải ảnh hay PDF/)
  const cut = makePhoto('cut', 4_000)
  await applicant.sendFiles([{ name: 'cut.jpg', bytes: cut.subarray(0, cut.length - 2) }])
  await applicant.hear(/"cut.jpg" bị hỏng/)
  await applicant.say('tiếp tục')
  await applicant.hear(/Anh\/chị là gì của bé/)
})

test('without a trial and without an agreement the applicant gets everything to file by themselves', async () => {
  const ownHome = makeHome()
  const plain = await startProgram(['serve'], { ...ownHome.environment, PORT: '0' })
  try {
    const applicant = await openWebChat({ base: () => plain.url })
    await prepareBirth(applicant, 'plain')
    const [review] = await applicant.hear(/Xem lại hồ sơ[\s\S]*/)
    expect(review).toContain('anh/chị tự nộp trên Cổng Dịch vụ công quốc gia')
    expect(review).not.toContain('bản thử')
    await applicant.tap('Xác nhận nộp')
    const [told] = await applicant.hear(/Hồ sơ đã chuẩn bị xong[\s\S]*/)
    expect(told).toMatch(/https:\/\/dichvucong\.gov\.vn\/\S+/)
    expect(told).toContain('VNeID')
    await applicant.say('mã của tôi là G09.20-20261122-0092637')
    await applicant.hear(/đã ghi mã G09.20-20261122-0092637/)
  } finally {
    await plain.end('SIGTERM')
    ownHome.remove()
  }
})
