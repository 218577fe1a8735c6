// The sandbox as a program: says who it is, loses nothing to kill -9, leaves when told or orphaned.
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { inTransaction, openDatabase } from '../../src/sandbox/database.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { kill, silentLog, spawnSandbox, temporaryDirectory } from './support.ts'

it('says who it is', async () => {
  const { portal } = await spawnSandbox(temporaryDirectory())
  const answer = await fetch(`${portal.url}/healthz`)
  expect(await answer.json()).toEqual({ service: 'motcua-sandbox', status: 'ok' })
})

it('kill -9 right after an answer loses neither dossier, file nor the next code', async () => {
  const directory = temporaryDirectory()
  const first = await spawnSandbox(directory)
  const { dossierId } = await first.portal.create()
  await first.portal.upload(dossierId, {
    referenceUid: 'f-1',
    dossierPartNo: '2',
    file: new Blob(['nguyên vẹn']),
  })
  await first.portal.post(`/dossiers/${dossierId}/actions`, { actionCode: '1300' })
  await kill(first.child, 'SIGKILL')
  const second = await spawnSandbox(directory)
  expect((await second.portal.json(`/dossiers/${dossierId}`)).dossierNo).toMatch(/-0001$/)
  const content = await second.portal.call(`/dossiers/${dossierId}/files/f-1`)
  expect(await content.text()).toBe('nguyên vẹn')
  const next = await second.portal.create()
  await second.portal.post(`/dossiers/${next.dossierId}/actions`, { actionCode: '1300' })
  expect((await second.portal.json(`/dossiers/${next.dossierId}`)).dossierNo).toMatch(/-0002$/)
})

it('SIGTERM ends it with 0', async () => {
  const { child } = await spawnSandbox(temporaryDirectory())
  expect(await kill(child, 'SIGTERM')).toBe(0)
})

it('it does not outlive the parent that holds its channel', async () => {
  const { child } = await spawnSandbox(temporaryDirectory(), { ipc: true })
  const ended = once(child, 'exit')
  child.disconnect()
  expect((await ended)[0]).toBe(0)
})

it('refuses to listen beyond loopback', async () => {
  const options = { directory: temporaryDirectory(), port: 0, log: silentLog, host: '0.0.0.0' as '127.0.0.1' }
  await expect(startSandbox(options)).rejects.toThrow('loopback')
})

it('a change that fails half-way leaves nothing behind', () => {
  const database = openDatabase(temporaryDirectory())
  onTestFinished(() => database.close())
  const half = () =>
    inTransaction(database, () => {
      database.exec("INSERT INTO counter (name, value) VALUES ('THU', 1)")
      throw new Error('half-way')
    })
  expect(half).toThrow('half-way')
  expect(database.prepare('SELECT count(*) AS rows FROM counter').get()).toEqual({ rows: 0 })
})
