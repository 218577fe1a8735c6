// Decoding happens in a child process: a picture that crashes, hangs or swells its decoder takes only the child down.
import type { CardQr } from '../card-qr.ts'
import type { PaperType } from '../refusal.ts'
import type {
  AssembledPdf,
  ContactSheet,
  Look,
  PageOptions,
  PdfPart,
  PhotoPage,
  PhotoType,
  RefusedLook,
} from './jobs.ts'

export interface DecoderOptions {
  /** A job that takes longer is ended with its child and answered `too_costly`. */
  readonly timeoutMs?: number
  /** A child that holds more is ended and its job answered `too_costly`. */
  readonly mostResidentBytes?: number
  /** A child is replaced after so many jobs: what leaks, leaks for a while only. */
  readonly jobsPerChild?: number
  /** Jobs that may wait; the next one is answered `too_costly` at once. */
  readonly mostWaiting?: number
}

/**
 * One child, one job at a time, so at most one picture is unpacked at once. Answers never reject for what a file holds:
 * a job whose child died is `damaged`, one that was ended for time or memory, or found the queue full, `too_costly`.
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
