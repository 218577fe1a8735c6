// Where an applicant pays in the demo: the portal's own page, plainly a trial. No money and no card is ever asked for.
import { html } from 'hono/html'
import { act } from '../actions.ts'
import { findService } from '../catalogue.ts'
import { readDossier } from '../dossiers.ts'
import { findPaymentByToken, isConfirmed, type PaymentRow, settlePayment } from '../payments.ts'
import type { Portal } from '../portal.ts'
import type { App } from '../rest/endpoint.ts'
import { type Html, page } from './layout.ts'

const payer = 'Trang thanh toán thử'
const paidByListener = '2190'

export function mountPayPage(app: App, portal: Portal): void {
  app.get('/pay/:token', (context) => {
    const payment = findPaymentByToken(portal, context.req.param('token'))
    return payment ? context.html(payPage(portal, payment)) : context.notFound()
  })
  app.post('/pay/:token', (context) => {
    const payment = findPaymentByToken(portal, context.req.param('token'))
    if (!payment) return context.notFound()
    settle(portal, payment)
    return context.redirect(`/pay/${payment.token}`, 303)
  })
}

/** Confirms and lets the process go on, as its listener would. A second click finds nothing to do. */
function settle(portal: Portal, payment: PaymentRow): void {
  if (isConfirmed(payment)) return
  settlePayment(portal, payment.dossier_id)
  act(portal, payment.dossier_id, { code: paidByListener, note: '', author: payer })
}

function payPage(portal: Portal, payment: PaymentRow): Html {
  const row = readDossier(portal, payment.dossier_id)
  const amount = payment.amount.toLocaleString('vi-VN')
  return page(
    'Nộp phí (bản thử)',
    html`<h1>Nộp phí, lệ phí</h1>
<section><dl>
<dt>Mã hồ sơ</dt><dd>${row.dossier_no ?? ''}</dd>
<dt>Đơn vị nhận</dt><dd>${findService(portal.catalogue, row.service_code)?.agency.name ?? ''}</dd>
<dt>Số tiền</dt><dd>${amount} đồng</dd>
</dl>
${
  isConfirmed(payment)
    ? html`<p class="notice">Đã ghi nhận thanh toán thử.</p>`
    : html`<form method="post" action="/pay/${payment.token}">
<p class="soft">Đây là trang thử: không có tiền nào được chuyển.</p>
<button>Nộp thử ${amount} đồng</button></form>`
}</section>`,
  )
}
