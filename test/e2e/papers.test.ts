// From phone photos to portal-ready papers: a card fills the form, the upload page brings photos, documents come back.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PDFDocument } from '@cantoo/pdf-lib'
import { expect, test } from 'vitest'
import { linkKey } from '../../src/channel/links.ts'
import { dossierCode } from '../support/birth.ts'
import { findBarriers, openBrowser, phone, photograph } from '../support/browser.ts'
import { cardSvg } from '../support/card.ts'
import { openWebChat } from '../support/direct-line.ts'
import { chromium, describeWith } from '../support/needs.ts'
import { pageSvg, photoOf } from '../support/photo.ts'
import { serveTrial } from '../support/trial.ts'

const program = serveTrial()

async function beginWithCard() {
  const applicant = await openWebChat({ base: () => program.url })
  await applicant.say('lam khai sinh cho be')
  await applicant.tap('Bắt đầu làm hồ sơ')
  await applicant.tap('Tôi đồng ý')
  await applicant.tap('Có giấy chứng sinh')
  await applicant.tap('Mẹ')
  await applicant.hear(/gửi ảnh mặt có mã QR của thẻ căn cước/)
  const photo = await photoOf(await cardSvg(), { width: 2_000, height: 1_500 })
  await applicant.sendFiles([{ name: 'thẻ.jpg', bytes: photo }])
  await applicant.hear(/Nguyễn Thị Hoàng Quỳnh[\s\S]*052194001234/)
  await applicant.tap('Đúng, điền giúp tôi')
  await applicant.hear(/số điện thoại/)
  return applicant
}

test('with a photo of the card a birth is registered in fewer messages, and nothing of the card is kept but the form', async () => {
  const applicant = await beginWithCard()
  for (const [question, answer] of [
    [/số điện thoại|Bé tên/, '0912 345 678'],
    [/Bé tên đầy đủ/, 'Nguyễn Bảo Châu'],
    [/sinh ngày nào/, '20/9/2026'],
    [/trai hay gái/, 'gái'],
    [/Bé sinh ở đâu/, 'Trạm y tế xã Tuy Phước'],
    [/Cha của bé họ tên/, 'Trần Văn Bình'],
  ] as const) {
    if (question.source !== 'số điện thoại|Bé tên') await applicant.hear(question)
    await applicant.say(answer)
  }
  await applicant.hear(/Mời anh\/chị gửi: Giấy chứng sinh/)
  const pages = [await photoOf(pageSvg({ seed: 1 })), await photoOf(pageSvg({ seed: 2 }))]
  await applicant.sendFiles(pages.map((bytes, at) => ({ name: `trang ${at + 1}.jpg`, bytes })))
  await applicant.tap('Đủ rồi, sang mục sau')
  await applicant.tap('Bản điện tử, qua mạng')
  const [review] = await applicant.hear(/Xem lại hồ sơ[\s\S]*/)
  // The card's old province, put right.
  expect(review).toContain('tỉnh Gia Lai (trước là Bình Định)')
  await applicant.tap('Xác nhận nộp')
  await applicant.hear(dossierCode)
  expect(applicant.sent()).toBeLessThanOrEqual(20)
  console.log(`birth registration with a card photo: ${applicant.sent()} applicant messages`)
  await applicant.hear(/Biên nhận có mã hồ sơ/)

  const [receipt] = (await applicant.files()).slice(-1)
  expect(receipt?.name).toBe('Biên nhận.pdf')
  const answer = await fetch(new URL(receipt?.url ?? '', program.url))
  expect(answer.headers.get('Content-Disposition')).toContain('attachment')
  expect((await PDFDocument.load(await answer.arrayBuffer())).getPageCount()).toBe(1)
  expect((await fetch(new URL((receipt?.url ?? '').replace(/\?.*/, ''), program.url))).status).toBe(401)

  const database = new DatabaseSync(join(program.home.directory, 'data', 'motcua.db'), { readOnly: true })
  const events = database.prepare(`select event from inbox where event like '%attachment_kept%'`).all()
  expect(JSON.stringify(events)).not.toContain('Hoàng Quỳnh')
  const [card] = database
    .prepare(`select state, wrapped_key from files where name = '' order by created_at`)
    .all()
  expect(card).toMatchObject({ state: 'destroyed', wrapped_key: null })
  database.close()
})

describeWith('Chromium', chromium, 'the upload page', () => {
  test('takes photos on a small phone and hands them to the conversation once', async () => {
    const applicant = await openWebChat({ base: () => program.url })
    await applicant.say('lam khai sinh cho be')
    await applicant.tap('Bắt đầu làm hồ sơ')
    await applicant.tap('Tôi đồng ý')
    await applicant.tap('Có giấy chứng sinh')
    await applicant.hear(/Anh\/chị là gì của bé/)
    const token = 'a'.repeat(32)
    const database = new DatabaseSync(join(program.home.directory, 'data', 'motcua.db'))
    database.exec('pragma busy_timeout = 5000')
    database
      .prepare(`insert into channel_values (channel, key, value, expires_at) values ('upload-page', ?, ?, ?)`)
      .run(
        linkKey(token),
        JSON.stringify({ channel: 'web-chat', conversation: applicant.conversation }),
        Date.now() + 60_000,
      )
    database.close()

    const browser = await openBrowser()
    try {
      const page = await (await browser.newContext({ viewport: phone, locale: 'vi-VN' })).newPage()
      page.on('pageerror', (error) => expect.unreachable(`the page threw: ${error.message}`))
      await page.goto(`${program.url}/upload/${token}`)
      await page.getByText('Chọn hoặc chụp ảnh').waitFor()
      await photograph(page, 'upload-empty')
      const files = [
        { name: 'mặt trước.jpg', mimeType: 'image/jpeg', buffer: await photoOf(pageSvg({ seed: 3 })) },
        { name: 'rỗng.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
        { name: 'mặt sau.jpg', mimeType: 'image/jpeg', buffer: await photoOf(pageSvg({ seed: 4 })) },
      ]
      await page.locator('input[type=file]').setInputFiles(files)
      await page.getByText('Tệp này trống.').waitFor()
      await page.getByText('Đã gửi').nth(1).waitFor()
      await photograph(page, 'upload-sent')
      expect(await findBarriers(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      await page.getByRole('button', { name: 'Xong, gửi vào cuộc trò chuyện' }).click()
      await page.getByText('Đã gửi 2 tệp.').waitFor()
      await applicant.hear(/giữ tệp này cho mục "Giấy chứng sinh"/)
      await page.reload()
      await page.getByText('Trang này đã dùng xong hoặc quá hạn').waitFor()
      await photograph(page, 'upload-over')
    } finally {
      await browser.close()
    }
  })
})
