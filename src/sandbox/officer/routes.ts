// The officer's pages and what their forms do. A GET never changes anything; a POST answers 303.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bodyLimit } from 'hono/body-limit'
import { act } from '../actions.ts'
import { findService } from '../catalogue.ts'
import { type DossierRow, findDossier } from '../dossiers.ts'
import { findFile, readContent, saveResult } from '../files.ts'
import { setMarks } from '../marks.ts'
import { setFee, trialFee } from '../payments.ts'
import type { Portal } from '../portal.ts'
import type { App } from '../rest/endpoint.ts'
import { sampleResult } from '../sample-result.ts'
import { dossierPage } from './dossier-page.ts'
import { faultsPage, readFaultsForm } from './faults-page.ts'
import { listPage } from './list-page.ts'
import { mountPayPage } from './pay-page.ts'

const officer = 'Cán bộ thử nghiệm'
const largestForm = 20 * 1024 * 1024

const notices: Readonly<Record<string, string>> = {
  moved: 'Đã chuyển bước.',
  stale: 'Hồ sơ đã sang bước khác, hoặc việc này không còn làm được. Xem lại rồi chọn lại.',
}

export function mountOfficer(app: App, portal: Portal): void {
  const style = readFileSync(join(import.meta.dirname, 'style.css'), 'utf8')
  app.get('/officer.css', (context) => context.body(style, 200, { 'content-type': 'text/css;charset=UTF-8' }))
  // Browsers ask by themselves; a 404 would only stand in their console.
  app.get('/favicon.ico', (context) => context.body(null, 204))
  app.get('/', (context) =>
    context.html(listPage(portal, context.req.query('keyword') ?? '', context.req.query('drafts') === '1')),
  )
  app.get('/dossiers/:id{\\d{1,15}}', (context) => {
    const row = findDossier(portal, context.req.param('id'), portal.group)
    if (!row) return context.notFound()
    return context.html(dossierPage(portal, row, notices[context.req.query('notice') ?? ''] ?? ''))
  })
  app.get('/dossiers/:id{\\d{1,15}}/files/:file{\\d{1,15}}', (context) => {
    const file = findFile(portal, Number(context.req.param('id')), context.req.param('file'))
    const content = file && readContent(portal, file)
    if (!file || !content || file.dossier_id !== Number(context.req.param('id'))) return context.notFound()
    // Somebody else's bytes: saved, never shown as a page of ours.
    return context.body(Buffer.from(content), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="ho-so-${file.dossier_id}-${file.id}.${safeExtension(file.file_type)}"`,
      'content-security-policy': "default-src 'none'; sandbox",
    })
  })
  app.post('/dossiers/:id{\\d{1,15}}/actions', bodyLimit({ maxSize: largestForm }), async (context) => {
    const row = findDossier(portal, context.req.param('id'), portal.group)
    if (!row) return context.notFound()
    const form = await context.req.formData()
    const moved = await moveByOfficer(portal, row, form)
    return context.redirect(`/dossiers/${row.id}?notice=${moved ? 'moved' : 'stale'}`, 303)
  })
  mountPayPage(app, portal)
  app.get('/faults', (context) => context.html(faultsPage(portal.faults.settings)))
  app.post('/faults', bodyLimit({ maxSize: 16_384 }), async (context) => {
    const settings = readFaultsForm(await context.req.formData())
    if (!settings) return context.text('Giá trị không hợp lệ.', 400)
    portal.faults.set(settings)
    return context.redirect('/faults', 303)
  })
}

const mostFee = 100_000_000

async function moveByOfficer(portal: Portal, row: DossierRow, form: FormData): Promise<boolean> {
  const code = String(form.get('actionCode') ?? '')
  const amount = Number(form.get('amount') ?? trialFee)
  if (!Number.isInteger(amount) || amount < 1_000 || amount > mostFee) return false
  const result = form.get('result')
  const bytes = result instanceof File && result.size > 0 ? new Uint8Array(await result.arrayBuffer()) : null
  const done = act(portal, row.id, {
    code,
    // The page may be old: two officers, or a second click on the same button.
    fromStep: String(form.get('stepCode') ?? ''),
    note: String(form.get('note') ?? '').trim(),
    author: officer,
    also() {
      setMarks(portal, row.id, readMarks(form))
      if (code === '3400') setFee(portal, row.id, amount)
      if (code === '3500') {
        const { name = '' } = findService(portal.catalogue, row.service_code) ?? {}
        saveResult(portal, row, bytes ?? sampleResult(row.dossier_no ?? '', name))
      }
    },
  })
  return done !== null
}

function readMarks(form: FormData): { partNo: string; check: number; comment: string }[] {
  return form.getAll('failed').map((value) => ({
    partNo: String(value),
    check: 2,
    comment: String(form.get(`comment-${value}`) ?? '').trim(),
  }))
}

function safeExtension(type: string): string {
  return /^[a-z0-9]{1,5}$/i.test(type) ? type : 'bin'
}
