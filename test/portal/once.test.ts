// Whatever breaks, at whatever moment: one dossier, filed once, with every file.
import { describe, expect, it } from 'vitest'
import type { Connector } from '../../src/portal/connector.ts'
import { kill, openSandbox, spawnSandbox, type TestPortal, temporaryDirectory } from '../sandbox/support.ts'
import {
  birthDossier,
  connect,
  contents,
  failureOf,
  type MemoryJournal,
  openJournal,
  signal,
} from './support.ts'

async function expectFiledOnce(portal: TestPortal): Promise<void> {
  const { total, data } = await portal.json('/dossiers')
  expect(total).toBe(1)
  expect(data[0]).toMatchObject({ dossierStatus: 'receiving', referenceUid: 'mc-k1' })
  const { data: files } = await portal.json('/dossiers/mc-k1/files')
  expect(files.filter(({ eForm }) => eForm)).toHaveLength(1)
  expect(files).toHaveLength(4)
  for (const [reference, content] of Object.entries(contents)) {
    const answer = await portal.call(`/dossiers/mc-k1/files/${reference}`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true)
  }
  const { dossierId } = await portal.json('/dossiers/mc-k1')
  const logs = await portal.json(`/dossierlogs/${dossierId}/logs`)
  expect(logs.data.map(({ payload }) => (payload as { stepCode: string }).stepCode)).toEqual(['200'])
}

async function submitUntilFiled(connector: Connector, journal: MemoryJournal): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const outcome = await connector.submit(birthDossier(), journal, signal).catch(() => null)
    if (outcome?.type === 'received') return
  }
  throw new Error('not filed in five tries')
}

const cuts = ['create', 'update', 'file', 'eform', 'action'] as const
const kinds = ['drop-after-commit', 'fail-after-commit', 'drop-before-commit', 'fail-before-commit'] as const
const table = cuts.flatMap((on) => kinds.map((fault) => [fault, on] as const))

describe('a submission that breaks and is run again', () => {
  it.each(table)('%s at %s leaves exactly one dossier', async (fault, on) => {
    const profile = { applicantName: 'Khác', applicantIdNo: '1' } // makes an update necessary
    const portal = await openSandbox({
      accounts: [{ name: 'motcua@sandbox.test', password: 'motcua', profile }],
    })
    await portal.faults({ next: [{ fault, on }] })
    const [connector, journal] = [connect(portal), openJournal()]
    const error = await failureOf(connector.submit(birthDossier(), journal, signal))
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, outcome: 'unknown' })
    expect((await connector.submit(birthDossier(), journal, signal)).type).toBe('received')
    await expectFiledOnce(portal)
  })

  it('after a journal that was lost, too', async () => {
    const portal = await openSandbox()
    await portal.faults({ next: [{ fault: 'drop-after-commit', on: 'action' }] })
    await failureOf(connect(portal).submit(birthDossier(), openJournal(), signal))
    await connect(portal).submit(birthDossier(), openJournal(), signal)
    await expectFiledOnce(portal)
  })

  it('several faults in a row', async () => {
    const portal = await openSandbox()
    await portal.faults({
      next: [
        { fault: 'drop-after-commit', on: 'create' },
        { fault: 'fail-before-commit', on: 'file' },
        { fault: 'drop-after-commit', on: 'file' },
        { fault: 'fail-after-commit', on: 'action' },
      ],
    })
    await submitUntilFiled(connect(portal), openJournal())
    await expectFiledOnce(portal)
  })

  it('a file whose bytes the portal lost is sent again', async () => {
    const portal = await openSandbox()
    await portal.faults({ next: [{ fault: 'lose-content', on: 'file', times: 2 }] })
    await connect(portal).submit(birthDossier(), openJournal(), signal)
    await expectFiledOnce(portal)
  })

  it('a portal that never keeps the bytes gets no action', async () => {
    const portal = await openSandbox()
    await portal.faults({ next: [{ fault: 'lose-content', on: 'file', times: 100 }] })
    const error = await failureOf(connect(portal).submit(birthDossier(), openJournal(), signal))
    expect(error).toMatchObject({ code: 'unavailable', retryable: true })
    expect((await portal.json('/dossiers/mc-k1')).dossierStatus).toBe('')
  })

  it('after filing, a second submit changes nothing on the portal', async () => {
    const portal = await openSandbox()
    const [connector, journal] = [connect(portal), openJournal()]
    const first = await connector.submit(birthDossier(), journal, signal)
    const before = await portal.json('/dossiers/mc-k1')
    const second = await connector.submit(birthDossier(), journal, signal)
    expect(second).toEqual(first)
    // A create after filing would have moved these dates.
    expect(await portal.json('/dossiers/mc-k1')).toEqual(before)
    expect(journal.steps.filter(({ step }) => step === 'filed')).toHaveLength(1)
  })

  it('a dossier already being processed is found, not filed', async () => {
    const portal = await openSandbox()
    const connector = connect(portal)
    await connector.submit(birthDossier(), openJournal(), signal)
    const { dossierId } = await portal.json('/dossiers/mc-k1')
    await portal.officer(dossierId, { actionCode: '3100', stepCode: '200' })
    const again = await connector.submit(birthDossier(), openJournal(), signal)
    expect(again).toMatchObject({ type: 'received', dossier: { status: 'processing' } })
  })

  it('a portal that no longer knows a dossier we were sending is left to staff', async () => {
    const portal = await openSandbox()
    const journal = openJournal()
    await journal.record('sending', '1300')
    const error = await failureOf(connect(portal).submit(birthDossier(), journal, signal))
    expect(error).toMatchObject({ code: 'unexpected_response', retryable: false, outcome: 'unknown' })
    expect((await portal.json('/dossiers')).total).toBe(0)
  })
})

describe('a portal in trouble', () => {
  it('a maintenance page is a portal that is away, not an answer', async () => {
    const portal = await openSandbox()
    await portal.faults({ maintenance: true })
    const error = await failureOf(connect(portal).submit(birthDossier(), openJournal(), signal))
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, outcome: 'nothing-done' })
  })

  it('a portal that is gone leaves nothing done', async () => {
    const portal = await openSandbox()
    await portal.faults({ away: true })
    const error = await failureOf(connect(portal).submit(birthDossier(), openJournal(), signal))
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, outcome: 'nothing-done' })
  })

  it('a look-up that fails after the action was sent keeps the outcome unknown', async () => {
    const portal = await openSandbox()
    const [connector, journal] = [connect(portal), openJournal()]
    await portal.faults({ next: [{ fault: 'drop-after-commit', on: 'action' }] })
    await failureOf(connector.submit(birthDossier(), journal, signal))
    await portal.faults({ away: true })
    const error = await failureOf(connector.submit(birthDossier(), journal, signal))
    expect(error).toMatchObject({ code: 'unavailable', outcome: 'unknown' })
  })
})

describe('kill -9 of the portal', () => {
  // The moment: right after the portal committed this step and before the connector goes on.
  it.each(['creating', 'created', 'uploaded', 'sending'])(
    'at %s, then a restart and a second submit: one dossier with all files',
    async (moment) => {
      const directory = temporaryDirectory()
      const first = await spawnSandbox(directory)
      const plain = openJournal()
      const journal: MemoryJournal = {
        ...plain,
        async record(step, detail) {
          await plain.record(step, detail)
          if (step === moment && !first.child.killed) await kill(first.child, 'SIGKILL')
        },
      }
      await failureOf(connect(first.portal).submit(birthDossier(), journal, signal))
      const second = await spawnSandbox(directory, { port: first.port })
      expect((await connect(second.portal).submit(birthDossier(), journal, signal)).type).toBe('received')
      await expectFiledOnce(second.portal)
    },
  )

  it('in the middle of requests, at moments nobody chose, loses nothing that was answered', async () => {
    const directory = temporaryDirectory()
    const journal = openJournal()
    let running = await spawnSandbox(directory)
    for (let round = 0; round < 4; round += 1) {
      const submission = connect(running.portal)
        .submit(birthDossier(), journal, signal)
        .catch(() => null)
      await new Promise((resolve) => setTimeout(resolve, 15 + round * 25))
      await kill(running.child, 'SIGKILL')
      await submission
      running = await spawnSandbox(directory, { port: running.port })
      const { data: files } = await running.portal.json('/dossiers/mc-k1/files')
      for (const { step, detail } of journal.steps) {
        if (step === 'created')
          expect((await running.portal.json(`/dossiers/${detail}`)).referenceUid).toBe('mc-k1')
        if (step === 'uploaded') expect(files.some(({ referenceUid }) => referenceUid === detail)).toBe(true)
      }
    }
    await submitUntilFiled(connect(running.portal), journal)
    await expectFiledOnce(running.portal)
  })
})
