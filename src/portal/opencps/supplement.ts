// Handing back what the office asked for, once per request. A lost answer is looked up in the portal's own history.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Refusal } from '../../engine/dossier.ts'
import { type FollowOutcome, type Journal, PortalError, type SupplementPackage } from '../connector.ts'
import { AnsweredError, type OpencpsClient } from './client.ts'
import { readById, readByKey } from './look-up.ts'
import { handBackNote, isRemoved, toStatus } from './map.ts'
import { sendFiles } from './papers.ts'
import { placePapers, wrongSetUp } from './plan.ts'
import { describe, readLogs } from './report.ts'
import type { SubmitSettings } from './submit.ts'
import { keepingDoubt } from './submit.ts'
import { type Detail, type NextAction, nextActionsSchema, templateSchema } from './wire.ts'

export async function supplementDossier(
  client: OpencpsClient,
  settings: SubmitSettings,
  supplement: SupplementPackage,
  journal: Journal,
  signal: AbortSignal,
): Promise<FollowOutcome> {
  const sent = { maybe: journal.steps.some(({ step }) => step === 'sending') }
  return keepingDoubt(sent, () => handBack(client, settings, supplement, journal, signal, sent))
}

async function handBack(
  client: OpencpsClient,
  settings: SubmitSettings,
  supplement: SupplementPackage,
  journal: Journal,
  signal: AbortSignal,
  sent: { maybe: boolean },
): Promise<FollowOutcome> {
  const detail = await readByKey(client, supplement, signal)
  if (!detail || isRemoved(detail)) {
    throw new PortalError(
      'unexpected_response',
      '[opencps] supplement: the portal does not know the dossier',
      {
        retryable: false,
      },
    )
  }
  const done = async (now: Detail): Promise<FollowOutcome> => {
    if (journal.steps.at(-1)?.step !== 'handed-back') await journal.record('handed-back')
    return { type: 'done', dossier: await describe(client, settings, now, signal) }
  }
  const tag = tagOf(supplement.supplementId)
  if (journal.steps.some(({ step }) => step === 'handed-back')) return done(detail)
  if (sent.maybe && (await readLogs(client, detail.dossierId, signal)).some((words) => words.includes(tag))) {
    return done(detail)
  }
  // Only a dossier that waits takes anything; and what was never sent must not be told as received.
  if (!isWaiting(detail)) {
    return sent.maybe ? done(detail) : refused({ type: 'not-waiting' })
  }
  const request = requestOf(detail)
  const began = journal.steps.find(({ step }) => step === 'began')
  if (!began) await journal.record('began', request)
  else if (began.detail !== request) {
    // The office has asked anew meanwhile: these papers answer another question than the one that stands.
    return refused({ type: 'request-changed' })
  }
  sent.maybe = false

  const template = await client.get(
    'template',
    `/dossiertemplates/${encodeURIComponent(detail.dossierTemplateNo)}`,
    templateSchema,
    signal,
  )
  const plan = placePapers(supplement, template)
  if (plan.refusal !== null) return refused(plan.refusal)
  const path = `/dossiers/${encodeURIComponent(detail.dossierId)}`
  await sendFiles(client, settings, detail.dossierId, plan, journal, signal)
  const offered = await client.get('next actions', `${path}/nextactions`, nextActionsSchema, signal)
  const actionCode = chooseAction(offered, settings)
  await journal.record('sending', actionCode)
  sent.maybe = true
  const order = { actionCode, actionNote: handBackNote(tag, supplement.note) }
  const taken = await client.post('action', `${path}/actions`, order, z.unknown(), signal).then(
    () => true,
    (error: unknown) => {
      // Whatever a refusal says, the dossier itself tells whether it moved.
      if (error instanceof AnsweredError && error.code === 'rejected') return false
      throw error
    },
  )
  const after = await readById(client, detail.dossierId, supplement.reference, signal)
  if (after && (!isWaiting(after) || requestOf(after) !== request)) return done(after)
  throw new PortalError('unavailable', '[opencps] supplement: the dossier still waits after the hand-back', {
    retryable: true,
    outcome: taken ? 'unknown' : 'nothing-done',
  })
}

function refused(reason: Refusal): FollowOutcome {
  return { type: 'refused', reason }
}

function isWaiting({ dossierStatus }: Detail): boolean {
  return toStatus(dossierStatus) === 'supplement-requested'
}

/** Names the request that stands: the step that made it, and when. A second request of the same dossier has another. */
function requestOf({ stepCode, lastActionCode, lastActionDate }: Detail): string {
  return [stepCode, lastActionCode, lastActionDate].join(' ')
}

/** Short enough for an officer to read past, long enough to be nobody else's. */
function tagOf(supplementId: string): string {
  return `mã ${createHash('sha256').update(supplementId).digest('hex').slice(0, 12)}`
}

// The server takes an officer's code from anyone, so only what is offered to us, and hands back, is ever posted.
function chooseAction(offered: readonly NextAction[], settings: SubmitSettings): string {
  const open = offered.filter(
    ({ enable, autoEvent, actionName }) =>
      enable === 1 && autoEvent === '' && !/rút|hủy|huỷ/i.test(actionName.normalize('NFC')),
  )
  const wanted = settings.supplementActions.find((code) => open.some(({ actionCode }) => actionCode === code))
  if (wanted !== undefined) return wanted
  const [only, another] = open
  if (!only) throw wrongSetUp('the portal offers no way to hand the dossier back')
  if (another) throw wrongSetUp('the portal offers several ways to hand back; the profile must name one')
  return only.actionCode
}
