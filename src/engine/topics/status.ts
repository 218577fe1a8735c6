// How a dossier stands, in a few lines: the official word, a plain sentence, the officer's words, money, papers and days.
import { dayAt, showDay, showTime } from '../rules/dates.ts'
import { lateness } from '../rules/lateness.ts'
import { quoteWords } from '../rules/quote.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { cameToNothing, describeRefiling, describeRefusal } from './refile.ts'
import { describeStaff } from './staff.ts'

export function describeStatus(turn: Turn, dossier: FiledDossier): string {
  const guide = turn.content.guideAt(dossier.procedure, dossier.revision)?.guide
  const { report } = dossier
  const official = turn.phrase(`status.${dossier.status}`)
  const request = report?.request
  return [
    `${guide?.shortName ?? dossier.procedure}${dossier.code ? ` – ${dossier.code}` : ''}`,
    `${official}. ${turn.phrase(`status-plain.${dossier.status}`)}`,
    ...(report?.withdrawing ? [turn.phrase('follow.withdrawing')] : []),
    ...(request ? describeRequest(turn, request) : describeReason(turn, dossier)),
    ...describeStaff(turn, dossier),
    ...describeRefiling(turn, dossier),
    ...(report?.payment ? describePayment(turn, report.payment) : []),
    ...describeDue(turn, dossier),
  ].join('\n')
}

// An end without a result needs a reason; where the office's record has none, that is said too.
function describeReason(turn: Turn, { note, report, refusal, status }: FiledDossier): string[] {
  const words = quoteWords(note)
  if (words) return [turn.phrase('follow.note', { note: words })]
  if (refusal && status === 'refused') return [describeRefusal(turn, refusal)]
  const silent = report && cameToNothing(report) && status !== 'withdrawn'
  return silent ? [turn.phrase('refile.no-reason')] : []
}

type Report = NonNullable<FiledDossier['report']>

function describeRequest(turn: Turn, { reason, components }: NonNullable<Report['request']>): string[] {
  return [
    ...(reason ? [turn.phrase('follow.note', { note: quoteWords(reason) })] : []),
    ...components.map(({ name, comment }) => {
      const words = quoteWords(comment)
      return `• ${quoteWords(name)}${words ? `: ${words}` : ''}`
    }),
  ]
}

// Payee, amount and code in words, as the portal's own record has them: a link alone could lead anywhere.
function describePayment(turn: Turn, payment: NonNullable<Report['payment']>): string[] {
  const amount = String(payment.amount).replace(/\B(?=(\d{3})+$)/g, '.')
  if (payment.state === 'paid') return [turn.phrase('payment.done', { amount })]
  return [
    turn.phrase(payment.state === 'reported' ? 'payment.reported' : 'payment.due', { amount }),
    ...(payment.payee ? [turn.phrase('payment.payee', { payee: payment.payee })] : []),
    ...(payment.content ? [turn.phrase('payment.content', { content: payment.content })] : []),
    ...(payment.note ? [quoteWords(payment.note)] : []),
    ...(payment.link && payment.state === 'due' ? [turn.phrase('payment.link', { link: payment.link })] : []),
    ...(payment.state === 'due' ? [turn.phrase('payment.warning')] : []),
  ]
}

function describeDue(turn: Turn, dossier: FiledDossier): string[] {
  const { dueAt, report } = dossier
  const due = dossier.firstDueAt ?? dueAt
  // Of what the applicant filed alone only the law's limit is known, and not whether it was kept.
  if (dossier.limitAt !== undefined) {
    return [turn.phrase('follow.own-limit', { day: showDay(dayAt(dossier.limitAt)) })]
  }
  if (due === null || due === undefined) return []
  const lines = [turn.phrase('follow.due', { day: showDay(dayAt(due)) })]
  if (dueAt !== null && dayAt(dueAt) !== dayAt(due)) {
    lines.push(turn.phrase('follow.due-moved', { day: showDay(dayAt(dueAt)) }))
  }
  if (report?.finishedAt) {
    const { days } = lateness(due, report.finishedAt, turn.content.calendar)
    const day = showTime(report.finishedAt)
    const key =
      days > 0 ? 'follow.finished-late' : days < 0 ? 'follow.finished-early' : 'follow.finished-on-time'
    return [...lines, turn.phrase(key, { day, days: Math.abs(days) })]
  }
  if (report?.paused) return [...lines, turn.phrase('follow.paused')]
  const { days } = lateness(due, turn.event.at, turn.content.calendar)
  return days > 0 ? [...lines, turn.phrase('follow.late', { days })] : lines
}
