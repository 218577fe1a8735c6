// The wall around decoding: whatever a file does to its decoder, the program goes on and says what happened.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, expect, test } from 'vitest'
import {
  createDecoder,
  type Decoder,
  type DecoderOptions,
  DecoderUnavailable,
} from '../../src/files/decode/decoder.ts'
import { behindWalls } from '../../src/files/decode/start-child.ts'
import { makePdf } from '../support/papers.ts'
import { pageSvg, photoOf } from '../support/photo.ts'
import { makeHugePng, makePdfOfPages } from '../support/rough-files.ts'

const heic = readFileSync(join(import.meta.dirname, 'fixtures', 'page.heic'))
const jpeg = 'image/jpeg' as const
let decoder: Decoder
const troubles: string[] = []

function start(options: DecoderOptions = {}): Decoder {
  troubles.length = 0
  decoder = createDecoder({ onTrouble: (what) => troubles.push(what), ...options })
  return decoder
}

afterEach(() => decoder.close())

const photo = await photoOf(pageSvg(), { width: 600, height: 800 })
/** A photo that keeps a decoder busy for a while. */
const large = () => photoOf(pageSvg(), { width: 3_000, height: 4_000, noise: 8, quality: 95 })

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 400; tries += 1) await new Promise((done) => setTimeout(done, 10))
  expect(holds()).toBe(true)
}

test('an iPhone photo is decoded, upright, and becomes a page', async () => {
  const { look, page } = start()
  expect(await look(heic, { mediaType: 'image/heic' })).toMatchObject({
    kind: 'photo',
    width: 480,
    height: 640,
  })
  const made = await page(heic, { mediaType: 'image/heic', dpi: 150, quality: 70 })
  expect(made).toMatchObject({ kind: 'page', width: 480, height: 640 })
})

test('pages of a PDF are counted, too many and locked ones refused', async () => {
  const { look } = start()
  const pdf = { mediaType: 'application/pdf' } as const
  expect(await look(makePdf('one'), pdf)).toEqual({ kind: 'pdf', pages: 1 })
  expect(await look(makePdfOfPages(61), pdf)).toEqual({ kind: 'refused', reason: 'too_many_pages' })
  expect(await look(Buffer.from('%PDF-1.4 nothing'), pdf)).toEqual({ kind: 'refused', reason: 'damaged' })
})

test('a truncated photo is damaged, and the child lives on', async () => {
  const { look, state } = start()
  const cut = photo.subarray(0, photo.length * 0.6)
  expect(await look(cut, { mediaType: jpeg })).toEqual({ kind: 'refused', reason: 'damaged' })
  expect(await look(photo, { mediaType: jpeg })).toMatchObject({ kind: 'photo' })
  expect(state().started).toBe(1)
})

test('a picture with too many pixels is refused in the child too', async () => {
  const { look } = start()
  const found = await look(makeHugePng(14_000, 14_000), { mediaType: 'image/png' })
  expect(found).toEqual({ kind: 'refused', reason: 'damaged' })
})

test('a job whose child is killed once is done by the next child', async () => {
  const { look, state } = start()
  await look(photo, { mediaType: jpeg })
  const bytes = await large()
  const waiting = [look(bytes, { mediaType: jpeg }), look(photo, { mediaType: jpeg })]
  process.kill(state().pid ?? 0, 'SIGKILL')
  for (const found of await Promise.all(waiting)) expect(found).toMatchObject({ kind: 'photo' })
  expect(state().started).toBe(2)
})

test.skipIf(process.platform !== 'linux')(
  'a job that brings down two children is damaged, and those behind it go on (skipped beyond Linux)',
  async () => {
    const { look, state } = start()
    await look(photo, { mediaType: jpeg })
    const bytes = await large()
    const bad = look(bytes, { mediaType: jpeg })
    const behind = look(photo, { mediaType: jpeg })
    process.kill(state().pid ?? 0, 'SIGKILL')
    // The second one is at work when it holds more than it starts with.
    await until(() => state().started === 2 && residentOf(state().pid) > 85_000_000)
    process.kill(state().pid ?? 0, 'SIGKILL')
    expect(await bad).toEqual({ kind: 'refused', reason: 'damaged' })
    expect(await behind).toMatchObject({ kind: 'photo' })
  },
)

test('a job that takes too long is too costly, its child ended, and those behind it go on', async () => {
  const { look, state } = start({ timeoutMs: 2_500 })
  await look(photo, { mediaType: jpeg })
  const pid = state().pid ?? 0
  const bytes = await large()
  const hung = look(bytes, { mediaType: jpeg })
  // Stopped, it neither answers nor dies.
  process.kill(pid, 'SIGSTOP')
  const behind = look(photo, { mediaType: jpeg })
  expect(await hung).toEqual({ kind: 'refused', reason: 'too_costly' })
  expect(await behind).toMatchObject({ kind: 'photo' })
  await until(() => !alive(pid))
  expect(await look(photo, { mediaType: jpeg })).toMatchObject({ kind: 'photo' })
})

test.skipIf(process.platform !== 'linux')(
  'a child that holds too much memory is ended (skipped beyond Linux)',
  async () => {
    const { look } = start({ mostResidentBytes: 40 * 1024 * 1024 })
    expect(await look(await large(), { mediaType: jpeg })).toEqual({ kind: 'refused', reason: 'too_costly' })
    expect(troubles.join()).toContain('too much memory')
  },
)

test('a child is replaced after so many jobs', async () => {
  const { look, state } = start({ jobsPerChild: 2 })
  for (let turn = 0; turn < 5; turn += 1) await look(photo, { mediaType: jpeg })
  expect(state().started).toBe(3)
})

test('a child with nothing to do is let go, and the next job starts another', async () => {
  const { look, state } = start({ idleMs: 30 })
  await look(photo, { mediaType: jpeg })
  await until(() => state().pid === null)
  expect(await look(photo, { mediaType: jpeg })).toMatchObject({ kind: 'photo' })
  expect(state().started).toBe(2)
})

test('more than may wait is turned away at once, to be tried again', async () => {
  const { look } = start({ mostWaiting: 2 })
  const jobs = Array.from({ length: 5 }, () => look(photo, { mediaType: jpeg }))
  const ends = await Promise.allSettled(jobs)
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  const turnedAway = ends.find((end) => end.status === 'rejected')
  expect(turnedAway?.reason).toBeInstanceOf(DecoderUnavailable)
})

test('a closed decoder turns waiting jobs away and leaves no child behind', async () => {
  const { look, state, close } = start()
  await look(photo, { mediaType: jpeg })
  const pid = state().pid ?? 0
  const job = look(photo, { mediaType: jpeg })
  await close()
  await expect(job).rejects.toBeInstanceOf(DecoderUnavailable)
  await until(() => !alive(pid))
})

test('the child cannot read beside its libraries, write, start programs or reach the network', () => {
  const child = join(import.meta.dirname, '../../src/files/decode/child.ts')
  const code = `
    await import(${JSON.stringify(child)})
    const fs = await import('node:fs')
    const net = await import('node:net')
    const { spawnSync } = await import('node:child_process')
    const tries = {
      read: () => fs.readFileSync('/etc/hostname'),
      write: () => fs.writeFileSync('/tmp/motcua-probe', ''),
      start: () => spawnSync('/bin/true'),
      network: () => net.connect(80, '127.0.0.1'),
    }
    const said = Object.entries(tries).map(([name, attempt]) => {
      try { attempt(); return [name, 'allowed'] } catch (error) { return [name, 'denied'] }
    })
    console.log(JSON.stringify(Object.fromEntries(said)))
    process.exit(0)`
  const [command = '', ...args] = behindWalls('--input-type=module', '--eval', code)
  const said = execFileSync(command, args, { encoding: 'utf8', env: {} })
  expect(JSON.parse(said)).toEqual({ read: 'denied', write: 'denied', start: 'denied', network: 'denied' })
})

test.skipIf(process.platform !== 'linux')(
  'the child has none of our environment (skipped beyond Linux)',
  async () => {
    process.env.MOTCUA_PROBE_SECRET = 'secret'
    const { look, state } = start()
    await look(photo, { mediaType: jpeg })
    delete process.env.MOTCUA_PROBE_SECRET
    const names = readFileSync(`/proc/${state().pid}/environ`, 'utf8')
      .split('\0')
      .filter(Boolean)
      .map((one) => one.split('=')[0])
    expect(names.sort()).toEqual([
      'MALLOC_ARENA_MAX',
      'MALLOC_MMAP_THRESHOLD_',
      'MALLOC_TRIM_THRESHOLD_',
      'NODE_CHANNEL_FD',
      'NODE_CHANNEL_SERIALIZATION_MODE',
    ])
  },
)

test.skipIf(!existsSync('/usr/bin/prlimit'))(
  'the child may hold 1 GiB of data and write no files (skipped without prlimit)',
  async () => {
    const { look, state } = start()
    await look(photo, { mediaType: jpeg })
    const limits = readFileSync(`/proc/${state().pid}/limits`, 'utf8')
    expect(limits).toMatch(/Max data size\s+1073741824/)
    expect(limits).toMatch(/Max file size\s+0/)
    expect(limits).toMatch(/Max core file size\s+0/)
  },
)

test('a page is an upright JPEG without a word about where and by what it was taken', async () => {
  const { page } = start()
  const taken = await sharp(photo)
    .rotate(90)
    .withExif({ IFD0: { Make: 'PhoneMaker' }, IFD3: { GPSLatitude: '21/1 1/1 1/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 8 })
    .jpeg()
    .toBuffer()
  expect(Buffer.from(taken).includes('Exif')).toBe(true)
  const made = await page(taken, { mediaType: jpeg, dpi: 150, quality: 80 })
  if (made.kind !== 'page') throw new Error(made.reason)
  expect([made.width, made.height]).toEqual([600, 800])
  for (const mark of ['Exif', 'PhoneMaker', 'ICC_PROFILE', 'http://ns.adobe.com']) {
    expect(Buffer.from(made.jpeg).includes(mark), mark).toBe(false)
  }
})

function residentOf(pid: number | null): number {
  if (pid === null) return 0
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4_096
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
