// The forms that move a dossier. Only those whose action leaves the present step are shown.
import { html } from 'hono/html'
import { readEnable } from '../actions.ts'
import type { Service } from '../catalogue.ts'
import type { DossierRow } from '../dossiers.ts'
import { trialFee } from '../payments.ts'
import type { Portal } from '../portal.ts'
import type { Action } from '../process.ts'
import type { Html } from './layout.ts'

export function moveForms(portal: Portal, row: DossierRow, service: Service): Html {
  const actions = portal.process
    .leaving(row.step_code)
    .filter((action) => action.by === 'officer' && readEnable(portal, row, action, '') !== 0)
  if (actions.length === 0) return html`<p class="soft">Không có việc nào cho cán bộ ở bước này.</p>`
  return html`${actions.map((action) => moveForm(row, service, action))}`
}

function moveForm(row: DossierRow, service: Service, action: Action): Html {
  const danger = ['3300', '3480', '3700'].includes(action.code)
  const asksForMore = action.to === '220' || action.to === '320'
  const body = html`<form method="post" action="/dossiers/${row.id}/actions" enctype="multipart/form-data">
<input type="hidden" name="actionCode" value="${action.code}">
<input type="hidden" name="stepCode" value="${row.step_code}">
<label>Lời nhắn cho người nộp <textarea name="note" rows="2" maxlength="4000" ${asksForMore || danger ? 'required' : ''}></textarea></label>
${asksForMore ? markFields(service) : ''}
${action.to === '330' ? html`<label>Số tiền (đồng) <input name="amount" type="number" min="1000" max="100000000" step="1" value="${trialFee}" required></label>` : ''}
${action.code === '3500' ? html`<label>Tệp kết quả (PDF; bỏ trống thì dùng tệp mẫu) <input type="file" name="result" accept="application/pdf"></label>` : ''}
<button class="${danger ? 'danger' : ''}">${action.name}</button>
</form>`
  return html`<details ${['3100', '3500', '3600', '3410'].includes(action.code) ? 'open' : ''}><summary>${action.name}</summary>${body}</details>`
}

function markFields(service: Service): Html {
  const parts = service.parts.filter((part) => part.kind !== 'result')
  return html`<fieldset><legend>Giấy tờ chưa đạt</legend>${parts.map(
    (part) => html`<label><input type="checkbox" name="failed" value="${part.no}">${part.name}</label>
<input name="comment-${part.no}" maxlength="500" placeholder="Lý do" aria-label="Lý do: ${part.name}">`,
  )}</fieldset>`
}
