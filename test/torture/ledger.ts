// What must be true of every submission once all have ended, read from the databases of both sides.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Cell } from './cells.ts'
import { papers, referenceOf } from './orders.ts'

export interface Verdict {
  readonly reference: string
  readonly cell: Cell
  readonly end: 'ended' | 'parked' | 'open'
  readonly reason: string
  readonly duplicates: number
  /** The applicant was told that it is done, and it is not. */
  readonly falselyTold: boolean
  /** Done on the portal, with other papers than were sent. */
  readonly wrongPapers: boolean
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const sentPapers = papers.map(({ bytes }) => digest(bytes)).sort()

export function judge(
  directory: string,
  cellOf: (nth: number) => Cell,
  count: number,
  what: 'submit' | 'supplement',
): Verdict[] {
  const ours = new DatabaseSync(join(directory, 'motcua.db'), { readOnly: true })
  const portal = new DatabaseSync(join(directory, 'portal', 'sandbox.db'), { readOnly: true })
  try {
    const told = new Map<string, string>()
    const replies = ours.prepare(
      `select c.address as address, o.payload as payload from outbox o
       join conversations c on c.id = o.conversation_id where o.lane = 'reply'`,
    )
    for (const { address, payload } of replies.all()) {
      told.set(address as string, `${told.get(address as string) ?? ''}\n${payload}`)
    }
    return Array.from({ length: count }, (_, nth): Verdict => {
      const reference = referenceOf(nth)
      const key = what === 'submit' ? `submit:t${nth}-1` : `supplement:bs-t${nth}`
      const row = ours.prepare('select status, error from outbox where key = ?').get(key)
      const dossiers = portal
        .prepare('select id, dossier_no, step_code from dossier where reference_uid = ?')
        .all(reference)
      const [dossier] = dossiers
      const moves = movesOf(portal, Number(dossier?.id ?? 0), what)
      const words = told.get(`t${nth}`) ?? ''
      const saidDone =
        what === 'submit' ? /Mã hồ sơ: (THU-[\w.-]+)/.exec(words) : /đã nhận giấy tờ bổ sung/.exec(words)
      const codeIsTrue = what === 'supplement' || saidDone?.[1] === dossier?.dossier_no
      return {
        reference,
        cell: cellOf(nth),
        end: row?.status === 2 ? 'ended' : row?.status === 3 ? 'parked' : 'open',
        reason: String(row?.error ?? ''),
        duplicates: Math.max(0, dossiers.length - 1) + Math.max(0, moves - 1),
        falselyTold: saidDone !== null && (moves === 0 || !codeIsTrue),
        wrongPapers: moves > 0 && !hasPapers(portal, Number(dossier?.id), what),
      }
    })
  } finally {
    ours.close()
    portal.close()
  }
}

function movesOf(portal: DatabaseSync, dossier: number, what: 'submit' | 'supplement'): number {
  const codes = what === 'submit' ? "'1100', '1300'" : "'2100', '2110'"
  const row = portal
    .prepare(
      `select count(*) as n from dossier_action where dossier_id = ? and code in (${codes}) and to_step <> '100'`,
    )
    .get(dossier)
  return Number(row?.n)
}

function hasPapers(portal: DatabaseSync, dossier: number, what: 'submit' | 'supplement'): boolean {
  const files = portal
    .prepare('select content from dossier_file where dossier_id = ? and removed = 0 and eform = 0')
    .all(dossier)
    .map(({ content }) => digest(content as Uint8Array))
    .sort()
  const wanted = what === 'submit' ? sentPapers : [...sentPapers, ...sentPapers].sort()
  return JSON.stringify(files) === JSON.stringify(wanted)
}

/** Cut × fault → how many, and how they ended. */
export function tabulate(verdicts: readonly Verdict[]): string {
  const groups = Map.groupBy(verdicts, ({ cell }) => `${cell.cut.padEnd(14)} ${cell.fault}`)
  const lines = [...groups].map(([name, all]) => {
    const count = (test: (one: Verdict) => boolean) => String(all.filter(test).length).padStart(7)
    const reasons = [...new Set(all.filter(({ end }) => end === 'parked').map(({ reason }) => reason))]
    return [
      name.padEnd(28),
      count(() => true),
      count(({ duplicates }) => duplicates > 0),
      count(({ falselyTold }) => falselyTold),
      count(({ wrongPapers }) => wrongPapers),
      count(({ end }) => end === 'ended'),
      count(({ end }) => end === 'parked'),
      count(({ end }) => end === 'open'),
      ` ${reasons.join(', ')}`,
    ].join('')
  })
  const head = `${'cut            fault'.padEnd(28)}  count  twice  false  wrong  ended parked   open`
  return [head, ...lines.sort()].join('\n')
}
