// A filed dossier on a sandbox of its own, and what an officer does to it.
import { openSandbox } from '../sandbox/support.ts'
import { birthDossier, connect, openJournal, signal } from './support.ts'

export async function openFiled(options: Parameters<typeof openSandbox>[0] = {}) {
  const portal = await openSandbox(options)
  const connector = connect(portal)
  const filed = await connector.submit(birthDossier(), openJournal(), signal)
  if (filed.type !== 'received') throw new Error('not filed')
  const { portalId } = filed.dossier
  const key = { portalId, reference: 'mc-k1' }
  return { portal, connector, key, look: () => connector.lookUp(key, signal) }
}

export const accept = { actionCode: '3100', stepCode: '200' }
export const ask = {
  actionCode: '3200',
  stepCode: '200',
  note: 'Thiếu mặt sau',
  failed: '2',
  'comment-2': 'mờ',
}
