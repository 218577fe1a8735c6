// The thread that reads: everything comes in one order, and one reading goes back when it is kept.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { serialize } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { type Reading, type ReadingSources, readSources } from '../content/snapshot.ts'

export interface ReadingOrder {
  readonly sources: ReadingSources
  readonly dataDir: string
  readonly file: string
  /** Stands before the reading in the file. */
  readonly key: Uint8Array
}

const order = workerData as ReadingOrder
const reading = readSources(order.sources)
keep(order, reading)
parentPort?.postMessage(reading)

function keep({ dataDir, file, key }: ReadingOrder, reading: Reading): void {
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, Buffer.concat([key, serialize(reading)]), { mode: 0o600 })
    renameSync(unfinished, file)
  } catch {
    // A full disk is told elsewhere; the next start reads again.
  }
}
