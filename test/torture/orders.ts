// A database in which many applicants have just confirmed the same birth registration, each with five papers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { State } from '../../src/engine/state.ts'
import { loadMasterKey } from '../../src/files/master-key.ts'
import { createSealedFiles } from '../../src/files/seal.ts'
import { createFileVault } from '../../src/runtime/uploads.ts'
import { createSqliteStore } from '../../src/store/sqlite/store.ts'
import type { Arrival, Store, TurnResult } from '../../src/store/store.ts'
import { type Dialog, playDialog } from '../support/dialog.ts'
import { makePdf } from '../support/papers.ts'
import { oneGuide, snapshot } from './one-guide.ts'

export const papers = Array.from({ length: 5 }, (_, at) => ({
  composedId: `shared-${at}`,
  bytes: makePdf(`giấy số ${at}`),
}))

export const referenceOf = (nth: number) => `mce-t${nth}-1`

/** Everything up to the last tap. */
export async function placeOrders(directory: string, count: number): Promise<void> {
  const store = await createSqliteStore(join(directory, 'motcua.db'), { serve: true })
  const vault = createFileVault({
    files: store.files,
    sealed: createSealedFiles(join(directory, 'attachments')),
    masterKey: loadMasterKey(join(directory, 'master.key')),
    now: Date.now,
  })
  const made = []
  for (const { composedId, bytes } of papers) {
    const document = { attachmentId: composedId, name: 'a.pdf', mediaType: 'application/pdf', bytes }
    const { id, sizeBytes } = await vault.keepDocument('telegram', 'papers', document)
    const file = { fileId: id, name: 'a.pdf', mediaType: 'application/pdf', sizeBytes }
    made.push({ component: 'giay-chung-sinh', composedId, made: { pages: 1, file } })
  }
  const template = reviewed()
  const draftId = template.draft?.id ?? ''
  const commit = planter(store)
  for (let nth = 0; nth < count; nth += 1) {
    const text = JSON.stringify(template).replaceAll(draftId, `t${nth}-1`)
    const state = JSON.parse(text) as State
    const ready = { ...state, draft: state.draft && { ...state.draft, attachments: [], papers: made } }
    await commit(nth, 'opened', { type: 'conversation_started' }, () => ({ state: ready, outbox: [] }))
  }
  await store.close()
}

/** The last tap of some of them, left in the inbox for a real turn. */
export async function confirmOrders(directory: string, from: number, to: number): Promise<void> {
  const store = await createSqliteStore(join(directory, 'motcua.db'), { serve: true })
  const commit = planter(store)
  for (let nth = from; nth < to; nth += 1) {
    await commit(nth, 'confirmed', { type: 'message_received', text: '1' }, null)
  }
  await store.close()
}

/** For each filed dossier, the order to hand back the same five papers. */
export async function placeSupplements(directory: string, count: number): Promise<void> {
  const store = await createSqliteStore(join(directory, 'motcua.db'), { serve: true })
  const commit = planter(store)
  for (let nth = 0; nth < count; nth += 1) {
    await commit(nth, 'supplement', { type: 'reminder_due', key: 'none' }, (state) => {
      const filed = state?.dossiers[0]
      if (!state || !filed) throw new Error(`t${nth} has filed nothing`)
      const effect = {
        type: 'supplement_dossier',
        supplementId: `bs-t${nth}`,
        reference: filed.reference,
        portal: filed.portal,
        procedure: filed.procedure,
        revision: filed.revision,
        papers: papers.map(({ composedId }) => ({ component: 'giay-chung-sinh', composedId })),
        note: '',
      }
      return { state, outbox: [{ key: `supplement:bs-t${nth}`, lane: 'effect', payload: effect }] }
    })
  }
  await store.close()
}

// Writes a turn of our own making, or with null only lets the event wait for a real one.
function planter(store: Store) {
  return async (
    nth: number,
    name: string,
    event: Arrival['event'],
    decide: ((state: State | null) => Pick<TurnResult, 'state' | 'outbox'>) | null,
  ) => {
    const now = Date.now()
    const [updateId, eventId] = [`${name}-${nth}`, `t${nth}${name}`]
    const arrival = { channel: 'telegram', conversation: `t${nth}`, updateId, event, eventId, at: now }
    const turns = decide === null ? 0 : 1
    const batch = { now, owner: 'orders', arrivals: [arrival], completions: [], activities: [], turns }
    const done = await store.hot.commit(batch, ({ state }) => {
      if (!decide) throw new Error('no turn was wanted')
      return { ...decide(state), records: [] }
    })
    if (done.failures[0]) throw done.failures[0].error
  }
}

/** The state in which one tap is left: the dialog of the follow-up, played by the engine itself. */
function reviewed(): State {
  const file = join(import.meta.dirname, '..', 'dialogs', 'follow-up.yaml')
  const dialog = load(readFileSync(file, 'utf8')) as Dialog
  const until = dialog.steps.findIndex(({ tap }) => tap === 'Xác nhận nộp')
  return playDialog({ at: dialog.at, steps: dialog.steps.slice(0, until) }, snapshot(oneGuide())).state
}
