// Why a file cannot be used, in one word each; the sentences are in content.

export type Refusal =
  | 'empty'
  | 'too_large' // more bytes than the limit
  | 'too_many_pixels' // read from the header, before anything is decoded
  | 'too_many_pages'
  | 'office_document' // Word, Excel, PowerPoint, where a photo or PDF is wanted
  | 'video'
  | 'audio'
  | 'archive' // ZIP, RAR and the like: never unpacked
  | 'web_page' // HTML, SVG: may carry scripts
  | 'disguised' // the content is not what the name says
  | 'type_not_allowed'
  | 'encrypted'
  | 'damaged'
  | 'too_costly' // took longer or more memory than a file may

/** What a file may be at most. */
export interface FileLimits {
  readonly bytes: number
  readonly pixels: number
  /** A side longer than this is no photo of a paper, however few its pixels. */
  readonly side: number
  readonly pages: number
}

export const fileLimits: FileLimits = {
  bytes: 25 * 1024 * 1024,
  pixels: 50_000_000,
  side: 12_000,
  pages: 60,
}

/** What can be turned into a portal's PDF. */
export type PaperType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'application/pdf'

/** What portals take as it is. */
export const portalTypes: readonly PaperType[] = ['image/jpeg', 'image/png', 'application/pdf']

/** What a phone may send when pages are made into a PDF before they go anywhere. */
export const paperTypes: readonly PaperType[] = [...portalTypes, 'image/webp', 'image/heic']
