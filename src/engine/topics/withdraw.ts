// Withdrawing a filed dossier: asked once more, with what it means; the office decides.
import type { Event } from '../event.ts'
import type { Heard } from '../hear.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { takeReport } from './follow.ts'
import { withReason } from './refile.ts'
import { describeStatus } from './status.ts'
import type { Answer } from './topics.ts'
import { showMenu } from './welcome.ts'

/** While the office has no result yet; afterwards there is nothing to withdraw. */
const withdrawable = new Set([
  'registered',
  'received',
  'processing',
  'supplement-requested',
  'payment-requested',
])

/** The reason as typed; longer is a letter, and letters go to the office itself. */
const longestReason = 500

export function canWithdraw({ status, report }: FiledDossier): boolean {
  return report !== undefined && report !== null && withdrawable.has(status) && !report.withdrawing
}

export function askWithdrawal(turn: Turn, dossier: FiledDossier): void {
  if (!canWithdraw(dossier)) {
    turn.say('withdraw.not-now')
    return
  }
  turn.change({ topic: { type: 'withdraw', reference: dossier.reference } })
  askReason(turn)
}

export function askReason(turn: Turn): void {
  turn.offer(turn.phrase('withdraw.ask'), [
    { id: 'mistake', label: turn.phrase('withdraw.mistake') },
    { id: 'not-needed', label: turn.phrase('withdraw.not-needed') },
    { id: 'keep', label: turn.phrase('withdraw.keep') },
  ])
}

export function answerWithdraw(turn: Turn, heard: Heard, reference: string): Answer {
  const dossier = turn.state.dossiers.find((one) => one.reference === reference)
  const said = heard.choice === null ? turn.content.lexicon.yesOrNo(heard.text) : null
  if (!dossier || heard.choice === 'keep' || said === 'no') {
    turn.say('withdraw.kept')
    showMenu(turn)
    return 'understood'
  }
  const reason =
    heard.choice === 'mistake' || heard.choice === 'not-needed'
      ? turn.phrase(`withdraw.${heard.choice}`)
      : heard.text.slice(0, longestReason)
  if (reason.length < 5) {
    askReason(turn)
    return 'refused'
  }
  turn.order({ type: 'withdraw_dossier', reference, portal: dossier.portal, reason })
  turn.change({ topic: { type: 'follow' } })
  turn.say('withdraw.sending')
  return 'understood'
}

export function withdrawalAsked(turn: Turn, event: Extract<Event, { type: 'withdrawal_asked' }>): void {
  const before = turn.state.dossiers.find((one) => one.reference === event.reference)
  if (!before) return
  const after = takeReport(turn, before, event.report)
  turn.sayText(`${turn.phrase('withdraw.asked')}\n${describeStatus(turn, after)}`)
}

export function withdrawalFailed(turn: Turn, event: Extract<Event, { type: 'withdrawal_failed' }>): void {
  if (event.reason === 'parked') {
    turn.order({ type: 'open_escalation', escalationId: turn.newId(), reason: 'withdrawal_parked' })
  }
  turn.sayText(withReason(turn, `withdraw.${event.reason}`, event.refusal))
}
