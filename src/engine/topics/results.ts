// Result files: told of, brought here once, sent as files; a draft record to look over is pushed with what silence means.
import type { Event } from '../event.ts'
import { showTime } from '../rules/dates.ts'
import type { FiledDossier } from '../state.ts'
import type { Turn } from '../turn.ts'
import { changeDossier } from './follow.ts'

/** The day people have to answer a draft record (Thông tư 04/2020/TT-BTP as amended, per the guides that say so). */
const draftAnswerMs = 24 * 3_600_000
/** More files than any office issues for one dossier; the rest stay on the portal. */
const mostResults = 10

const finished = new Set(['finished', 'returned'])

/** Says that files came. True when there are some that were not fetched yet. */
export function tellOfResults(turn: Turn, before: FiledDossier, after: FiledDossier): boolean {
  const known = new Set(before.report?.results.map(({ id }) => id) ?? [])
  const fresh = (after.report?.results ?? []).filter(({ id }) => !known.has(id))
  if (fresh.length === 0) return false
  const guide = turn.content.guideAt(after.procedure, after.revision)?.guide
  // Before the office is done, a file from it is a draft for the applicant's eyes.
  if (!finished.has(after.status) && guide?.draftRecord) {
    // The day runs from when the office put it there, not from when we saw it.
    const until = Math.min(...fresh.map(({ givenAt }) => givenAt ?? turn.event.at)) + draftAnswerMs
    turn.say(until > turn.event.at ? 'results.draft' : 'results.draft-over', { until: showTime(until) })
  }
  return true
}

export function fetchResults(turn: Turn, dossier: FiledDossier, which: 'new' | 'all'): void {
  const fetched = new Set(which === 'all' ? [] : (dossier.fetchedResults ?? []))
  const wanted = (dossier.report?.results ?? []).filter(({ id }) => !fetched.has(id)).slice(0, mostResults)
  if (wanted.length === 0) return turn.say('results.none')
  for (const { id: resultId, name, mediaType } of wanted) {
    const { reference, portal } = dossier
    turn.order({ type: 'fetch_result', reference, portal, resultId, name, mediaType })
  }
  changeDossier(turn, dossier.reference, {
    fetchedResults: [...new Set([...(dossier.fetchedResults ?? []), ...wanted.map(({ id }) => id)])],
  })
}

export function resultReady(turn: Turn, event: Extract<Event, { type: 'result_ready' }>): void {
  const dossier = turn.state.dossiers.find((one) => one.reference === event.reference)
  turn.sendFile(event.file, turn.phrase('results.file', { code: dossier?.code ?? '' }))
}

export function resultFailed(turn: Turn, event: Extract<Event, { type: 'result_failed' }>): void {
  turn.say('results.failed', { name: event.name })
}
