// Pages of one component, in order, become one PDF a portal takes: upright, under its limit, without metadata.
import type { Decoder } from './decode/decoder.ts'
import type { PageOptions, PdfPart, PhotoPage, RefusedLook } from './decode/jobs.ts'
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

export type Preview =
  /** `pdfPages` are pages of the applicant's own PDFs, which are not drawn. */
  | {
      readonly kind: 'preview'
      readonly jpeg: Uint8Array | null
      readonly photos: number
      readonly pdfPages: number
    }
  | { readonly kind: 'refused'; readonly page: number; readonly reason: RefusedLook['reason'] }

/** From the best a portal may take down to the least an officer can read: at 130 dpi small print is 9 pixels high. */
const steps: readonly PageOptions[] = [
  { dpi: 200, quality: 80 },
  { dpi: 200, quality: 62 },
  { dpi: 170, quality: 55 },
  { dpi: 150, quality: 45 },
  { dpi: 130, quality: 38 },
]

/** Rejects only when a page cannot be read or the decoder is unavailable: both are worth another try. */
export async function composePdf(
  decoder: Decoder,
  pages: readonly SourcePage[],
  options: { maxBytes: number; title: string },
): Promise<Composed> {
  let parts: PdfPart[] = []
  for (const [at, page] of pages.entries()) {
    const part = await partOf(decoder, page, steps[0] as PageOptions)
    if (part.type === 'refused') return { kind: 'refused', page: at, reason: part.reason }
    parts.push(part)
  }
  // The first pass is as fine as pages get, so later steps start from its pages, not from the photos.
  const first = parts
  let smallest = Number.POSITIVE_INFINITY
  for (const step of steps) {
    if (step !== steps[0]) {
      const smaller = await shrink(decoder, first, step)
      if (!smaller) continue
      parts = smaller
    }
    const known = parts.reduce((sum, part) => sum + sizeOf(part), 0)
    // Far over the limit there is no need to put the pages together to know.
    if (known > options.maxBytes * 1.1 && step !== steps.at(-1)) continue
    const whole = await decoder.assemble(parts, { title: options.title })
    if (whole.kind === 'refused') return { kind: 'refused', page: pdfAt(pages), reason: whole.reason }
    if (whole.bytes.length <= options.maxBytes) {
      return { kind: 'pdf', bytes: whole.bytes, pages: whole.pages, dpi: step.dpi }
    }
    smallest = Math.min(smallest, whole.bytes.length)
    if (!parts.some((part) => part.type === 'photo')) break
  }
  return { kind: 'too_large', bytes: smallest, maxBytes: options.maxBytes }
}

async function partOf(
  decoder: Decoder,
  page: SourcePage,
  step: PageOptions,
): Promise<PdfPart | { type: 'refused'; reason: RefusedLook['reason'] }> {
  const { mediaType } = page
  const bytes = await page.read()
  if (mediaType === 'application/pdf') {
    const look = await decoder.look(bytes, { mediaType })
    return look.kind === 'refused' ? { type: 'refused', reason: look.reason } : { type: 'pdf', bytes }
  }
  const made = await decoder.page(bytes, { mediaType, ...step })
  return made.kind === 'refused' ? { type: 'refused', reason: made.reason } : photoPart(made)
}

async function shrink(
  decoder: Decoder,
  parts: readonly PdfPart[],
  step: PageOptions,
): Promise<PdfPart[] | null> {
  const smaller: PdfPart[] = []
  for (const part of parts) {
    if (part.type === 'pdf') {
      smaller.push(part)
      continue
    }
    const made = await decoder.page(part.jpeg, { mediaType: 'image/jpeg', ...step })
    if (made.kind === 'refused') return null
    // A photo small from the start may grow when squeezed again.
    smaller.push(made.jpeg.length < part.jpeg.length ? photoPart(made) : part)
  }
  return smaller
}

function photoPart({ jpeg, width, height }: PhotoPage): PdfPart {
  return { type: 'photo', jpeg, width, height }
}

function sizeOf(part: PdfPart): number {
  return part.type === 'pdf' ? part.bytes.length : part.jpeg.length
}

function pdfAt(pages: readonly SourcePage[]): number {
  return Math.max(
    0,
    pages.findIndex((page) => page.mediaType === 'application/pdf'),
  )
}

/** Enough to recognise pages by, not to read them. */
const mostShown = 16

/** The photos side by side in one picture of at most 1,280 pixels. */
export async function previewOf(decoder: Decoder, pages: readonly SourcePage[]): Promise<Preview> {
  const jpegs: Uint8Array[] = []
  let photos = 0
  let pdfPages = 0
  for (const [at, page] of pages.entries()) {
    const { mediaType } = page
    if (mediaType === 'application/pdf') {
      const look = await decoder.look(await page.read(), { mediaType })
      if (look.kind === 'refused') return { kind: 'refused', page: at, reason: look.reason }
      if (look.kind === 'pdf') pdfPages += look.pages
      continue
    }
    photos += 1
    if (jpegs.length >= mostShown) continue
    const made = await decoder.page(await page.read(), { mediaType, dpi: 110, quality: 70 })
    if (made.kind === 'refused') return { kind: 'refused', page: at, reason: made.reason }
    jpegs.push(made.jpeg)
  }
  if (jpegs.length === 0) return { kind: 'preview', jpeg: null, photos, pdfPages }
  const sheet = await decoder.sheet(jpegs)
  if (sheet.kind === 'refused') return { kind: 'refused', page: 0, reason: sheet.reason }
  return { kind: 'preview', jpeg: sheet.jpeg, photos, pdfPages }
}
