// A dossier code from elsewhere. A code is no secret (unit, date, counter), so details need a second fact that matches.
import type { Event } from '../event.ts'
import type { Heard } from '../hear.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { describeStatus } from './status.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'
import { showMenu } from './welcome.ts'

export function askForFact(turn: Turn, code: string): void {
  // In the middle of a form twelve digits are an answer to the form.
  if (turn.state.draft) {
    turn.say('follow.not-ours', { code })
    return askAgain(turn)
  }
  turn.change({ topic: { type: 'look-up', code } })
  putFact(turn, code)
}

export function putFact(turn: Turn, code: string): void {
  turn.offer(turn.phrase('look-up.ask', { code }), [{ id: 'menu', label: turn.phrase('card.menu') }])
}

export function answerLookUp(turn: Turn, heard: Heard, code: string): Answer {
  const fact = heard.text.replace(/[\s.-]/g, '')
  if (heard.choice !== null || !/^(\+84|0)\d{9,11}$/.test(fact)) return 'unknown'
  turn.order({ type: 'look_up_dossier', code, fact })
  turn.change({ topic: { type: 'welcome' } })
  turn.say('look-up.looking')
  return 'understood'
}

export function dossierFound(turn: Turn, event: Extract<Event, { type: 'dossier_found' }>): void {
  const { code, procedure, revision, portal, report } = event
  const { status, statusText, note, dueAt } = report
  const seen: FiledDossier = {
    draftId: '',
    reference: '',
    procedure,
    revision,
    portal,
    confirmedAt: event.at,
    code,
    status,
    statusText,
    note,
    dueAt,
    report,
  }
  turn.sayText(describeStatus(turn, seen))
  showMenu(turn)
}

/** Not there, not matching and asked too often sound alike where they must. */
export function dossierNotFound(turn: Turn, event: Extract<Event, { type: 'dossier_not_found' }>): void {
  turn.say(event.reason === 'too_many' ? 'look-up.too-many' : 'look-up.none', { code: event.code })
  showMenu(turn)
}
