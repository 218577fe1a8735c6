// What the decoding child is asked and what it answers; both sides of the wall read this.
import type { CardQr } from '../card-qr.ts'
import type { PaperType, Refusal } from '../refusal.ts'

export type PhotoType = Exclude<PaperType, 'application/pdf'>

/** Advice to send the photo again; never a refusal. The numbers behind each are in `PhotoFigures`. */
export type PhotoWarning = 'blurred' | 'dark' | 'tiny_text' | 'blank'

/** What the warnings were decided from, for tests and for anyone who doubts one. */
export interface PhotoFigures {
  /** Mean brightness, 0 black to 255 white. */
  readonly brightness: number
  /** Brightness of the paper: nine tenths of the photo are darker. */
  readonly paper: number
  /** Spread of brightness (standard deviation). */
  readonly contrast: number
  /** Width of the sharper edges in pixels, on a copy of 1,600 pixels; 0 when there are none. */
  readonly edgeWidth: number
  /** Edges per pixel. */
  readonly edgeShare: number
  /** The sensor's noise, in levels between neighbours. */
  readonly grain: number
  /** Spread of brightness in the middle half. */
  readonly middleSpread: number
  /** Height of the larger letters in pixels of the photo as it was sent; 0 when there are none. */
  readonly letterHeight: number
  /** How many letter-like spots there are. */
  readonly letterCount: number
}

export interface PhotoLook {
  readonly kind: 'photo'
  /** Upright size. */
  readonly width: number
  readonly height: number
  /** Width divided by height, upright: 0.75 is a portrait photo of 3×4. */
  readonly aspect: number
  readonly warnings: readonly PhotoWarning[]
  readonly figures: PhotoFigures
  /** 64 bits as 16 hex digits; see `hammingDistance`. */
  readonly hash: string
  /** The QR code of an identity card stands in the photo: a fact, whatever component it was sent for. */
  readonly hasCardQr: boolean
}

export interface PdfLook {
  readonly kind: 'pdf'
  readonly pages: number
}

export interface RefusedLook {
  readonly kind: 'refused'
  readonly reason: Extract<
    Refusal,
    'damaged' | 'too_costly' | 'encrypted' | 'too_many_pages' | 'too_many_pixels'
  >
}

export type Look = PhotoLook | PdfLook | RefusedLook

export interface PageOptions {
  /** Dots per inch when the photo fills an A4 page. */
  readonly dpi: number
  /** JPEG quality, 1–100. */
  readonly quality: number
}

/** A photo ready for a page: upright JPEG without metadata. */
export interface PhotoPage {
  readonly kind: 'page'
  readonly jpeg: Uint8Array
  readonly width: number
  readonly height: number
}

export type PdfPart =
  | { readonly type: 'photo'; readonly jpeg: Uint8Array; readonly width: number; readonly height: number }
  | { readonly type: 'pdf'; readonly bytes: Uint8Array }

export interface AssembledPdf {
  readonly kind: 'pdf'
  readonly bytes: Uint8Array
  readonly pages: number
}

export interface ContactSheet {
  readonly kind: 'sheet'
  readonly jpeg: Uint8Array
}

/** Everything the child can be asked, by name. */
export interface Jobs {
  look: { ask: { bytes: Uint8Array; mediaType: PaperType; maxPages: number }; answer: Look }
  card: { ask: { bytes: Uint8Array; mediaType: PhotoType }; answer: CardQr | RefusedLook }
  page: { ask: { bytes: Uint8Array; mediaType: PhotoType } & PageOptions; answer: PhotoPage | RefusedLook }
  assemble: { ask: { parts: readonly PdfPart[]; title: string }; answer: AssembledPdf | RefusedLook }
  sheet: { ask: { jpegs: readonly Uint8Array[] }; answer: ContactSheet | RefusedLook }
}

export type JobName = keyof Jobs
