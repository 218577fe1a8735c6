// The fault switches as a page, for trying by hand what the tests try by themselves.
import { html } from 'hono/html'
import { type FaultSettings, faultKinds, faultsSchema, operations } from '../faults.ts'
import { type Html, page } from './layout.ts'

const kindNames: Readonly<Record<(typeof faultKinds)[number], string>> = {
  'fail-before-commit': 'Lỗi 500, chưa làm gì',
  'fail-after-commit': 'Lỗi 500, việc đã làm xong',
  'drop-before-commit': 'Đứt kết nối, chưa làm gì',
  'drop-after-commit': 'Đứt kết nối, việc đã làm xong',
  'deny-after-commit': 'Trả lời từ chối, việc đã làm xong',
  'claim-without-commit': 'Trả lời thành công, chưa làm gì',
  'run-twice': 'Làm hai lần, trả lời của lần sau',
  'not-found': 'Không tìm thấy (404) thứ đang có',
  'lose-content': 'Mất nội dung tệp (trả 200, cỡ tệp 0)',
}

const operationNames: Readonly<Record<(typeof operations)[number], string>> = {
  read: 'xem',
  create: 'tạo hồ sơ',
  update: 'sửa hồ sơ',
  file: 'gửi tệp',
  eform: 'gửi tờ khai',
  action: 'chuyển bước',
  request: 'xin rút, xin sửa',
  remove: 'xóa',
}

export function faultsPage(settings: FaultSettings): Html {
  return page(
    'Lỗi giả lập',
    html`<h1>Lỗi giả lập</h1>
<p class="soft">Chỉ ảnh hưởng phần REST. Khởi động lại sandbox là hết mọi lỗi.</p>
${settings.next.map(({ fault, times, on }) => html`<p class="notice">Còn ${times} lần: ${kindNames[fault]}${on ? html`, khi ${operationNames[on]}` : ''}</p>`)}
<section><form method="post" action="/faults">
<label>Trả lời chậm (mili giây) <input name="slowMs" type="number" min="0" max="120000" value="${settings.slowMs}"></label>
<label><input type="checkbox" name="maintenance" value="1" ${settings.maintenance ? 'checked' : ''}>Trang bảo trì (HTML, mã 200)</label>
<label><input type="checkbox" name="away" value="1" ${settings.away ? 'checked' : ''}>Biến mất (cắt mọi kết nối)</label>
<label>Lỗi cho những lần gọi tới <select name="fault"><option value="">không</option>${faultKinds.map((kind) => html`<option value="${kind}">${kindNames[kind]}</option>`)}</select></label>
<label>Khi nào <select name="on"><option value="">mọi lệnh làm thay đổi</option>${operations.map((name) => html`<option value="${name}">${operationNames[name]}</option>`)}</select></label>
<label>Số lần <input name="times" type="number" min="1" max="1000" value="1"></label>
<button>Đặt</button>
</form></section>`,
  )
}

/** The page sends text; an empty `fault` means none. Null when the values do not fit. */
export function readFaultsForm(form: FormData): FaultSettings | null {
  const text = (name: string) => String(form.get(name) ?? '')
  const next = text('fault')
    ? [{ fault: text('fault'), times: Number(text('times')), ...(text('on') ? { on: text('on') } : {}) }]
    : []
  const parsed = faultsSchema.safeParse({
    slowMs: Number(text('slowMs')),
    maintenance: text('maintenance') === '1',
    away: text('away') === '1',
    next,
  })
  return parsed.success ? parsed.data : null
}
