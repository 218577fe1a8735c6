// Dossiers over REST: create, update, read, list, remove, act, and what an officer left behind.
import { act, listActions } from '../actions.ts'
import { findService } from '../catalogue.ts'
import {
  createDossier,
  type DossierRow,
  findDossier,
  listDossiers,
  removeDossier,
  requestChange,
  updateDossier,
} from '../dossiers.ts'
import { listMarks } from '../marks.ts'
import { type Portal, Refusal } from '../portal.ts'
import type { Answer, Call, GuestEndpoint, SignedEndpoint } from './endpoint.ts'
import { emptyDossier, toDetail, toListItem, toLog, toNextActions } from './models.ts'
import { paged } from './paging.ts'

export const dossierEndpoints: readonly (GuestEndpoint | SignedEndpoint)[] = [
  {
    method: 'POST',
    path: '/dossiers',
    operation: 'create',
    consumes: 'form',
    access: 'signed-in',
    handle: (call) => detail(call.portal, createDossier(call.portal, call.account, call.group, call.form)),
  },
  { method: 'GET', path: '/dossiers', operation: 'read', access: 'signed-in', handle: list },
  { method: 'GET', path: '/dossiers/:id', operation: 'read', access: 'guest', handle: read },
  {
    method: 'PUT',
    path: '/dossiers/:id',
    operation: 'update',
    numeric: ['id'],
    consumes: 'form',
    access: 'signed-in',
    handle: (call) =>
      detail(call.portal, updateDossier(call.portal, call.account, Number(call.param('id')), call.form)),
  },
  {
    method: 'DELETE',
    path: '/dossiers/:id',
    operation: 'remove',
    access: 'signed-in',
    handle(call) {
      const row = find(call)
      if (!row) throw new Refusal('No find dossier is delete')
      removeDossier(call.portal, row)
      return detail(call.portal, find(call) ?? null)
    },
  },
  {
    method: 'GET',
    path: '/dossiers/:id/nextactions',
    operation: 'read',
    access: 'signed-in',
    handle(call) {
      // A reference instead of the number is not refused: it finds nothing.
      const row = /^\d+$/.test(call.param('id')) ? find(call) : undefined
      const model = row ? toNextActions(call.portal, row, call.account.name) : { stepDueDate: 0 }
      return { type: 'model', root: 'DossierActionNextActiontoUserModel', model }
    },
  },
  {
    method: 'POST',
    path: '/dossiers/:id/actions',
    operation: 'action',
    consumes: 'form',
    access: 'signed-in',
    handle(call) {
      for (const name of ['payload', 'assignUsers']) refuseBrokenJson(call.form.get(name))
      const row = find(call)
      const order = { code: call.form.get('actionCode') ?? '', note: call.form.get('actionNote') ?? '' }
      const done = row && act(call.portal, row.id, { ...order, author: call.account.name })
      if (!done)
        return { type: 'json', status: 405, json: { error: 'Lỗi xảy ra không thể thực hiện hành động!' } }
      const model = {
        dossierActionId: done.id,
        dossierId: done.dossier_id,
        groupId: Number(call.portal.group),
        serviceProcessId: 1,
        previousActionId: 0,
        fromStepCode: done.from_step,
        sequenceNo: '',
        nextActionId: 0,
        dossierDocumentId: 0,
        rollbackable: false,
      }
      return { type: 'model', root: 'DossierActionResultInputModel', model }
    },
  },
  // These two raise a flag and move nothing, whatever their names say.
  ...(['/dossiers/:id/submit', '/dossiers/:id/submitting'] as const).map(
    (path): SignedEndpoint => ({
      method: 'POST',
      path,
      operation: 'request',
      consumes: 'text',
      access: 'signed-in',
      handle: (call) => ask(call, null),
    }),
  ),
  ...(['cancelling', 'correcting'] as const).map(
    (name): SignedEndpoint => ({
      method: 'POST',
      path: `/dossiers/:id/${name}`,
      operation: 'request',
      consumes: 'text',
      access: 'signed-in',
      handle: (call) => ask(call, `${name}_at`),
    }),
  ),
  {
    method: 'GET',
    path: '/dossierlogs/:id/logs',
    operation: 'read',
    numeric: ['id'],
    access: 'guest',
    handle(call) {
      const rows = listActions(call.portal, Number(call.param('id'))).toReversed()
      return { type: 'json', json: { total: rows.length, data: rows.map((row) => toLog(call.portal, row)) } }
    },
  },
  {
    method: 'GET',
    path: '/dossiers/:id/marks',
    operation: 'read',
    numeric: ['id'],
    access: 'signed-in',
    handle(call) {
      const data = listMarks(call.portal, Number(call.param('id'))).map((mark) => ({
        dossierId: mark.dossier_id,
        dossierPartNo: mark.part_no,
        fileMark: 0,
        fileCheck: mark.file_check,
        fileComment: mark.comment,
        recordCount: '',
      }))
      return { type: 'model', root: 'data', model: { total: data.length, data } }
    },
  },
]

function list(call: Call): Answer {
  const wanted = (name: string, value: string) => call.query(name) === '' || call.query(name) === value
  const keyword = fold(call.query('keyword'))
  const rows = listDossiers(call.portal, call.group).filter((row) => {
    const service = findService(call.portal.catalogue, row.service_code)
    const status = row.step_code === '' ? '' : call.portal.process.step(row.step_code).status
    if (call.query('owner') === 'true' && row.user_name !== call.account?.name) return false
    if (!wanted('status', status) || !wanted('service', row.service_code)) return false
    if (!wanted('agency', service?.agency.code ?? '')) return false
    const { applicantName = '' } = JSON.parse(row.fields) as Record<string, string>
    return fold(`${row.dossier_no ?? ''} ${row.reference_uid} ${applicantName}`).includes(keyword)
  })
  const data = paged(call, rows).map((row) => toListItem(call.portal, row))
  return { type: 'model', root: 'data', model: { total: rows.length, data } }
}

function read(call: Call): Answer {
  const refused = refuseGuest(call, call.query('secretKey') || call.header('secretcode'))
  return refused ?? detail(call.portal, find(call) ?? null)
}

export function find(call: Call): DossierRow | undefined {
  return findDossier(call.portal, call.param('id'), call.group)
}

function detail(portal: Portal, row: DossierRow | null): Answer {
  return { type: 'model', root: 'DossierDetailModel', model: row ? toDetail(portal, row) : emptyDossier }
}

function ask(call: Call, column: 'cancelling_at' | 'correcting_at' | null): Answer {
  const row = find(call)
  if (!row) throw new Refusal(null)
  return detail(call.portal, requestChange(call.portal, row, column, call.text))
}

/** A guest needs the dossier's password; null lets the call through. */
export function refuseGuest(call: Call, secret: string): Answer | null {
  if (call.account) return null
  const password = find(call)?.password
  if (secret === '') {
    const text = 'Non-Authoritative Information.'
    const model = { message: text, code: 203, description: text }
    return { type: 'model', root: 'ErrorMsgModel', status: 203, model }
  }
  return password === secret ? null : { type: 'text', status: 203, text: 'secretKey not sucess' }
}

function refuseBrokenJson(text: string | null): void {
  if (!text) return
  try {
    JSON.parse(text)
  } catch {
    throw new Refusal('com.liferay.portal.kernel.json.JSONException')
  }
}

function fold(text: string): string {
  return text.normalize('NFC').toLocaleLowerCase('vi').trim()
}
