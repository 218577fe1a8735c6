// Consent before the first personal detail: what is kept, what for, and that silence is not a yes.
import type { Heard } from '../hear.ts'
import type { Turn } from '../turn.ts'
import { advance, dropDraft } from './draft.ts'
import type { Answer } from './topics.ts'
import { showMenu } from './welcome.ts'

/** Changes when the notice's meaning changes; an older consent is then asked for again. */
export const consentVersion = '2026-11'

export function askConsent(turn: Turn): void {
  turn.offer(turn.phrase('consent.ask'), [
    { id: 'agree', label: turn.phrase('consent.agree') },
    { id: 'refuse', label: turn.phrase('consent.refuse') },
  ])
}

export function answerConsent(turn: Turn, heard: Heard): Answer {
  const said =
    heard.choice ?? { yes: 'agree', no: 'refuse', '': null }[turn.content.lexicon.yesOrNo(heard.text) ?? '']
  if (said !== 'agree' && said !== 'refuse') {
    turn.say('consent.needed')
    askConsent(turn)
    return 'refused'
  }
  turn.order({
    type: 'record_consent',
    consentId: turn.newId(),
    purpose: 'filing',
    version: consentVersion,
    granted: said === 'agree',
  })
  if (said === 'refuse') {
    turn.change({ consent: null })
    dropDraft(turn)
    turn.say('consent.refused')
    showMenu(turn)
    return 'understood'
  }
  turn.change({ consent: { version: consentVersion, grantedAt: turn.event.at } })
  advance(turn)
  return 'understood'
}
