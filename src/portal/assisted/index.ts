// The connector for an office that lets us in through its staff: they key the dossier in and enter the code they got.
import type { Connector, PortalDossier } from '../connector.ts'
import { DeskFolder, type StaffAnswer } from './desk-folder.ts'

export function createAssistedConnector(
  config: { readonly directory: string },
  now: () => number = Date.now,
): Connector {
  const folder = new DeskFolder(config.directory)
  return {
    mode: 'assisted',
    async submit(dossier) {
      const answer = await folder.answerOf(dossier.reference)
      if (answer?.type === 'refused') return { type: 'refused', reason: answer.reason }
      if (answer) return { type: 'received', dossier: toDossier(dossier.reference, answer) }
      await folder.put(dossier, now())
      return { type: 'with-staff' }
    },
    /** Only what staff have entered; what the office does after that is not known here. */
    async lookUp({ reference }) {
      const answer = await folder.answerOf(reference)
      return answer && toDossier(reference, answer)
    },
  }
}

function toDossier(reference: string, answer: StaffAnswer): PortalDossier {
  const done = answer.type === 'done'
  return {
    portalId: reference,
    reference,
    code: done ? answer.code : null,
    status: done ? 'received' : 'not-received',
    statusText: '',
    note: done ? '' : answer.reason,
    dueAt: null,
    paused: false,
    finishedAt: null,
    request: null,
    payment: null,
    results: [],
    withdrawing: false,
  }
}
