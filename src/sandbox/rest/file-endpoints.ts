// Files and forms over REST. Nine parts or nothing; a reference is the key of an upload.
import { extname } from 'node:path'
import { type DossierRow, findDossier } from '../dossiers.ts'
import {
  type FileRow,
  findFile,
  listFiles,
  readContent,
  removeFile,
  saveFile,
  saveForm,
  setFormData,
  type Upload,
} from '../files.ts'
import { Refusal } from '../portal.ts'
import type { Answer, Call, SignedEndpoint } from './endpoint.ts'
import { toFile } from './models.ts'

const nineParts = [
  ...['file', 'referenceUid', 'dossierTemplateNo', 'dossierPartNo', 'fileTemplateNo'],
  ...['displayName', 'fileType', 'isSync', 'formData'],
]

export const fileEndpoints: readonly SignedEndpoint[] = [
  {
    method: 'POST',
    path: '/dossiers/:id/files',
    operation: 'file',
    consumes: 'multipart',
    parts: nineParts,
    access: 'signed-in',
    handle(call) {
      const dossier = findOrRefuse(call)
      const upload = readUpload(call.parts, call.fileBytes)
      return one(call, dossier, saveFile(call.portal, dossier, upload, call.losesContent))
    },
  },
  {
    method: 'GET',
    path: '/dossiers/:id/files',
    operation: 'read',
    access: 'signed-in',
    handle: (call) => list(call, false),
  },
  {
    method: 'GET',
    path: '/dossiers/:id/all/files',
    operation: 'read',
    access: 'signed-in',
    handle: (call) => list(call, true),
  },
  {
    method: 'GET',
    path: '/dossiers/:id/files/:reference',
    operation: 'read',
    access: 'signed-in',
    handle(call) {
      const { file } = fileOrRefuse(call)
      const content = readContent(call.portal, file)
      if (!content) return { type: 'empty', status: 204 }
      return { type: 'bytes', bytes: content, name: `${call.portal.now()}.${file.file_type || 'bin'}` }
    },
  },
  {
    method: 'DELETE',
    path: '/dossiers/:id/files/:reference',
    operation: 'remove',
    numeric: ['id'],
    access: 'signed-in',
    handle(call) {
      const { dossier, file } = fileOrRefuse(call)
      removeFile(call.portal, file)
      return one(call, dossier, { ...file, removed: 1 })
    },
  },
  {
    method: 'POST',
    path: '/dossiers/:id/files/:reference',
    operation: 'file',
    numeric: ['id'],
    consumes: 'multipart',
    access: 'signed-in',
    // Hands the group to code that wants the dossier, and so has never worked.
    handle() {
      throw new Refusal('java.lang.NullPointerException')
    },
  },
  {
    method: 'GET',
    path: '/dossiers/:id/files/:reference/formdata',
    operation: 'read',
    numeric: ['id'],
    access: 'signed-in',
    handle: (call) => ({ type: 'text', text: fileOrRefuse(call).file.form_data ?? '' }),
  },
  {
    method: 'PUT',
    path: '/dossiers/:id/files/:reference/formdata',
    operation: 'file',
    numeric: ['id'],
    consumes: 'form',
    access: 'signed-in',
    handle(call) {
      const { dossier, file } = fileOrRefuse(call)
      const formData = call.form.get('formdata')
      setFormData(call.portal, file, formData)
      return one(call, dossier, { ...file, form_data: formData })
    },
  },
  {
    method: 'POST',
    path: '/dossiers/:id/eforms/:part',
    operation: 'eform',
    consumes: 'multipart',
    parts: ['file', 'formData'],
    access: 'signed-in',
    handle(call) {
      const dossier = findOrRefuse(call)
      const formData = readText(call.parts, 'formData')
      return one(call, dossier, saveForm(call.portal, dossier, call.param('part'), formData))
    },
  },
]

function readUpload(parts: FormData, bytes: Uint8Array): Upload {
  const file = parts.get('file')
  const blob = file instanceof File ? file : null
  const removed = parts.has('removed') ? readText(parts, 'removed') === 'true' : null
  const modifiedDate = readText(parts, 'modifiedDate')
  return {
    referenceUid: readText(parts, 'referenceUid'),
    templateNo: readText(parts, 'dossierTemplateNo'),
    partNo: readText(parts, 'dossierPartNo'),
    // A name in the part's header is read as Latin-1; only displayName carries Vietnamese.
    displayName: readText(parts, 'displayName') || Buffer.from(blob?.name ?? '', 'utf8').toString('latin1'),
    fileType: readText(parts, 'fileType') || extname(blob?.name ?? '').slice(1),
    bytes,
    removed,
    eform: readText(parts, 'eForm') === 'true',
    formData: readText(parts, 'formData'),
    modifiedAt: /^\d+$/.test(modifiedDate) ? Number(modifiedDate) : null,
  }
}

function list(call: Call, removedToo: boolean): Answer {
  const dossier = findDossier(call.portal, call.param('id'), call.group)
  if (!dossier) return { type: 'model', root: 'data', model: { total: null } }
  const files = listFiles(call.portal, dossier.id, removedToo)
  const data = files.map((file) => toFile(call.portal, dossier, file))
  return { type: 'model', root: 'data', model: { total: data.length, data } }
}

function findOrRefuse(call: Call): DossierRow {
  const dossier = findDossier(call.portal, call.param('id'), call.group)
  if (!dossier) throw new Refusal(null)
  return dossier
}

function fileOrRefuse(call: Call): { dossier: DossierRow; file: FileRow } {
  const dossier = findOrRefuse(call)
  const file = findFile(call.portal, dossier.id, call.param('reference'))
  if (!file) {
    const key = `{dossierId=${dossier.id}, referenceUid=${call.param('reference')}}`
    throw new Refusal(`No DossierFile exists with the key ${key}`)
  }
  return { dossier, file }
}

function one(call: Call, dossier: DossierRow, file: FileRow): Answer {
  return { type: 'model', root: 'DossierFileModel', model: toFile(call.portal, dossier, file) }
}

function readText(parts: FormData, name: string): string {
  const value = parts.get(name)
  return typeof value === 'string' ? value : ''
}
