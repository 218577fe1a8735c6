// Keeps what was read of the entries in a file between starts. It may be lost: then it is read again, which takes a second or two.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { ReadOnce } from '../content/snapshot.ts'

type Reading = ReturnType<ReadOnce>

/** The program that reads is a source too: another version may read otherwise. */
const program = join(import.meta.dirname, '..', 'find')

/** One file in `dataDir`, of the sources read last. */
export function keepReading(dataDir: string): ReadOnce {
  const file = join(dataDir, 'reading.bin')
  return (sources, read) => {
    const key = keyOf(sources)
    const known = readKept(file, key)
    if (known) return known
    const reading = read()
    keep(dataDir, file, key, reading)
    return reading
  }
}

function keyOf(sources: unknown): Buffer {
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

function keep(dataDir: string, file: string, key: Buffer, reading: Reading): void {
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, Buffer.concat([key, serialize(reading)]), { mode: 0o600 })
    renameSync(unfinished, file)
  } catch {
    // A full disk is told elsewhere; the next start reads again.
  }
}
