// The connector for an office that lets us in through its staff: they key the dossier in and enter the code they got.
import type { Connector, PortalDossier } from '../connector.ts'
import { DeskFolder, type StaffAnswer, UnknownPackageError } from './desk-folder.ts'

export function createAssistedConnector(
  config: { readonly directory: string },
  now: () => number = Date.now,
): Connector {
  const folder = new DeskFolder(config.directory)
  return {
    mode: 'assisted',
    async submit(dossier) {
      const answer = await folder.answerOf(dossier.reference)
      if (answer?.type === 'refused') {
        return { type: 'refused', reason: { type: 'words', words: answer.reason } }
      }
      if (answer?.type === 'recalled') return { type: 'recalled' }
      if (answer) return { type: 'received', dossier: toDossier(dossier.reference, answer) }
      await folder.put(dossier, now())
      const facts = await folder.read(dossier.reference)
      return { type: 'with-staff', since: facts?.since ?? now(), takenUpAt: facts?.takenUpAt ?? null }
    },
    /** Only what staff have entered; what the office does after that is not known here. */
    async lookUp({ reference }) {
      const answer = await folder.answerOf(reference)
      return answer && toDossier(reference, answer)
    },
    async recall(reference) {
      try {
        return await folder.recall(reference, now())
      } catch (error) {
        // Gone without an answer: only staff can say what became of it.
        if (error instanceof UnknownPackageError) return 'taken-up'
        throw error
      }
    },
  }
}

// That the office has taken it up is not said by a code.
const statuses = { done: 'registered', refused: 'not-received', recalled: 'draft' } as const

function toDossier(reference: string, answer: StaffAnswer): PortalDossier {
  return {
    portalId: reference,
    reference,
    code: answer.type === 'done' ? answer.code : null,
    status: statuses[answer.type],
    statusText: '',
    note: answer.type === 'refused' ? answer.reason : '',
    dueAt: null,
    paused: false,
    finishedAt: null,
    request: null,
    payment: null,
    results: [],
    withdrawing: false,
  }
}
