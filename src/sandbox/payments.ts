// The fee record of a dossier, and the demo page on which it is paid. The sandbox takes no money.
import { randomUUID } from 'node:crypto'
import { inTransaction } from './database.ts'
import type { Portal } from './portal.ts'

export interface PaymentRow {
  readonly id: number
  readonly dossier_id: number
  readonly amount: number
  readonly note: string
  readonly status: number
  /** What opens the demo's pay page: nobody guesses it. */
  readonly token: string
  readonly created_at: number
}

const feeRequested = 2
const reported = 3
const confirmed = 5
export const trialFee = 8_000
const columns = 'id, dossier_id, amount, note, status, token, created_at'

export function findPayment(portal: Portal, dossierId: number): PaymentRow | undefined {
  return portal.database
    .prepare(`SELECT ${columns} FROM payment WHERE dossier_id = ?`)
    .get(dossierId) as unknown as PaymentRow | undefined
}

export function findPaymentByToken(portal: Portal, token: string): PaymentRow | undefined {
  return portal.database.prepare(`SELECT ${columns} FROM payment WHERE token = ?`).get(token) as unknown as
    | PaymentRow
    | undefined
}

/** Keeps the amount an officer has named before; the trial fee otherwise. */
export function requestPayment(portal: Portal, dossierId: number): void {
  if (findPayment(portal, dossierId)?.status !== feeRequested) setFee(portal, dossierId, trialFee)
}

export function setFee(portal: Portal, dossierId: number, amount: number): void {
  portal.database
    .prepare(
      `INSERT INTO payment (dossier_id, amount, note, status, token, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (dossier_id) DO UPDATE SET status = excluded.status, amount = excluded.amount`,
    )
    .run(dossierId, amount, 'Bản thử: không chuyển tiền thật', feeRequested, randomUUID(), portal.now())
}

export function settlePayment(portal: Portal, dossierId: number): void {
  portal.database.prepare('UPDATE payment SET status = ? WHERE dossier_id = ?').run(confirmed, dossierId)
}

/** A receipt sent in: the payer says it is paid, and the portal sets the submit date to now whatever it was. */
export function reportPayment(portal: Portal, payment: PaymentRow, receipt: Uint8Array): void {
  inTransaction(portal.database, () => {
    portal.database
      .prepare('UPDATE payment SET status = ?, receipt = ? WHERE id = ?')
      .run(reported, receipt, payment.id)
    portal.database
      .prepare('UPDATE dossier SET submitted_at = ? WHERE id = ?')
      .run(portal.now(), payment.dossier_id)
  })
}

/** True also when nothing was ever asked for, as on the real portal. */
export function isPaid(portal: Portal, dossierId: number): boolean {
  return isConfirmed(findPayment(portal, dossierId))
}

export function isConfirmed(payment: PaymentRow | undefined): boolean {
  return (payment?.status ?? confirmed) === confirmed
}
