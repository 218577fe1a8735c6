// One dossier: what was sent, its files and history, and the buttons that move it.
import { html } from 'hono/html'
import { listActions } from '../actions.ts'
import { findService, type Part, type Service } from '../catalogue.ts'
import { toDetailDate } from '../dates.ts'
import type { DossierRow } from '../dossiers.ts'
import { type FileRow, listFiles } from '../files.ts'
import { listMarks } from '../marks.ts'
import { findPayment } from '../payments.ts'
import type { Portal } from '../portal.ts'
import { moveForms } from './forms.ts'
import { badge, type Html, page } from './layout.ts'

const fieldNames: Readonly<Record<string, string>> = {
  applicantName: 'Người nộp',
  applicantIdNo: 'Số định danh',
  address: 'Địa chỉ',
  contactTelNo: 'Điện thoại',
  contactEmail: 'Thư điện tử',
  delegateName: 'Người đi làm thay',
  postalAddress: 'Địa chỉ nhận qua bưu chính',
  applicantNote: 'Ghi chú của người nộp',
}

export function dossierPage(portal: Portal, row: DossierRow, notice: string): Html {
  const service = findService(portal.catalogue, row.service_code)
  const step = row.step_code === '' ? null : portal.process.step(row.step_code)
  const title = row.dossier_no ?? `Nháp số ${row.id}`
  const files = listFiles(portal, row.id)
  return page(
    title,
    html`<h1>${title} ${badge(step?.status ?? '', step?.text ?? '')}</h1>
<p>${service?.name}</p>
${notice ? html`<p class="notice">${notice}</p>` : ''}
${row.cancelling_at && step?.status !== 'cancelled' ? html`<p class="notice"><strong>Người nộp xin rút hồ sơ</strong> lúc ${toDetailDate(row.cancelling_at)}. Lý do: <bdi>${row.reason || 'không nêu'}</bdi></p>` : ''}
<div class="columns"><div>
<section><h2>Thông tin</h2>${facts(portal, row)}</section>
${files.filter((file) => file.eform === 1).map((file) => form(service, file))}
<section><h2>Giấy tờ</h2>${fileList(service, row, files, portal)}</section>
</div><div>
<section><h2>Xử lý</h2>${service ? moveForms(portal, row, service) : ''}</section>
<section><h2>Lịch sử</h2>${history(portal, row)}</section>
</div></div>`,
  )
}

function facts(portal: Portal, row: DossierRow): Html {
  const fields: Record<string, string> = JSON.parse(row.fields)
  const payment = findPayment(portal, row.id)
  const lines: [string, string][] = [
    ...Object.entries(fieldNames).map(([key, name]): [string, string] => [name, fields[key] ?? '']),
    ['Cơ quan', findService(portal.catalogue, row.service_code)?.agency.name ?? ''],
    ['Tạo lúc', toDetailDate(row.created_at)],
    ['Tiếp nhận lúc', toDetailDate(row.received_at)],
    ['Hẹn trả', toDetailDate(row.due_at)],
    ['Khóa của bên gửi', row.reference_uid],
    ['Phí', payment ? `${payment.amount} đồng, ${payment.status === 5 ? 'đã nộp' : 'chưa nộp'}` : ''],
  ]
  return html`<dl>${lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}</dl>`
}

function form(service: Service | undefined, file: FileRow): Html {
  const part = service?.parts.find(({ no }) => no === file.part_no)
  return html`<section><h2>${part?.name ?? 'Biểu mẫu'}</h2>
<dl>${readForm(file.form_data).map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}</dl></section>`
}

/** Prefers the labelled lines a sender may put beside the bare values, under `_shown`. */
function readForm(formData: string | null): readonly [string, string][] {
  try {
    const { _shown: shown, ...values } = JSON.parse(formData ?? '{}') as Record<string, unknown>
    if (Array.isArray(shown)) {
      return shown.map(({ label, value }: { label: unknown; value: unknown }) => [
        String(label),
        String(value),
      ])
    }
    return Object.entries(values).map(([name, value]) => [name, String(value)])
  } catch {
    return [['Dữ liệu', formData ?? '']]
  }
}

function fileList(
  service: Service | undefined,
  row: DossierRow,
  files: readonly FileRow[],
  portal: Portal,
): Html {
  const marks = new Map(listMarks(portal, row.id).map((mark) => [mark.part_no, mark]))
  const held = (part: Part) => files.filter((file) => file.part_no === part.no && file.file_size > 0)
  const parts = service?.parts.filter((part) => held(part).length > 0) ?? []
  if (parts.length === 0) return html`<p class="soft">Chưa có tệp nào.</p>`
  return html`<ul class="files">${parts.map((part) => {
    const mark = marks.get(part.no)
    return html`<li><strong>${part.name}</strong>${part.kind === 'result' ? ' (kết quả)' : ''}
${mark?.file_check === 2 ? html`<p class="notice">Chưa đạt: ${mark.comment || 'không nêu lý do'}</p>` : ''}
${held(part).map((file) => html`<div><a href="/dossiers/${row.id}/files/${file.id}">${file.display_name}</a> <span class="soft">${Math.ceil(file.file_size / 1024)} KB</span></div>`)}</li>`
  })}</ul>`
}

function history(portal: Portal, row: DossierRow): Html {
  const actions = listActions(portal, row.id).toReversed()
  if (actions.length === 0) return html`<p class="soft">Chưa có bước nào.</p>`
  return html`<ol class="history">${actions.map(
    (action) => html`<li><strong>${action.name}</strong>
<div class="soft">${toDetailDate(action.created_at)} · <bdi>${action.author}</bdi></div>
${action.note ? html`<div><bdi>${action.note}</bdi></div>` : ''}</li>`,
  )}</ol>`
}
