// A child of seven or more is asked too: its own yes stands beside the representative's (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).
import type { Heard } from '../hear.ts'
import { dayAt } from '../rules/dates.ts'
import { stepsOf } from '../rules/steps.ts'
import type { Draft } from '../state.ts'
import type { Turn } from '../turn.ts'
import { consentVersion } from './consent.ts'
import { advance, stopHere } from './draft.ts'
import type { Answer } from './topics.ts'

const askedFrom = 7
const grownUp = 18

/** The birthday field of a child whose own yes is still missing; null when there is none. */
export function childToAsk(turn: Turn, draft: Draft): string | null {
  const guide = turn.content.guideAt(draft.procedure, draft.revision)?.guide
  if (!guide) return null
  const today = dayAt(turn.event.at)
  for (const step of stepsOf(guide, draft.answers)) {
    if (step.type !== 'field' || !step.field.child) continue
    const born = draft.answers[step.id]
    if (born === undefined || draft.assents?.includes(step.id)) continue
    const age = yearsBetween(born, today)
    if (age >= askedFrom && age < grownUp) return step.id
  }
  return null
}

function yearsBetween(born: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4))
  return today.slice(5) < born.slice(5) ? years - 1 : years
}

export function askAssent(turn: Turn): void {
  turn.offer(turn.phrase('assent.ask'), [
    { id: 'assented', label: turn.phrase('assent.yes') },
    { id: 'not-asked', label: turn.phrase('assent.no') },
  ])
}

export function answerAssent(turn: Turn, heard: Heard, field: string): Answer {
  const said =
    heard.choice ??
    { yes: 'assented', no: 'not-asked', '': null }[turn.content.lexicon.yesOrNo(heard.text) ?? '']
  if (said === 'assented') {
    const consentId = turn.newId()
    const version = consentVersion
    turn.order({ type: 'record_consent', consentId, purpose: 'child', version, granted: true })
    turn.changeDraft((one) => ({ ...one, assents: [...(one.assents ?? []), field] }))
    advance(turn)
    return 'understood'
  }
  if (said === 'not-asked') {
    turn.say('assent.ask-first')
    stopHere(turn)
    return 'understood'
  }
  askAssent(turn)
  return 'refused'
}
