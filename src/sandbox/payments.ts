// The fee record of a dossier. Thin on purpose: the sandbox takes no money.
import type { Portal } from './portal.ts'

export interface PaymentRow {
  readonly id: number
  readonly dossier_id: number
  readonly amount: number
  readonly note: string
  readonly status: number
  readonly created_at: number
}

const feeRequested = 2
const confirmed = 5
const trialFee = 8_000

export function findPayment(portal: Portal, dossierId: number): PaymentRow | undefined {
  return portal.database.prepare('SELECT * FROM payment WHERE dossier_id = ?').get(dossierId) as unknown as
    | PaymentRow
    | undefined
}

export function requestPayment(portal: Portal, dossierId: number): void {
  portal.database
    .prepare(
      `INSERT INTO payment (dossier_id, amount, note, status, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (dossier_id) DO UPDATE SET status = excluded.status`,
    )
    .run(dossierId, trialFee, 'Bản thử: không chuyển tiền thật', feeRequested, portal.now())
}

export function settlePayment(portal: Portal, dossierId: number): void {
  portal.database.prepare('UPDATE payment SET status = ? WHERE dossier_id = ?').run(confirmed, dossierId)
}

/** True also when nothing was ever asked for, as on the real portal. */
export function isPaid(portal: Portal, dossierId: number): boolean {
  return (findPayment(portal, dossierId)?.status ?? confirmed) === confirmed
}
