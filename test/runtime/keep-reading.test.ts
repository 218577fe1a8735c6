// What was read is kept between starts: the same answers, and never those of other content or of a broken file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { buildSnapshot, type ReadOnce } from '../../src/content/snapshot.ts'
import { findAnswer } from '../../src/find/answer.ts'
import { keepReading } from '../../src/runtime/keep-reading.ts'

const directory = mkdtempSync(join(tmpdir(), 'motcua-reading-'))
const file = join(directory, 'reading.bin')
const files = readContent(defaultContentDirectory)
const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))

afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Builds as a start does, and counts whether it had to read. */
function start(content = files, dataDir = directory) {
  let reads = 0
  const keep = keepReading(dataDir)
  const readOnce: ReadOnce = (sources, read) =>
    keep(sources, () => {
      reads += 1
      return read()
    })
  const { index } = buildSnapshot(content, revisions, { demo: false, readOnce })
  return { reads, answer: (query: string) => findAnswer(index, query) }
}

const queries = [
  'vợ mới đẻ làm giấy tờ gì',
  'lam lai cccd bi mat',
  'bang lai het han',
  'hôm nay trời mưa không',
  'giay khai sinhf',
]

test('a second start reads nothing and answers alike', () => {
  const first = start()
  const second = start()
  expect([first.reads, second.reads]).toEqual([1, 0])
  for (const query of queries) expect(second.answer(query)).toEqual(first.answer(query))
})

test('other content is read, and kept instead', () => {
  start()
  const other = { ...files, sayings: { ...files.sayings, '1.001193': ['chim sẻ làm tổ trên mái'] } }
  expect(start(other).reads).toBe(1)
  expect(start(other).reads).toBe(0)
  expect(start(other).answer('chim sẻ làm tổ').results[0]?.code).toBe('1.001193')
  expect(start().reads).toBe(1)
})

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['of something else', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 32), Buffer.from('không phải')])],
  ['empty', () => Buffer.alloc(0)],
])('a file that is %s is read anew', (_, spoil) => {
  start()
  writeFileSync(file, spoil(readFileSync(file)))
  const again = start()
  expect(again.reads).toBe(1)
  expect(again.answer('vợ mới đẻ làm giấy tờ gì').results[0]?.code).toBe('1.001193')
  expect(start().reads).toBe(0)
})

test('where nothing can be kept a start reads, and serves', () => {
  writeFileSync(directory.concat('-file'), '')
  const lost = start(files, directory.concat('-file'))
  expect(lost.reads).toBe(1)
  expect(lost.answer('lam khai sinh cho be').results[0]?.code).toBe('1.001193')
  rmSync(directory.concat('-file'))
})
