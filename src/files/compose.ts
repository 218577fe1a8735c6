// Pages of one component, in order, become one PDF a portal takes: upright, under its limit, without metadata.
import type { Decoder } from './decode/decoder.ts'
import type { RefusedLook } from './decode/jobs.ts'
import type { PaperType } from './refusal.ts'

/** A page is read only when its turn comes, so that a long album is never in memory at once. */
export interface SourcePage {
  readonly mediaType: PaperType
  read(): Promise<Uint8Array>
}

export type Composed =
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array; readonly pages: number; readonly dpi: number }
  /** Readable pages do not fit: `bytes` is the smallest they get. */
  | { readonly kind: 'too_large'; readonly bytes: number; readonly maxBytes: number }
  | { readonly kind: 'refused'; readonly page: number; readonly reason: RefusedLook['reason'] }

export type ComposePdf = (
  decoder: Decoder,
  pages: readonly SourcePage[],
  options: { maxBytes: number; title: string },
) => Promise<Composed>

export type Preview =
  /** `pdfPages` are pages of the applicant's own PDFs, which are not drawn. */
  | {
      readonly kind: 'preview'
      readonly jpeg: Uint8Array | null
      readonly photos: number
      readonly pdfPages: number
    }
  | { readonly kind: 'refused'; readonly page: number; readonly reason: RefusedLook['reason'] }

export type PreviewOf = (decoder: Decoder, pages: readonly SourcePage[]) => Promise<Preview>
