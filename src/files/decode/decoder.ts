// Decoding happens in a child process: a picture that crashes, hangs or swells its decoder takes only the child down.
import type { CardQr } from '../card-qr.ts'
import { fileLimits, type PaperType } from '../refusal.ts'
import type {
  AssembledPdf,
  ContactSheet,
  JobName,
  Jobs,
  Look,
  PageOptions,
  PdfPart,
  PhotoPage,
  PhotoType,
  RefusedLook,
} from './jobs.ts'
import { type Child, startChild } from './start-child.ts'

export interface DecoderOptions {
  /** A job that takes longer is ended with its child and answered `too_costly`. */
  readonly timeoutMs?: number
  /** A child that holds more is ended and its job answered `too_costly`. */
  readonly mostResidentBytes?: number
  /** A child is replaced after so many jobs: what leaks, leaks for a while only. */
  readonly jobsPerChild?: number
  /** Jobs that may wait, and the bytes they may hold; the next one throws `DecoderUnavailable`. */
  readonly mostWaiting?: number
  readonly mostWaitingBytes?: number
  /** A child with nothing to do for so long is let go; the next job starts another. */
  readonly idleMs?: number
  /** Hears why a child ended, without anything of the file. */
  readonly onTrouble?: (what: string) => void
}

/** Nobody can decode now, whatever the file holds: try the same job again later. */
export class DecoderUnavailable extends Error {
  override readonly name = 'DecoderUnavailable'
}

/**
 * One child, one job at a time, so at most one picture is unpacked at once. Answers never reject for what a file holds:
 * a job whose child died twice is `damaged`, one that was ended for its time or memory `too_costly`. Calls reject with
 * `DecoderUnavailable` only, when the queue is full, no child can be started, or the decoder is closed.
 */
export interface Decoder {
  /** What the file shows: size, warnings, page count. Cheap enough for every file that arrives. */
  look(bytes: Uint8Array, options: { mediaType: PaperType; maxPages?: number }): Promise<Look>
  /** The identity card in the photo. Tries harder than `look`, which only says whether one is there. */
  readCardQr(bytes: Uint8Array, options: { mediaType: PhotoType }): Promise<CardQr | RefusedLook>
  page(bytes: Uint8Array, options: { mediaType: PhotoType } & PageOptions): Promise<PhotoPage | RefusedLook>
  assemble(parts: readonly PdfPart[], options: { title: string }): Promise<AssembledPdf | RefusedLook>
  sheet(jpegs: readonly Uint8Array[]): Promise<ContactSheet | RefusedLook>
  /** For health pages and tests. */
  state(): { pid: number | null; waiting: number; started: number }
  close(): Promise<void>
}

interface Waiting {
  readonly job: JobName
  readonly ask: Jobs[JobName]['ask']
  readonly sizeBytes: number
  tries: number
  readonly answer: (answer: never) => void
  readonly fail: (error: Error) => void
}

export function createDecoder(options: DecoderOptions = {}): Decoder {
  const {
    timeoutMs = 10_000,
    mostResidentBytes = 512 * 1024 * 1024,
    jobsPerChild = 200,
    mostWaiting = 100,
    mostWaitingBytes = 256 * 1024 * 1024,
    idleMs = 60_000,
    onTrouble = () => {},
  } = options
  // A child this large between jobs is replaced, so that one big photo does not cost memory for ever.
  const roomyBytes = mostResidentBytes / 2
  const line: Waiting[] = []
  let child: Child | null = null
  let jobs = 0
  let started = 0
  let failedStarts = 0
  let working = false
  let closed = false
  let idle: NodeJS.Timeout | undefined

  function run<Name extends JobName>(
    job: Name,
    ask: Jobs[Name]['ask'],
    sizeBytes: number,
  ): Promise<Jobs[Name]['answer']> {
    const waitingBytes = line.reduce((sum, one) => sum + one.sizeBytes, sizeBytes)
    if (closed || line.length >= mostWaiting || (line.length > 0 && waitingBytes > mostWaitingBytes)) {
      return Promise.reject(
        new DecoderUnavailable(closed ? '[files] closed' : '[files] too much to decode at once'),
      )
    }
    return new Promise((answer, fail) => {
      line.push({ job, ask, sizeBytes, tries: 0, answer, fail })
      void workOff()
    })
  }

  async function workOff(): Promise<void> {
    if (working) return
    working = true
    clearTimeout(idle)
    for (let next = line.shift(); next; next = line.shift()) await attempt(next)
    working = false
    idle = setTimeout(letGo, idleMs)
    idle.unref()
  }

  async function attempt(one: Waiting): Promise<void> {
    const current = await ready()
    if (!current) return one.fail(new DecoderUnavailable('[files] the decoding child does not start'))
    jobs += 1
    const ended = await current.work(one.job, one.ask, { timeoutMs, mostResidentBytes })
    if (ended.type === 'answered') {
      one.answer(ended.answer as never)
      if (jobs >= jobsPerChild || ended.residentBytes > roomyBytes) letGo()
      return
    }
    letGo()
    onTrouble(`${one.job}: ${ended.why}: ${current.lastWords()}`)
    if (closed) return one.fail(new DecoderUnavailable('[files] closed'))
    if (ended.type === 'broken') return one.fail(new DecoderUnavailable(`[files] ${ended.why}`))
    if (ended.type === 'too_costly') return one.answer({ kind: 'refused', reason: 'too_costly' } as never)
    // Perhaps something else ended it. Once more in a fresh child; who brings down two is damaged.
    one.tries += 1
    if (one.tries < 2) return attempt(one)
    one.answer({ kind: 'refused', reason: 'damaged' } as never)
  }

  async function ready(): Promise<Child | null> {
    while (!closed && failedStarts < 3) {
      if (child?.alive()) return child
      started += 1
      jobs = 0
      child = startChild()
      if (await child.ready(timeoutMs)) {
        failedStarts = 0
        return child
      }
      failedStarts += 1
      onTrouble(`start: ${child.lastWords()}`)
      letGo()
    }
    // The next job tries again: what was missing may have come back.
    failedStarts = 0
    return null
  }

  function letGo(): void {
    child?.end()
    child = null
  }

  return {
    look: (bytes, { mediaType, maxPages = fileLimits.pages }) =>
      run('look', { bytes, mediaType, maxPages }, bytes.length),
    readCardQr: (bytes, { mediaType }) => run('card', { bytes, mediaType }, bytes.length),
    page: (bytes, { mediaType, dpi, quality }) =>
      run('page', { bytes, mediaType, dpi, quality }, bytes.length),
    assemble: (parts, { title }) => run('assemble', { parts, title }, sizeOf(parts)),
    sheet: (jpegs) =>
      run(
        'sheet',
        { jpegs },
        jpegs.reduce((sum, one) => sum + one.length, 0),
      ),
    state: () => ({ pid: child?.alive() ? child.pid : null, waiting: line.length, started }),
    async close() {
      closed = true
      clearTimeout(idle)
      for (const one of line.splice(0)) one.fail(new DecoderUnavailable('[files] closed'))
      letGo()
    },
  }
}

function sizeOf(parts: readonly PdfPart[]): number {
  return parts.reduce((sum, part) => sum + (part.type === 'pdf' ? part.bytes : part.jpeg).length, 0)
}
