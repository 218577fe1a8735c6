// Rows as the portal shows them. Field names and shapes are the contract; null becomes absent in dialect A.
import { type ActionRow, listActions, readEnable } from '../actions.ts'
import { findService, type Part, partTypes, type Service } from '../catalogue.ts'
import { toDetailDate, toListDate } from '../dates.ts'
import { escapeMarkup, type Model } from '../dialect.ts'
import type { DossierRow } from '../dossiers.ts'
import type { FileRow } from '../files.ts'
import type { PaymentRow } from '../payments.ts'
import type { Portal } from '../portal.ts'

/** What the portal answers, with 200, for a dossier it does not have. */
export const emptyDossier: Model = { processUnit: 0, originality: 0, systemId: 0 }

export function toDetail(portal: Portal, row: DossierRow): Model {
  const service = findService(portal.catalogue, row.service_code)
  const step = row.step_code === '' ? null : portal.process.step(row.step_code)
  const fields: Record<string, string> = JSON.parse(row.fields)
  const last = listActions(portal, row.id).at(-1)
  return {
    dossierId: row.id,
    userId: 20_101,
    groupId: Number(row.group_id),
    counter: 0,
    originality: row.originality,
    originDossierId: 0,
    durationCount: service?.days ?? 0,
    durationUnit: 0,
    sampleCount: 0,
    systemId: 0,
    processUnit: 0,
    delegateType: 0,
    vnpostalStatus: 0,
    fromViaPostal: 0,
    referenceUid: row.reference_uid,
    serviceCode: row.service_code,
    serviceName: service?.name ?? '',
    govAgencyCode: service?.agency.code ?? '',
    govAgencyName: service?.agency.name ?? '',
    dossierTemplateNo: service?.template ?? '',
    ...fields,
    applicantName: (fields.applicantName ?? '').toLocaleUpperCase('vi'),
    dossierNo: row.dossier_no ?? '',
    // The step's instruction, not the officer's words: those are in lastActionNote.
    dossierNote: step?.instruction ?? '',
    submissionNote: '',
    dossierStatus: step?.status ?? '',
    dossierStatusText: step?.text ?? '',
    dossierSubStatus: '',
    dossierSubStatusText: '',
    lockState: ['waiting', 'pausing'].includes(step?.status ?? '') ? 'PAUSE' : '',
    submitting: String(row.submitting === 1),
    notification: 'false',
    online: 'true',
    visited: 'false',
    pending: 'false',
    stepOverdue: 'true',
    createDate: toDetailDate(row.created_at),
    modifiedDate: toDetailDate(row.modified_at),
    submitDate: toDetailDate(row.submitted_at),
    receiveDate: toDetailDate(row.received_at),
    dueDate: toDetailDate(row.due_at),
    extendDate: '',
    releaseDate: toDetailDate(row.released_at),
    finishDate: toDetailDate(row.finished_at),
    cancellingDate: toDetailDate(row.cancelling_at),
    correctingDate: toDetailDate(row.correcting_at),
    applicantIdDate: toDetailDate(row.applicant_id_at),
    ...(last && step ? toLastAction(last, step) : {}),
  }
}

function toLastAction(last: ActionRow, step: { code: string; name: string; instruction: string }): Model {
  return {
    lastActionUserId: 20_101,
    lastActionCode: last.code,
    lastActionName: last.name,
    lastActionUser: last.author.toLocaleUpperCase('vi'),
    lastActionNote: last.note,
    lastActionDate: toDetailDate(last.created_at),
    stepCode: step.code,
    stepName: step.name,
    stepInstruction: step.instruction,
  }
}

export function toListItem(portal: Portal, row: DossierRow): Model {
  const detail = toDetail(portal, row)
  // The search index leaks its own date text into some fields.
  return { ...detail, createDate: toListDate(row.created_at), submitDate: toListDate(row.submitted_at) }
}

export function toFile(portal: Portal, dossier: DossierRow, file: FileRow): Model {
  const service = findService(portal.catalogue, dossier.service_code)
  const part = service?.parts.find(({ no }) => no === file.part_no)
  return {
    dossierFileId: file.id,
    dossierId: file.dossier_id,
    referenceUid: file.reference_uid,
    dossierTemplateNo: service?.template ?? '',
    dossierPartNo: file.part_no,
    dossierPartType: part ? partTypes[part.kind] : 0,
    fileTemplateNo: `${service?.template}-${file.part_no}`,
    displayName: file.display_name,
    fileType: file.file_type,
    fileSize: file.file_size,
    fileVersion: `${file.version}.0`,
    isNew: false,
    signCheck: 0,
    signInfo: '',
    removed: file.removed === 1,
    eForm: file.eform === 1,
    formData: file.form_data ?? '',
    formScript: '',
    formReport: '',
    createDate: toDetailDate(file.created_at),
    modifiedDate: toDetailDate(file.modified_at),
  }
}

export function toPart(portal: Portal, service: Service, part: Part): Model {
  return {
    partNo: part.no,
    partName: part.name,
    partTip: portal.catalogue.partTip,
    partType: partTypes[part.kind],
    multiple: String(part.multiple),
    required: String(part.required),
    esign: 'false',
    hasForm: String(part.kind === 'form'),
    fileTemplateNo: `${service.template}-${part.no}`,
    fileMark: 0,
  }
}

/** Written by the portal's own code, so it looks the same in both dialects. */
export function toLog(portal: Portal, row: ActionRow): unknown {
  const step = portal.process.step(row.to_step)
  return {
    dossierLogId: row.id,
    author: row.author,
    content: escapeMarkup(row.note),
    createDate: Math.floor(row.created_at / 1000) * 1000,
    notificationType: 'PROCESS_TYPE',
    payload: {
      dossierStatusText: step.text,
      dossierActionId: row.id,
      jobPosName: '',
      stepName: row.name,
      stepCode: step.code,
      stepInstruction: step.instruction,
      files: [],
    },
  }
}

export function toNextActions(portal: Portal, row: DossierRow, userName: string): Model {
  const actions = portal.process.leaving(row.step_code)
  if (actions.length === 0) return { stepDueDate: 0 }
  const step = row.step_code === '' ? null : portal.process.step(row.step_code)
  return {
    checkInput: 0,
    stepCode: row.step_code,
    stepName: step?.name ?? '',
    stepDueDate: 0,
    stepOverdue: false,
    users: [],
    total: actions.length,
    data: actions.map((action, at) => ({
      processActionId: at + 1,
      actionCode: action.code,
      actionName: action.name,
      preStepCode: row.step_code,
      postStepCode: action.to,
      autoEvent: action.autoEvent,
      preCondition: action.needs === 'paid' ? 'payok' : (action.needs ?? ''),
      enable: readEnable(portal, row, action, userName),
    })),
  }
}

export function toPayment(dossier: DossierRow, payment: PaymentRow): Model {
  return {
    paymentFileId: payment.id,
    referenceUid: dossier.reference_uid,
    paymentFee: 'Phí, lệ phí',
    advanceAmount: 0,
    feeAmount: payment.amount,
    serviceAmount: 0,
    shipAmount: 0,
    paymentAmount: payment.amount,
    paymentNote: payment.note,
    bankInfo: '',
    epaymentProfile: '',
    paymentStatus: payment.status,
    paymentMethod: '',
    createDate: toDetailDate(payment.created_at),
  }
}
