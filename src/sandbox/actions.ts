// The only thing that moves a dossier: an action that leaves its present step.
import { inTransaction } from './database.ts'
import { toCodeDay } from './dates.ts'
import { type DossierRow, readDossier } from './dossiers.ts'
import { setMarks } from './marks.ts'
import { isPaid, requestPayment, settlePayment } from './payments.ts'
import type { Portal } from './portal.ts'
import type { Action } from './process.ts'

export interface ActionRow {
  readonly id: number
  readonly dossier_id: number
  readonly code: string
  readonly name: string
  readonly from_step: string
  readonly to_step: string
  readonly author: string
  readonly note: string
  readonly created_at: number
}

export function listActions(portal: Portal, dossierId: number): readonly ActionRow[] {
  return portal.database
    .prepare('SELECT * FROM dossier_action WHERE dossier_id = ? ORDER BY id')
    .all(dossierId) as unknown as ActionRow[]
}

/** 1 may act, 2 not this user, 0 condition not met or not a person's to take. */
export function readEnable(portal: Portal, row: DossierRow, action: Action, userName: string): 0 | 1 | 2 {
  if (action.autoEvent !== '' || !isMet(portal, row, action)) return 0
  if (action.by !== 'citizen') return 2
  const first = row.step_code === ''
  return first || (row.originality === 1 && row.user_name === userName) ? 1 : 2
}

/**
 * Takes the action, or answers null when it does not fit the step or its condition. Who asks is not looked at,
 * as on the real portal. `also` is part of the same change.
 */
export function act(
  portal: Portal,
  dossierId: number,
  order: { code: string; note: string; author: string; fromStep?: string; also?: () => void },
): ActionRow | null {
  return inTransaction(portal.database, () => {
    const row = readDossier(portal, dossierId)
    const action = portal.process.leaving(row.step_code).find(({ code }) => code === order.code)
    if (!action || !isMet(portal, row, action)) return null
    if (order.fromStep !== undefined && order.fromStep !== row.step_code) return null
    order.also?.()
    move(portal, row, action)
    const { lastInsertRowid } = portal.database
      .prepare(
        `INSERT INTO dossier_action (dossier_id, code, name, from_step, to_step, author, note, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[row.id, action.code, action.name, row.step_code, action.to],
        ...[order.author, order.note, portal.now()],
      )
    return portal.database
      .prepare('SELECT * FROM dossier_action WHERE id = ?')
      .get(lastInsertRowid) as unknown as ActionRow
  })
}

function isMet(portal: Portal, row: DossierRow, action: Action): boolean {
  if (action.needs === 'withdrawal') return row.cancelling_at !== null
  if (action.needs === 'paid') return isPaid(portal, row.id)
  return true
}

function move(portal: Portal, row: DossierRow, action: Action): void {
  const now = portal.now()
  const { status } = portal.process.step(action.to)
  const service = portal.catalogue.services.find(({ code }) => code === row.service_code)
  const dates = {
    submitted_at: row.step_code === '100' ? now : row.submitted_at,
    received_at: row.received_at,
    due_at: row.due_at,
    ...closingDates(row, status, now),
  }
  // Received for the first time: only now does the clock start.
  if (status === 'processing' && row.step_code === '200') {
    dates.received_at = now
    dates.due_at = now + (service?.days ?? 1) * 86_400_000
  }
  if (status === 'paying') requestPayment(portal, row.id)
  // What was sent in for a request is unchecked again.
  if (action.by === 'citizen') setMarks(portal, row.id, [])
  if (row.step_code === '330' && status !== 'cancelled') settlePayment(portal, row.id)
  const number =
    row.dossier_no ?? (status === 'receiving' ? giveNumber(portal, service?.agency.code ?? '') : null)
  portal.database
    .prepare(
      `UPDATE dossier SET step_code = ?, dossier_no = ?, submitted_at = ?, received_at = ?, due_at = ?,
       released_at = ?, finished_at = ?, submitting = 0, modified_at = ? WHERE id = ?`,
    )
    .run(
      ...[action.to, number, dates.submitted_at, dates.received_at, dates.due_at],
      ...[dates.released_at, dates.finished_at, now, row.id],
    )
}

function closingDates(row: DossierRow, status: string, now: number) {
  const ended = ['denied', 'done', 'unresolved', 'cancelled'].includes(status)
  if (ended) return { released_at: row.released_at ?? now, finished_at: now }
  if (status === 'releasing') return { released_at: now, finished_at: row.finished_at }
  if (['processing', 'interoperating', 'waiting'].includes(status)) {
    return { released_at: null, finished_at: null }
  }
  return { released_at: row.released_at, finished_at: row.finished_at }
}

// The public code. THU marks a trial everywhere it is ever shown; the counter is durable and per unit and day.
function giveNumber(portal: Portal, unit: string): string {
  const series = `THU-${unit}-${toCodeDay(portal.now())}`
  const row = portal.database
    .prepare(
      `INSERT INTO counter (name, value) VALUES (?, 1)
       ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`,
    )
    .get(series)
  return `${series}-${String(row?.value).padStart(4, '0')}`
}
