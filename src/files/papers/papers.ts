// The assistant's own papers: what was answered, when to come, how to file by hand, what was received. Plain data in,
// documents out; the words of a procedure come from its guide.
import type { Block, Document } from '../document/model.ts'

export interface SummaryInput {
  readonly procedure: string
  readonly code: string | null
  readonly agency: string
  readonly reference: string
  readonly answers: readonly { readonly label: string; readonly shown: string }[]
  readonly components: readonly { readonly name: string; readonly files: readonly string[] }[]
  readonly fees: readonly { readonly label: string; readonly amount: string; readonly note?: string }[]
  readonly delivery: string
  /** As people read it. */
  readonly time: string
}

/** Everything once more, before or after the dossier goes out. */
export function summaryOf(input: SummaryInput): Document {
  return {
    title: `Tóm tắt hồ sơ: ${input.procedure}`,
    blocks: [
      { type: 'title', text: 'TÓM TẮT HỒ SƠ', under: input.procedure },
      ...linesOf([
        ['Mã thủ tục', input.code ?? ''],
        ['Cơ quan nhận', input.agency],
        ['Mã tham chiếu', input.reference],
        ['Lập lúc', input.time],
      ]),
      ...section(
        'Nội dung đã khai',
        input.answers.map(({ label, shown }) => [label, shown] as const),
      ),
      { type: 'heading', text: 'Giấy tờ kèm theo' },
      {
        type: 'table',
        columns: [
          { label: 'TT', width: 0.6, align: 'center' },
          { label: 'Giấy tờ', width: 5 },
          { label: 'Tệp', width: 4.4 },
        ],
        rows: input.components.map(({ name, files }, at) => [
          `${at + 1}`,
          name,
          files.length === 0 ? 'Chưa có tệp' : files.join('; '),
        ]),
      },
      { type: 'heading', text: 'Phí, lệ phí' },
      ...(input.fees.length === 0
        ? [note('Chưa biết mức thu, cơ quan sẽ báo.')]
        : [
            {
              type: 'table',
              columns: [
                { label: 'Khoản', width: 5 },
                { label: 'Mức thu', width: 2, align: 'right' },
                { label: 'Ghi chú', width: 3 },
              ],
              rows: input.fees.map(({ label, amount, note }) => [label, amount, note ?? '']),
            } satisfies Block,
          ]),
      ...linesOf([['Nhận kết quả', input.delivery]]),
      note(
        'Bản tóm tắt do trợ lý lập từ câu trả lời của người làm hồ sơ, không thay cho giấy tiếp nhận của cơ quan.',
      ),
    ],
  }
}

export interface SlipInput {
  readonly procedure: string
  readonly dossierCode: string
  readonly applicant: string
  readonly agency: string
  readonly address: string
  readonly hours: string
  /** As people read it; empty when the office has not said. */
  readonly due: string
  /** Originals to show, and what has to be paid. */
  readonly bring: readonly string[]
  readonly fee: string
  readonly hotline: string
}

/** Level 3: filed online, fee and result at the counter. */
export function appointmentSlipOf(input: SlipInput): Document {
  return {
    title: `Phiếu hẹn ${input.dossierCode}`,
    blocks: [
      { type: 'title', text: 'PHIẾU HẸN ĐẾN CƠ QUAN', under: input.procedure },
      ...linesOf([
        ['Mã hồ sơ', input.dossierCode],
        ['Người nộp', input.applicant],
        ['Đến', input.agency],
        ['Địa chỉ', input.address],
        ['Giờ tiếp dân', input.hours],
        ['Ngày hẹn trả kết quả', input.due],
        ['Nộp tại quầy', input.fee],
      ]),
      ...(input.bring.length === 0
        ? []
        : ([
            { type: 'heading', text: 'Mang theo' },
            { type: 'list', items: input.bring, ordered: false },
          ] satisfies Block[])),
      { type: 'qr', text: input.dossierCode, caption: `Mã hồ sơ ${input.dossierCode}` },
      note(
        `Ngày hẹn lấy theo thời hạn giải quyết, cơ quan có thể đổi.${input.hotline === '' ? '' : ` Hỏi thêm: ${input.hotline}.`}`,
      ),
    ],
  }
}

export interface ChecklistInput {
  readonly procedure: string
  readonly code: string | null
  readonly reference: string
  readonly portal: string
  readonly link: string
  readonly steps: readonly string[]
  readonly files: readonly { readonly component: string; readonly name: string }[]
}

/** One page that takes a person through filing under their own log-in. */
export function handoverChecklistOf(input: ChecklistInput): Document {
  return {
    title: `Tự nộp: ${input.procedure}`,
    blocks: [
      { type: 'title', text: 'CÁC BƯỚC TỰ NỘP HỒ SƠ', under: input.procedure },
      ...linesOf([
        ['Nộp trên', input.portal],
        ['Mã thủ tục', input.code ?? ''],
        ['Mã của trợ lý', input.reference],
      ]),
      { type: 'list', items: input.steps, ordered: true },
      ...(input.files.length === 0
        ? []
        : ([
            { type: 'heading', text: 'Tệp nào vào mục nào' },
            {
              type: 'table',
              columns: [
                { label: 'Mục trên cổng', width: 5 },
                { label: 'Tệp', width: 4 },
              ],
              rows: input.files.map(({ component, name }) => [component, name]),
            },
          ] satisfies Block[])),
      { type: 'qr', text: input.link, caption: input.link },
    ],
  }
}

export interface ReceiptInput {
  readonly procedure: string
  readonly dossierCode: string
  readonly applicant: string
  readonly portal: string
  readonly agency: string
  readonly receivedAt: string
  readonly due: string
  readonly paid: string
  readonly components: readonly string[]
  readonly hotline: string
}

/** What the portal answered, to keep. */
export function receiptOf(input: ReceiptInput): Document {
  return {
    title: `Biên nhận ${input.dossierCode}`,
    blocks: [
      { type: 'title', text: 'BIÊN NHẬN HỒ SƠ', under: input.procedure },
      ...linesOf([
        ['Mã hồ sơ', input.dossierCode],
        ['Người nộp', input.applicant],
        ['Nộp qua', input.portal],
        ['Cơ quan giải quyết', input.agency],
        ['Cổng nhận lúc', input.receivedAt],
        ['Ngày hẹn trả kết quả', input.due],
        ['Đã nộp phí', input.paid],
      ]),
      ...(input.components.length === 0
        ? []
        : ([
            { type: 'heading', text: 'Giấy tờ đã gửi' },
            { type: 'list', items: input.components, ordered: true },
          ] satisfies Block[])),
      { type: 'qr', text: input.dossierCode, caption: `Mã hồ sơ ${input.dossierCode}` },
      note(
        `Trợ lý lập từ trả lời của cổng, không thay cho giấy tiếp nhận có đóng dấu.${input.hotline === '' ? '' : ` Hỏi thêm: ${input.hotline}.`}`,
      ),
    ],
  }
}

/** What is not known is left out rather than left blank. */
function linesOf(lines: readonly (readonly [string, string])[]): Block[] {
  return lines.filter(([, value]) => value !== '').map(([label, value]) => ({ type: 'line', label, value }))
}

function section(heading: string, lines: readonly (readonly [string, string])[]): Block[] {
  return lines.length === 0 ? [] : [{ type: 'heading', text: heading }, ...linesOf(lines)]
}

function note(text: string): Block {
  return { type: 'note', text }
}
