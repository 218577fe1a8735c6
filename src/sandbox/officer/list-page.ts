// The officer's first page: every dossier, newest first, those waiting for a person marked.
import { html } from 'hono/html'
import { findService } from '../catalogue.ts'
import { toDetailDate } from '../dates.ts'
import { type DossierRow, listDossiers } from '../dossiers.ts'
import type { Portal } from '../portal.ts'
import { badge, type Html, page } from './layout.ts'

const shownAtOnce = 100

export function listPage(portal: Portal, keyword: string, withDrafts: boolean): Html {
  const wanted = keyword.normalize('NFC').toLocaleLowerCase('vi').trim()
  const rows = listDossiers(portal, portal.group).filter(
    (row) => (withDrafts || row.dossier_no !== null) && searchText(row).includes(wanted),
  )
  return page(
    'Hồ sơ',
    html`<h1>Hồ sơ</h1>
<form class="search" method="get" action="/">
<label>Mã hồ sơ hoặc tên người nộp <input name="keyword" value="${keyword}" autocomplete="off"></label>
<label><input type="checkbox" name="drafts" value="1" ${withDrafts ? 'checked' : ''}>Cả bản nháp chưa gửi</label>
<button>Tìm</button>
</form>
${rows.length === 0 ? html`<p class="card">Chưa có hồ sơ nào${wanted ? ' khớp với từ tìm' : ''}.</p>` : ''}
<ul class="dossiers">${rows.slice(0, shownAtOnce).map((row) => item(portal, row))}</ul>
${rows.length > shownAtOnce ? html`<p class="soft">Hiện ${shownAtOnce} trong ${rows.length} hồ sơ; tìm để thu hẹp.</p>` : ''}`,
  )
}

function item(portal: Portal, row: DossierRow): Html {
  const step = row.step_code === '' ? null : portal.process.step(row.step_code)
  const { applicantName = '' } = JSON.parse(row.fields) as Record<string, string>
  return html`<li class="card">
<div class="top"><a href="/dossiers/${row.id}">${row.dossier_no ?? `Nháp số ${row.id}`}</a>${badge(step?.status ?? '', step?.text ?? '')}</div>
<p>${findService(portal.catalogue, row.service_code)?.name ?? row.service_code}</p>
<p class="soft"><bdi>${applicantName}</bdi> · ${toDetailDate(row.modified_at)}${row.cancelling_at && step?.status !== 'cancelled' ? html` · <strong>xin rút</strong>` : ''}</p>
</li>`
}

function searchText(row: DossierRow): string {
  const { applicantName = '' } = JSON.parse(row.fields) as Record<string, string>
  return `${row.dossier_no ?? ''} ${applicantName} ${row.reference_uid}`
    .normalize('NFC')
    .toLocaleLowerCase('vi')
}
