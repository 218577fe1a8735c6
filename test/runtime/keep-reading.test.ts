// What was read is kept between starts: the same answers, and never those of other content or of a broken file.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { prepareSnapshot } from '../../src/content/snapshot.ts'
import { findAnswer } from '../../src/find/answer.ts'
import { keepReading } from '../../src/runtime/keep-reading.ts'

const directory = mkdtempSync(join(tmpdir(), 'motcua-reading-'))
const file = join(directory, 'reading.bin')
const files = readContent(defaultContentDirectory)
const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))

afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Builds as a start does, and tells whether the file was written, which a reading ends with. */
async function start(content = files, dataDir = directory) {
  const before = writtenAt()
  const { sources, finish } = prepareSnapshot(content, revisions, { demo: false })
  const { index } = finish(await keepReading(dataDir)(sources))
  return { hasRead: writtenAt() !== before, answer: (query: string) => findAnswer(index, query) }
}

function writtenAt(): bigint {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n
}

const queries = [
  'vợ mới đẻ làm giấy tờ gì',
  'lam lai cccd bi mat',
  'bang lai het han',
  'hôm nay trời mưa không',
  'giay khai sinhf',
]

test('a second start reads nothing and answers alike', async () => {
  const first = await start()
  const second = await start()
  expect([first.hasRead, second.hasRead]).toEqual([true, false])
  for (const query of queries) expect(second.answer(query)).toEqual(first.answer(query))
})

test('other content is read, and kept instead', async () => {
  await start()
  const other = { ...files, sayings: { ...files.sayings, '1.001193': ['chim sẻ làm tổ trên mái'] } }
  expect((await start(other)).hasRead).toBe(true)
  const again = await start(other)
  expect(again.hasRead).toBe(false)
  expect(again.answer('chim sẻ làm tổ').results[0]?.code).toBe('1.001193')
  expect((await start()).hasRead).toBe(true)
})

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['of something else', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 32), Buffer.from('không phải')])],
  ['empty', () => Buffer.alloc(0)],
])('a file that is %s is read anew', async (_, spoil) => {
  await start()
  writeFileSync(file, spoil(readFileSync(file)))
  const again = await start()
  expect(again.hasRead).toBe(true)
  expect(again.answer('vợ mới đẻ làm giấy tờ gì').results[0]?.code).toBe('1.001193')
  expect((await start()).hasRead).toBe(false)
})

test('where nothing can be kept a start reads, and serves', async () => {
  const taken = `${directory}-file`
  writeFileSync(taken, '')
  const lost = await start(files, taken)
  expect(lost.answer('lam khai sinh cho be').results[0]?.code).toBe('1.001193')
  rmSync(taken)
})

test('while the content is read, the process does other things', async () => {
  let ticks = 0
  const ticking = setInterval(() => {
    ticks += 1
  }, 5)
  const { sources } = prepareSnapshot(files, revisions, { demo: false })
  await keepReading(directory)(sources)
  clearInterval(ticking)
  expect(ticks).toBeGreaterThan(5)
})
