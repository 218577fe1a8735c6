// Filing once. Every step first looks at what the portal already has, so the whole can be run again after any crash.

import { z } from 'zod'
import { type DossierPackage, type Journal, PortalError, type SubmitOutcome } from '../connector.ts'
import { AnsweredError, type OpencpsClient } from './client.ts'
import { findByReference, readById } from './look-up.ts'
import { isFiled, isRemoved, toPortalDossier } from './map.ts'
import { sendFiles, sendForms } from './papers.ts'
import { type Plan, planFiling, wrongSetUp } from './plan.ts'
import { describe, type ReportSettings } from './report.ts'
import { type Detail, detailSchema, nextActionsSchema } from './wire.ts'

export interface SubmitSettings extends ReportSettings {
  /** Citizen action codes in order of preference; each site configures its own. */
  readonly actions: readonly string[]
  /** Which action hands a supplement back, where the portal offers several. */
  readonly supplementActions: readonly string[]
}

// Blank → new → receiving is two; the rest is for a portal that moves a draft in smaller steps.
const mostActions = 4
const mostNoteLength = 500

export async function submitDossier(
  client: OpencpsClient,
  settings: SubmitSettings,
  dossier: DossierPackage,
  journal: Journal,
  signal: AbortSignal,
): Promise<SubmitOutcome> {
  const sent = { maybe: journal.steps.some(({ step }) => step === 'sending') }
  return keepingDoubt(sent, () => file(client, settings, dossier, journal, signal, sent))
}

/** From the first action on, a failure may hide one that was taken, until a look shows that it was not. */
export async function keepingDoubt<T>(sent: { readonly maybe: boolean }, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PortalError) || !sent.maybe || error.outcome === 'unknown') throw error
    const { code, message, retryable, retryAfterMs } = error
    throw new PortalError(code, message, {
      retryable,
      outcome: 'unknown',
      cause: error,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
}

async function file(
  client: OpencpsClient,
  settings: SubmitSettings,
  dossier: DossierPackage,
  journal: Journal,
  signal: AbortSignal,
  sent: { maybe: boolean },
): Promise<SubmitOutcome> {
  const known = journal.steps.findLast(({ step }) => step === 'created')?.detail
  const found =
    (known ? await readById(client, known, dossier.reference, signal) : null) ??
    (await findByReference(client, dossier.reference, signal))
  if (found && isFiled(found)) return finish(client, settings, found, journal, signal)
  if (found && isRemoved(found)) {
    return { type: 'refused', reason: { type: 'removed' } }
  }
  // Never created again once an action was tried: a create after filing changes the dossier's dates.
  if (!found && sent.maybe) {
    throw new PortalError('unexpected_response', '[opencps] the portal lost a dossier that was being sent', {
      retryable: false,
    })
  }
  sent.maybe = false

  const plan = await planFiling(client, dossier, signal)
  if (plan.refusal !== null) return { type: 'refused', reason: plan.refusal }
  const draft = found ?? (await create(client, dossier, plan, journal, signal))
  await correctApplicant(client, dossier, plan, draft, signal)
  await sendFiles(client, settings, draft.dossierId, plan, journal, signal)
  await sendForms(client, draft.dossierId, plan, signal)
  const filed = await act(client, settings, dossier.reference, draft.dossierId, journal, signal, sent)
  return finish(client, settings, filed, journal, signal)
}

async function finish(
  client: OpencpsClient,
  settings: SubmitSettings,
  detail: Detail,
  journal: Journal,
  signal: AbortSignal,
): Promise<SubmitOutcome> {
  if (journal.steps.at(-1)?.step !== 'filed') await journal.record('filed', detail.dossierNo)
  // Filed is filed; what else there is to tell may come with the next look.
  const dossier = await describe(client, settings, detail, signal).catch(() => toPortalDossier(detail))
  return { type: 'received', dossier }
}

async function create(
  client: OpencpsClient,
  dossier: DossierPackage,
  plan: Plan,
  journal: Journal,
  signal: AbortSignal,
): Promise<Detail> {
  await journal.record('creating')
  const fields = {
    serviceCode: dossier.procedure.code,
    govAgencyCode: plan.agency,
    dossierTemplateNo: plan.template,
    originality: '1',
    referenceUid: dossier.reference,
    ...applicantFields(dossier, plan),
  }
  const created = await client
    .post('create', '/dossiers', fields, detailSchema, signal)
    .catch(async (error: unknown) => {
      const refusal = keepRefusal(error)
      const made = await findByReference(client, dossier.reference, signal)
      if (made && !isRemoved(made)) return made
      throw refusal
    })
  if (!created.dossierId) {
    throw new PortalError('unexpected_response', '[opencps] create: the portal answered without a dossier', {
      retryable: true,
      outcome: 'unknown',
    })
  }
  // Builds exist that hand back another draft of the same account: somebody else's papers.
  if (created.referenceUid !== dossier.reference) {
    throw wrongSetUp('create answered with another dossier; this portal cannot serve several applicants')
  }
  await journal.record('created', created.dossierId)
  return created
}

/** Only when the draft says something else than we do, and then the whole set: what is absent would be wiped. */
async function correctApplicant(
  client: OpencpsClient,
  dossier: DossierPackage,
  plan: Plan,
  draft: Detail,
  signal: AbortSignal,
): Promise<void> {
  if (isSameApplicant(draft, dossier)) return
  const path = `/dossiers/${encodeURIComponent(draft.dossierId)}`
  const updated = await client.put('update', path, applicantFields(dossier, plan), detailSchema, signal)
  if (!updated.dossierId || !isSameApplicant(updated, dossier)) {
    throw wrongSetUp('the portal keeps another applicant on the dossier than the one we sent')
  }
}

function isSameApplicant(detail: Detail, { applicant }: DossierPackage): boolean {
  // The name comes back in capitals.
  const fold = (text: string) => text.normalize('NFC').toLocaleUpperCase('vi').trim()
  // A field cannot be cleared, so one we leave empty is not compared.
  const kept = (theirs: string, ours: string) => ours === '' || fold(theirs) === fold(ours)
  return (
    kept(detail.applicantName, applicant.name) &&
    kept(detail.applicantIdNo, applicant.idNumber) &&
    kept(detail.address, applicant.address) &&
    kept(detail.contactTelNo, applicant.phone) &&
    kept(detail.contactEmail, applicant.email)
  )
}

function applicantFields({ applicant, delivery }: DossierPackage, plan: Plan): Record<string, string> {
  const byPost = delivery === 'post' && plan.postal
  const ways = { counter: 'tại nơi tiếp nhận', post: 'qua bưu chính', online: 'trực tuyến' }
  return {
    applicantName: applicant.name,
    applicantIdType: 'citizen',
    applicantIdNo: applicant.idNumber,
    address: applicant.address,
    contactName: applicant.name,
    contactTelNo: applicant.phone,
    contactEmail: applicant.email,
    delegateName: applicant.name,
    delegateIdNo: applicant.idNumber,
    delegateTelNo: applicant.phone,
    delegateEmail: applicant.email,
    delegateAddress: applicant.address,
    // The portal knows only post or not; the note tells the officer the rest.
    applicantNote: `Nhận kết quả: ${ways[delivery]}`.slice(0, mostNoteLength),
    ...(byPost
      ? { viaPostal: '2', postalAddress: applicant.address, postalTelNo: applicant.phone }
      : { viaPostal: '1' }),
  }
}

async function act(
  client: OpencpsClient,
  settings: SubmitSettings,
  reference: string,
  dossierId: string,
  journal: Journal,
  signal: AbortSignal,
  sent: { maybe: boolean },
): Promise<Detail> {
  const path = `/dossiers/${encodeURIComponent(dossierId)}`
  for (let round = 0; round < mostActions; round += 1) {
    const offered = await client.get('next actions', `${path}/nextactions`, nextActionsSchema, signal)
    // The server takes an officer's code from anyone, so only what is offered to us is ever posted.
    const open = offered.filter(({ enable, autoEvent }) => enable === 1 && autoEvent === '')
    const code = settings.actions.find((wanted) => open.some(({ actionCode }) => actionCode === wanted))
    if (code === undefined)
      throw wrongSetUp('the portal offers none of the configured actions for this draft')
    await journal.record('sending', code)
    sent.maybe = true
    const refusal = await client
      .post('action', `${path}/actions`, { actionCode: code }, z.unknown(), signal)
      .then(() => null, keepRefusal)
    const detail = await readById(client, dossierId, reference, signal)
    if (detail && isFiled(detail)) return detail
    if (!detail) {
      // A look that finds nothing proves nothing: the dossier was there a moment ago.
      throw new PortalError(
        'unavailable',
        '[opencps] action: the dossier is not found just after it was sent',
        {
          retryable: true,
          outcome: 'unknown',
        },
      )
    }
    sent.maybe = false
    // "Not possible" may only mean that this step was taken already; any other refusal of a draft stands.
    if (refusal && refusal.status !== 405) throw refusal
  }
  throw wrongSetUp('the dossier is still a draft after every configured action')
}

// A refusal is looked at before it is believed: something between us and the portal may have answered for it.
function keepRefusal(error: unknown): AnsweredError {
  if (error instanceof AnsweredError && error.code === 'rejected') return error
  throw error
}
