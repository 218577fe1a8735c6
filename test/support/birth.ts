// A father registers his daughter's birth: the shortest honest way from the first question to the last tap.
import type { Applicant } from './direct-line.ts'
import { makePdf, makePhoto } from './papers.ts'

export type Teller = Pick<Applicant, 'say' | 'tap' | 'hear' | 'sendFiles'>

export async function prepareBirth(applicant: Teller, mark: string): Promise<void> {
  await applicant.say('lam khai sinh cho be')
  await applicant.tap('Bắt đầu làm hồ sơ')
  await applicant.tap('Tôi đồng ý')
  await applicant.tap('Có giấy chứng sinh')
  await applicant.tap('Cha')
  const answers: [RegExp, string][] = [
    [/Họ và tên của anh\/chị/, 'Nguyễn Văn An'],
    [/Số căn cước của anh\/chị/, '052090001234'],
    [/số điện thoại/, '0912 345 678'],
    [/cư trú ở đâu/, 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai'],
    [/Bé tên đầy đủ/, 'Nguyễn Bảo Châu'],
    [/sinh ngày nào/, '20/9/2026'],
    [/trai hay gái/, 'gái'],
    [/Bé sinh ở đâu/, `Bệnh viện Đa khoa tỉnh, phường Quy Nhơn (${mark})`],
    [/Mẹ của bé họ tên/, 'Lê Thị Hoa'],
  ]
  for (const [question, answer] of answers) {
    await applicant.hear(question)
    await applicant.say(answer)
  }
  await applicant.tap('Bỏ qua')
  await applicant.hear(/Mời anh\/chị gửi: Giấy chứng sinh/)
  await applicant.sendFiles(birthPapers(mark))
  await applicant.tap('Đủ rồi, sang mục sau')
  await applicant.tap('Bản điện tử, qua mạng')
}

/** The office asked for one paper again: it is sent, and known to have arrived. */
export async function supplementBirth(applicant: Teller): Promise<void> {
  await applicant.tap('Gửi giấy tờ tại đây')
  await applicant.hear(/Mời anh\/chị gửi: Giấy chứng sinh/)
  await applicant.sendFiles(birthPapers('bổ sung').slice(1, 2))
  await applicant.tap('Đủ rồi, sang mục sau')
  await applicant.tap('Gửi bổ sung')
  await applicant.hear(/đã nhận giấy tờ bổ sung/)
}

export function birthPapers(mark: string) {
  return [
    { name: 'mặt trước.jpg', bytes: makePhoto(`${mark} trước`, 380_000) },
    { name: 'mặt sau.jpg', bytes: makePhoto(`${mark} sau`, 290_000, 2) },
    { name: 'giấy chứng sinh.pdf', bytes: makePdf(`${mark} chung sinh`) },
  ]
}

export const dossierCode = /Mã hồ sơ: (THU-\S+)/
