// Scanning fails closed: only the daemon's exact word of health is health.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createScanner } from '../../src/files/scan.ts'
import { clamdProgram, eicar, type Fault, startClamd, startFakeClamd } from '../support/clamd.ts'
import { describeWith } from '../support/needs.ts'

const file = randomBytes(300_000)

async function ask(fault: Fault, bytes: Uint8Array = file, timeoutMs = 5_000) {
  const daemon = await startFakeClamd(fault)
  try {
    const scan = await createScanner({ host: '127.0.0.1', port: daemon.port, timeoutMs }).scan(bytes)
    return { scan, received: daemon.received() }
  } finally {
    await daemon.close()
  }
}

test('every byte is sent, in pieces, and a clean file is clean', async () => {
  const { scan, received } = await ask('ok')
  expect(scan).toEqual({ kind: 'clean' })
  expect(received.equals(file)).toBe(true)
})

test('an empty file can be asked about', async () => {
  expect((await ask('ok', new Uint8Array())).scan).toEqual({ kind: 'clean' })
})

test('what was found is named', async () => {
  expect((await ask('found')).scan).toEqual({ kind: 'infected', name: 'Eicar-Test' })
})

test('a file the daemon found too large is over the limit, even when it hangs up while we send', async () => {
  expect((await ask('early_limit', randomBytes(20_000_000))).scan).toEqual({ kind: 'over_limit' })
})

test('a daemon that is well and hangs up on a file each time found it too large, though its answer is lost', async () => {
  expect((await ask('hangs_up', randomBytes(20_000_000))).scan).toEqual({ kind: 'over_limit' })
})

test.each<[Fault, string]>([
  ['closes', ''],
  ['garbage', 'an answer not understood'],
  ['half_ok', 'an answer not understood'],
  ['endless', 'an endless answer'],
])('a daemon that %s has not said that the file is clean', async (fault, why) => {
  const { scan } = await ask(fault)
  expect(scan.kind).toBe('unavailable')
  if (why) expect(scan).toEqual({ kind: 'unavailable', why })
})

test('a daemon that says nothing is given up in time', async () => {
  const before = Date.now()
  expect((await ask('silent', file, 300)).scan).toEqual({ kind: 'unavailable', why: 'no answer in time' })
  expect(Date.now() - before).toBeLessThan(3_000)
})

test('no daemon at all is unavailable', async () => {
  const daemon = await startFakeClamd('ok')
  await daemon.close()
  const scan = await createScanner({ host: '127.0.0.1', port: daemon.port }).scan(file)
  expect(scan).toEqual({ kind: 'unavailable', why: 'ECONNREFUSED' })
})

describeWith('clamd', clamdProgram, 'a real clamd', () => {
  let daemon: Awaited<ReturnType<typeof startClamd>>
  beforeAll(async () => {
    daemon = await startClamd()
  })
  afterAll(() => daemon?.close())
  const scan = (bytes: Uint8Array) => createScanner({ host: '127.0.0.1', port: daemon.port }).scan(bytes)

  test('finds the test virus, at the start and deep inside', async () => {
    expect(await scan(eicar)).toMatchObject({ kind: 'infected', name: expect.stringContaining('Eicar-Test') })
    expect(await scan(Buffer.concat([randomBytes(200_000), eicar]))).toMatchObject({ kind: 'infected' })
  })

  test('lets a clean file through', async () => {
    expect(await scan(file)).toEqual({ kind: 'clean' })
  })

  test('says when a file is larger than it takes', async () => {
    expect(await scan(randomBytes(3_000_000))).toEqual({ kind: 'over_limit' })
  })
})
