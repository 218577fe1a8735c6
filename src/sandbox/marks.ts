// An officer's verdict per part: 0 not checked, 1 passed, 2 failed with a comment.
import type { Portal } from './portal.ts'

export interface MarkRow {
  readonly dossier_id: number
  readonly part_no: string
  readonly file_check: number
  readonly comment: string
}

export function listMarks(portal: Portal, dossierId: number): readonly MarkRow[] {
  return portal.database
    .prepare('SELECT * FROM mark WHERE dossier_id = ? ORDER BY part_no')
    .all(dossierId) as unknown as MarkRow[]
}

/** Replaces all verdicts of the dossier. */
export function setMarks(
  portal: Portal,
  dossierId: number,
  marks: readonly { partNo: string; check: number; comment: string }[],
): void {
  portal.database.prepare('DELETE FROM mark WHERE dossier_id = ?').run(dossierId)
  const insert = portal.database.prepare(
    'INSERT INTO mark (dossier_id, part_no, file_check, comment) VALUES (?, ?, ?, ?)',
  )
  for (const mark of marks) insert.run(dossierId, mark.partNo, mark.check, mark.comment)
}
