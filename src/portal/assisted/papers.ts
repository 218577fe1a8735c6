// What staff read while they key a dossier in: the form as data, and one page of plain words.
import type { DossierPackage } from '../connector.ts'

const ways = { counter: 'tại nơi tiếp nhận', post: 'qua bưu chính', online: 'bản điện tử, qua mạng' }

export function listFormData(dossier: DossierPackage): unknown {
  const { applicant, answers, delivery, procedure } = dossier
  return { procedure: { code: procedure.code, name: procedure.name }, applicant, delivery, answers }
}

export function describePackage(dossier: DossierPackage, files: readonly string[]): string {
  const { applicant, procedure } = dossier
  const lines = [
    `${procedure.name} (${procedure.code})`,
    `Số của bộ hồ sơ: ${dossier.reference}`,
    `Nơi nộp: ${dossier.portal} ${procedure.link}`,
    '',
    'Người nộp',
    `  Họ tên: ${applicant.name}`,
    `  Số định danh: ${applicant.idNumber}`,
    `  Địa chỉ: ${applicant.address}`,
    `  Điện thoại: ${applicant.phone}`,
    `  Thư điện tử: ${applicant.email}`,
    `  Nhận kết quả: ${ways[dossier.delivery]}`,
    '',
    'Tờ khai',
    ...dossier.answers.map(({ label, shown }) => `  ${label}: ${shown}`),
    '',
    'Giấy tờ',
    ...dossier.components.map(({ officialName, form, files: own }) =>
      form ? `  ${officialName}: điền từ tờ khai trên` : `  ${officialName}: ${own.length} tệp`,
    ),
    ...files.map((name) => `  - ${name}`),
    '',
    'Bắt đầu nhập (người nộp được báo):',
    `  motcua assisted take ${dossier.reference}`,
    'Nộp xong:',
    `  motcua assisted done ${dossier.reference} <mã hồ sơ>`,
    'Không nộp được:',
    `  motcua assisted refuse ${dossier.reference} "<lý do>"`,
  ]
  return `${lines.join('\n')}\n`
}
