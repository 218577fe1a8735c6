// The embedded store: the contract, and what only a file that one process serves promises.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../src/cli/content.ts'
import { initialState } from '../../src/engine/state.ts'
import { AlreadyServedError } from '../../src/store/sqlite/lock.ts'
import { createSqliteStore } from '../../src/store/sqlite/store.ts'
import type { ClaimedTurn, Store, TurnResult } from '../../src/store/store.ts'
import { openStore } from '../runtime/support.ts'
import { testStore } from './suite.ts'

const makeDirectory = () => mkdtempSync(join(tmpdir(), 'motcua-store-'))

testStore('SQLite', async () => {
  const directory = makeDirectory()
  return {
    open: () => createSqliteStore(join(directory, 'motcua.db'), { serve: false }),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  }
})

function makeFile(): string {
  const directory = makeDirectory()
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'motcua.db')
}

/** Another process that serves the file. */
async function serveElsewhere(file: string) {
  const script = `
    import { createSqliteStore } from ${JSON.stringify(join(root, 'src', 'store', 'sqlite', 'store.ts'))}
    await createSqliteStore(${JSON.stringify(file)}, { serve: true })
    console.log('serving')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return {
    pid: child.pid as number,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

const commitOne = (store: Store, updateId: string, decide: (turn: ClaimedTurn) => TurnResult) =>
  store.hot.commit(
    {
      now: 1_000,
      owner: 'p',
      completions: [],
      activities: [],
      turns: 10,
      arrivals: [
        {
          channel: 'telegram',
          conversation: 'a',
          updateId,
          event: { type: 'message_received', text: updateId },
          eventId: updateId,
          at: 1_000,
        },
      ],
    },
    decide,
  )

const still = (): TurnResult => ({ state: initialState, outbox: [], records: [] })

test('a file that a living process serves is refused to a second, which may still read and write it', async () => {
  const file = makeFile()
  const other = await serveElsewhere(file)
  const refused = await createSqliteStore(file, { serve: true }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(AlreadyServedError)
  expect((refused as AlreadyServedError).pid).toBe(other.pid)
  const store = await createSqliteStore(file, { serve: false })
  await store.values.set('telegram', 'k', 1, null)
  expect(await store.values.get('telegram', 'k', 0)).toBe(1)
  await store.close()
})

test('after a kill -9 the file is free at once, and what the dead process had claimed with it', async () => {
  const file = makeFile()
  const before = await createSqliteStore(file, { serve: false })
  await commitOne(before, 'u1', () => ({
    state: initialState,
    outbox: [{ key: 'k1', lane: 'reply', payload: {} }],
    records: [{ type: 'job', key: 'j1', kind: 'remind', payload: {}, wakeAt: 0 }],
  }))
  await before.jobs.claim(1_000, 'dead', 600_000, 10)
  await before.close()
  const other = await serveElsewhere(file)
  await other.kill()
  const store = await createSqliteStore(file, { serve: true })
  expect(await store.outbox.claim(1_001, 'p2', 10)).toMatchObject([{ key: 'k1' }])
  expect(await store.jobs.claim(1_001, 'p2', 1_000, 10)).toMatchObject([{ key: 'j1' }])
  await store.close()
})

test('a polite end leaves the file to the next', async () => {
  const file = makeFile()
  for (let time = 0; time < 2; time++) await (await createSqliteStore(file, { serve: true })).close()
  const raw = new DatabaseSync(file)
  expect(raw.prepare('select * from server_lock').all()).toEqual([])
  raw.close()
})

test('a server on another machine is believed while its heart beats, and for half a minute more', async () => {
  const file = makeFile()
  await (await createSqliteStore(file, { serve: true })).close()
  const raw = new DatabaseSync(file)
  raw
    .prepare("insert into server_lock (id, owner, pid, host, beat_at) values (1, 'x', 1, ?, 100000)")
    .run(`not-${hostname()}`)
  raw.close()
  const at = (now: number) => createSqliteStore(file, { serve: true, now: () => now })
  await expect(at(129_000)).rejects.toThrow(AlreadyServedError)
  await (await at(131_000)).close()
})

test('it opens as durable as promised: write-ahead log, full sync', async () => {
  const { store, raw } = await openStore(makeFile())
  expect(raw.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
  expect(raw.prepare('pragma synchronous').get()).toEqual({ synchronous: 2 })
  await store.close()
})

test('a disk without room is not counted against the turn that met it', async () => {
  const { store, raw } = await openStore(makeFile())
  await commitOne(store, 'u0', still)
  const pages = Number(raw.prepare('pragma page_count').get()?.page_count)
  raw.exec(`pragma max_page_count = ${pages + 3}`)
  const long = (): TurnResult => ({
    state: initialState,
    outbox: [{ key: 'k1', lane: 'reply', payload: 'x'.repeat(100_000) }],
    records: [],
  })
  for (let tries = 0; tries < 7; tries++) {
    await expect(commitOne(store, 'u1', long)).rejects.toThrow(/full/)
  }
  expect(await store.probe()).toBe(false)
  raw.exec('pragma max_page_count = 1000000')
  const committed = await commitOne(store, 'u1', long)
  expect(committed).toMatchObject({ fresh: [true], turns: 1, failures: [] })
  expect(await store.escalations.open(10)).toEqual([])
  expect(await store.probe()).toBe(true)
  await store.close()
})
