// The engine's one entrance: an event happened in a conversation; what is said, ordered and remembered.
import type { Snapshot } from '../content/snapshot.ts'
import type { Event } from './event.ts'
import { hear } from './hear.ts'
import type { State } from './state.ts'
import { attachmentKept, attachmentRefused } from './topics/attach-received.ts'
import {
  confirmationAnswered,
  confirmationOpened,
  confirmationReady,
  confirmationUnknown,
} from './topics/confirm-for.ts'
import { documentFailed, documentReady } from './topics/documents.ts'
import { statusChanged } from './topics/follow.ts'
import { conversationJoined, joinCodeReady, joinRefused } from './topics/join.ts'
import { dossierFound, dossierNotFound } from './topics/look-up.ts'
import { componentComposed, componentRefused } from './topics/papers.ts'
import { reminderDue } from './topics/reminder.ts'
import { resultFailed, resultReady } from './topics/results.ts'
import { recalled, recallRefused, takenUp, withStaff } from './topics/staff.ts'
import {
  dossierReceived,
  handedOver,
  submissionDelayed,
  submissionParked,
  submissionRefused,
} from './topics/submit.ts'
import { supplementFailed, supplementSent } from './topics/supplement.ts'
import { greet } from './topics/welcome.ts'
import { withdrawalAsked, withdrawalFailed } from './topics/withdraw.ts'
import { beginTurn, type Outcome } from './turn.ts'

/**
 * Pure: the same state, event and content give the same outcome. The result shares structure with `state` and changes
 * nothing of it. Throws only for our own mistakes; bad input becomes a reply.
 */
export function step(state: State, event: Event, content: Snapshot): Outcome {
  const turn = beginTurn(state, event, content)
  switch (event.type) {
    case 'conversation_started':
      greet(turn, event)
      break
    case 'group_message_received':
      turn.say('group.private', { link: event.link })
      break
    case 'message_received':
      hear(turn, event)
      break
    case 'attachment_kept':
      attachmentKept(turn, event)
      break
    case 'attachment_refused':
      attachmentRefused(turn, event)
      break
    case 'component_composed':
      componentComposed(turn, event)
      break
    case 'component_refused':
      componentRefused(turn, event)
      break
    case 'document_ready':
      documentReady(turn, event)
      break
    case 'document_failed':
      documentFailed(turn, event)
      break
    case 'dossier_received':
      dossierReceived(turn, event)
      break
    case 'submission_delayed':
      submissionDelayed(turn, event)
      break
    case 'submission_parked':
      submissionParked(turn, event)
      break
    case 'submission_refused':
      submissionRefused(turn, event)
      break
    case 'dossier_with_staff':
      withStaff(turn, event)
      break
    case 'dossier_taken_up':
      takenUp(turn, event)
      break
    case 'dossier_recalled':
      recalled(turn, event)
      break
    case 'recall_refused':
      recallRefused(turn, event)
      break
    case 'dossier_handed_over':
      handedOver(turn, event)
      break
    case 'dossier_status_changed':
      statusChanged(turn, event)
      break
    case 'supplement_sent':
      supplementSent(turn, event)
      break
    case 'supplement_failed':
      supplementFailed(turn, event)
      break
    case 'withdrawal_asked':
      withdrawalAsked(turn, event)
      break
    case 'withdrawal_failed':
      withdrawalFailed(turn, event)
      break
    case 'result_ready':
      resultReady(turn, event)
      break
    case 'result_failed':
      resultFailed(turn, event)
      break
    case 'dossier_found':
      dossierFound(turn, event)
      break
    case 'dossier_not_found':
      dossierNotFound(turn, event)
      break
    case 'confirmation_ready':
      confirmationReady(turn, event)
      break
    case 'confirmation_answered':
      confirmationAnswered(turn, event)
      break
    case 'confirmation_opened':
      confirmationOpened(turn, event)
      break
    case 'confirmation_unknown':
      confirmationUnknown(turn, event)
      break
    case 'join_code_ready':
      joinCodeReady(turn, event)
      break
    case 'conversation_joined':
      conversationJoined(turn, event)
      break
    case 'join_refused':
      joinRefused(turn, event)
      break
    case 'reminder_due':
      reminderDue(turn, event)
      break
  }
  return turn.finish()
}
