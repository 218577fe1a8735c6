// Keeps what was read of the content in a file between starts, and reads in a thread of its own, so that nobody waits for an editor.
// The file may be lost: then it is read again, which takes a second or two.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { deserialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Reading, ReadingSources } from '../content/snapshot.ts'
import type { ReadingOrder } from './reading-worker.ts'

/** The program that reads is a source too: another version may read otherwise. */
const program = join(import.meta.dirname, '..', 'find')
const worker = join(import.meta.dirname, `reading-worker${extname(import.meta.filename)}`)

/** One file in `dataDir`, of the sources read last. */
export function keepReading(dataDir: string): (sources: ReadingSources) => Promise<Reading> {
  const file = join(dataDir, 'reading.bin')
  return async (sources) => {
    const key = keyOf(sources)
    return readKept(file, key) ?? (await readElsewhere({ sources, dataDir, file, key }))
  }
}

function keyOf(sources: ReadingSources): Buffer {
  const hash = createHash('sha256').update(process.version).update(JSON.stringify(sources))
  for (const name of readdirSync(program).sort()) hash.update(readFileSync(join(program, name)))
  return hash.digest()
}

function readKept(file: string, key: Buffer): Reading | null {
  try {
    const bytes = readFileSync(file)
    return bytes.subarray(0, key.length).equals(key)
      ? (deserialize(bytes.subarray(key.length)) as Reading)
      : null
  } catch {
    // None was kept yet, or it broke off: whatever it was, it can be read again.
    return null
  }
}

function readElsewhere(order: ReadingOrder): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: order })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`[content] the reading thread ended with ${code}`)))
  })
}
