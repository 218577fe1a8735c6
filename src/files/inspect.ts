// Whether a file may come in, from its content. Nothing is decoded here; only shapes are read.
import { createHash } from 'node:crypto'
import { kindOf } from './kind.ts'
import { readHead } from './picture-head.ts'
import { type FileLimits, fileLimits, type PaperType, portalTypes, type Refusal } from './refusal.ts'

export type Inspection =
  | {
      readonly ok: true
      readonly mediaType: PaperType
      readonly digest: string
    }
  | {
      readonly ok: false
      readonly reason: Refusal
      /** What it is, such as 'exe', when the content tells. */
      readonly found: string
    }

export interface InspectOptions {
  /** What is taken here; portal-ready files unless pages are made into a PDF first (`paperTypes`). */
  readonly accept?: readonly PaperType[]
  readonly limits?: FileLimits
}

export async function inspect(
  bytes: Uint8Array,
  name: string,
  { accept = portalTypes, limits = fileLimits }: InspectOptions = {},
): Promise<Inspection> {
  const refuse = (reason: Refusal, found = ''): Inspection => ({ ok: false, reason, found })
  if (bytes.length === 0) return refuse('empty')
  if (bytes.length > limits.bytes) return refuse('too_large')
  const kind = await kindOf(bytes)
  if (kind.mediaType === null) {
    // A Word file or a video with a photo's name is an honest mistake, a program with one is not.
    const claims = /\.(jpe?g|png|pdf|heic|webp)$/i.test(name) && !isPicture(kind.found)
    const suspect = ['archive', 'web_page', 'type_not_allowed'].includes(kind.reason)
    return refuse(claims && suspect ? 'disguised' : kind.reason, kind.found)
  }
  const { mediaType, found } = kind
  if (!accept.includes(mediaType)) return refuse('type_not_allowed', found)
  const fault = mediaType === 'application/pdf' ? pdfFault(bytes) : pictureFault(bytes, mediaType, limits)
  if (fault) return refuse(fault, found)
  return { ok: true, mediaType, digest: digestOf(bytes) }
}

/** Hex SHA-256: the same for the same bytes, and for nothing else. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function isPicture(found: string): boolean {
  return ['gif', 'bmp', 'tif', 'avif', 'jxl', 'ico', 'psd', 'cr2', 'nef', 'dng'].includes(found)
}

function pdfFault(bytes: Uint8Array): 'encrypted' | 'damaged' | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!buffer.subarray(-2_048).includes('%%EOF')) return 'damaged'
  // The trailer names the encryption dictionary; offices cannot open such a file.
  return /\/Encrypt\s+\d+\s+\d+\s+R/.test(buffer.toString('latin1')) ? 'encrypted' : null
}

function pictureFault(
  bytes: Uint8Array,
  mediaType: PaperType,
  limits: FileLimits,
): 'damaged' | 'too_many_pixels' | null {
  const head = readHead(bytes, mediaType)
  if (!head || head.width < 1 || head.height < 1) return 'damaged'
  const { width, height } = head
  if (width * height > limits.pixels || Math.max(width, height) > limits.side) return 'too_many_pixels'
  return head.whole ? null : 'damaged'
}
