// The fee of a dossier over REST: the record, where to pay, a receipt sent in. What declares money paid without proof is not here.
import { findPayment, type PaymentRow, reportPayment } from '../payments.ts'
import { Refusal } from '../portal.ts'
import { find, refuseGuest } from './dossier-endpoints.ts'
import type { Call, GuestEndpoint, SignedEndpoint } from './endpoint.ts'
import { toPayment } from './models.ts'

export const paymentEndpoints: readonly (GuestEndpoint | SignedEndpoint)[] = [
  {
    method: 'GET',
    path: '/dossiers/:id/payment',
    operation: 'read',
    access: 'guest',
    handle(call) {
      const refused = refuseGuest(call, call.query('secretCode'))
      if (refused) return refused
      const row = find(call)
      const payment = row && findPayment(call.portal, row.id)
      if (!row || !payment) return { type: 'empty', status: 200 }
      return { type: 'model', root: 'PaymentFileInputModel', model: toPayment(row, payment) }
    },
  },
  {
    method: 'GET',
    path: '/dossiers/:id/payments/:payment/epaymentprofile',
    operation: 'read',
    numeric: ['id'],
    access: 'guest',
    handle(call) {
      const payment = call.account ? ofDossier(call) : undefined
      if (!payment) return { type: 'json', status: 404, json: { message: 'not found!', code: 404 } }
      const profile = {
        keypayUrl: `${call.origin}/pay/${payment.token}`,
        keypayGoodCode: '',
        keypayMerchantCode: '',
        bank: 'false',
        paygate: 'false',
        serviceAmount: 0,
        paymentNote: payment.note,
        paymentFee: 'Phí, lệ phí',
      }
      return { type: 'json', json: profile }
    },
  },
  {
    method: 'PUT',
    path: '/dossiers/:id/payments/:payment/confirmfile',
    operation: 'update',
    consumes: 'multipart',
    parts: ['file'],
    access: 'signed-in',
    handle(call) {
      const row = find(call)
      if (!row) return { type: 'empty', status: 200 }
      const payment = ofDossier(call)
      if (!payment) throw new Refusal(null)
      reportPayment(call.portal, payment, call.fileBytes)
      const now = findPayment(call.portal, row.id) ?? payment
      return { type: 'model', root: 'PaymentFileInputModel', model: toPayment(row, now) }
    },
  },
]

function ofDossier(call: Call): PaymentRow | undefined {
  const row = find(call)
  const payment = row && findPayment(call.portal, row.id)
  return row?.reference_uid === call.param('payment') ? payment : undefined
}
