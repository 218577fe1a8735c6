// A dossier the applicant filed by themselves: its code is taken down, and followed as far as can be without looking into a portal.
import { dueDay } from '../rules/calendar.ts'
import { dayAt, showDay } from '../rules/dates.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { changeDossier } from './follow.ts'
import { askAgain } from './topics.ts'

/** Dossier codes hold a unit, a day and a counter; what has digits and signs but not that shape is asked about once. */
const leastDigits = 6
const longestCode = 40

/** At nine in the morning of the day in question, when offices can be asked. */
const morningMs = 2 * 3_600_000

/** The dossier whose code is still to come, if there is one. */
export function awaitingCode(turn: Turn): FiledDossier | undefined {
  return turn.state.dossiers.find((one) => one.status === 'handed-over' && one.code === null)
}

export function noteCode(turn: Turn, dossier: FiledDossier, code: string): void {
  const { reference, procedure, revision, portal: id } = dossier
  const guide = turn.content.guideAt(procedure, revision)?.guide
  const due = guide ? dueDay(guide.timeLimit, turn.event.at, turn.content.calendar) : null
  const limitAt = due === null ? 0 : Date.parse(`${due}T00:00:00Z`) + morningMs
  changeDossier(turn, reference, { code, status: 'filed-by-applicant' })
  const portal = turn.content.portals.get(id)
  turn.say('follow.code-noted', { code, portal: portal?.name ?? id, domain: portal?.domain ?? '' })
  if (due === null || limitAt <= turn.event.at) return
  changeDossier(turn, reference, { limitAt })
  turn.order({ type: 'remind', key: `due:${reference}`, at: limitAt })
  turn.say('follow.own-due', { day: showDay(due) })
}

/** Looks like a code and is none that we know the shape of: asked about, because portals may have others. */
export function askAboutOddCode(turn: Turn, text: string): boolean {
  const dossier = awaitingCode(turn)
  const odd = dossier && text.split(/\s+/).map(tidy).find(looksLikeCode)
  if (!dossier || !odd || turn.state.draft) return false
  turn.offer(turn.phrase('follow.code-odd', { code: odd }), [
    { id: `note-code:${dossier.reference} ${odd}`, label: turn.phrase('follow.code-right') },
    { id: 'person', label: turn.phrase('menu.person') },
    { id: 'menu', label: turn.phrase('card.menu') },
  ])
  return true
}

/** The applicant says that it is written just so. */
export function noteOddCode(turn: Turn, reference: string, code: string): boolean {
  const dossier = turn.state.dossiers.find((one) => one.reference === reference)
  if (!dossier || dossier.code !== null || !looksLikeCode(code)) return false
  noteCode(turn, dossier, code)
  return true
}

/** The day the law's time limit ends, counted from when the code was told. */
export function ownDue(turn: Turn, reference: string): void {
  const dossier = turn.state.dossiers.find((one) => one.reference === reference)
  if (dossier?.status !== 'filed-by-applicant' || !dossier.code || !dossier.limitAt) return
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  turn.say('follow.own-due-today', {
    procedure: guide?.shortName ?? dossier.procedure,
    code: dossier.code,
    day: showDay(dayAt(dossier.limitAt)),
    domain: turn.content.portals.get(dossier.portal)?.domain ?? '',
  })
  if (turn.state.draft) askAgain(turn)
}

function tidy(word: string): string {
  return word
    .replace(/[–—]/g, '-')
    .replace(/[.,;:!?]+$/, '')
    .toUpperCase()
}

// Digits alone are a phone or a citizen number, and words alone are words.
function looksLikeCode(word: string): boolean {
  return (
    word.length <= longestCode &&
    /^[A-Z0-9][A-Z0-9./-]*$/.test(word) &&
    /[./-]|[A-Z]/.test(word) &&
    word.replace(/\D/g, '').length >= leastDigits &&
    !/^\d{1,2}[./-]\d{1,2}[./-]\d{4}$/.test(word)
  )
}
