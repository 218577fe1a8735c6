// The real runtime, store and connector as a process of its own, made to die between two of its own writes.
// filer.ts <directory> <portal base>: reads plans.json there, files what waits in its database, ends with SIGTERM.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import type { Channel } from '../../src/channel/channel.ts'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import { loadMasterKey } from '../../src/files/master-key.ts'
import { createSealedFiles } from '../../src/files/seal.ts'
import { createOutbound } from '../../src/outbound/outbound.ts'
import { createOpencpsConnector } from '../../src/portal/opencps/index.ts'
import { createRuntime } from '../../src/runtime/runtime.ts'
import { createFileVault } from '../../src/runtime/uploads.ts'
import { createSqliteStore } from '../../src/store/sqlite/store.ts'
import type { SubmissionStore } from '../../src/store/store.ts'
import type { Cut } from './cells.ts'
import { snapshotOf } from './one-guide.ts'

const [directory = '', url = ''] = process.argv.slice(2)
const strikes = new Map(
  Object.entries(JSON.parse(readFileSync(join(directory, 'plans.json'), 'utf8')) as Record<string, Cut>),
)

/** Dies here, once: the mark on disk keeps the next process from dying of the same plan. */
function strikeAt(cut: Cut, reference: string): void {
  const mark = join(directory, `struck-${reference}`)
  if (strikes.get(reference) !== cut || existsSync(mark)) return
  writeFileSync(mark, cut)
  process.kill(process.pid, 'SIGKILL')
}

function deadly(submissions: SubmissionStore): SubmissionStore {
  return {
    ...submissions,
    async open(submission) {
      strikeAt('before-intent', submission.reference)
      const opened = await submissions.open(submission)
      strikeAt('after-intent', submission.reference)
      return opened
    },
    async close(reference, outcome) {
      if (outcome.state === 'received') strikeAt('answer-in', reference)
      await submissions.close(reference, outcome)
      strikeAt('after-commit', reference)
    },
  }
}

const quiet = () => {}
const say = (fields: object, message: string) => console.error(message, JSON.stringify(fields))
const log = { info: quiet, warn: say, error: say }
const store = await createSqliteStore(join(directory, 'motcua.db'), { serve: true })
const content = snapshotOf(directory)
const outbound = createOutbound()
const account = { url, user: 'motcua@sandbox.test', password: 'motcua', group: '20' }
const connector = createOpencpsConnector(account, outbound, { firstPauseMs: 200 })
const vault = createFileVault({
  files: store.files,
  sealed: createSealedFiles(join(directory, 'attachments')),
  masterKey: loadMasterKey(join(directory, 'master.key')),
  now: Date.now,
})
const runtime = createRuntime({
  store: { ...store, submissions: deadly(store.submissions) },
  vault,
  decoder: createDecoder(),
  scanner: null,
  content: () => content,
  connectorFor: () => connector,
  watchInterval: () => 3_600_000,
  address: () => 'http://127.0.0.1:3000',
  now: Date.now,
  // The shortest waits there are: more instants in less time.
  random: () => 0,
  log,
})
const nobody: Channel = {
  name: 'telegram',
  limits: {
    textLength: 4_000,
    buttons: 10,
    buttonLength: 60,
    filesIn: 'all',
    fileBytes: 1_000_000,
    fileOutBytes: 1_000_000,
  },
  receive: () => Promise.reject(new Error('nobody writes here')),
  send: async () => ({}),
  fetchAttachment: () => Promise.reject(new Error('no files here')),
}
runtime.addChannel(nobody)
runtime.start()
// In the real program the open server holds the process; the runtime's own timers do not.
setInterval(quiet, 60_000)
process.on('SIGTERM', () => process.exit(0))
// It never ends in peace, so what was compiled is written down now.
flushCompileCache()
console.log('ready http://filer')
