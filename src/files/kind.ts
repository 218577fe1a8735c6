// What a file is by its first bytes, whatever its name. Containers are recognised by their listings and never unpacked.
import { fileTypeFromBuffer } from 'file-type'
import type { PaperType, Refusal } from './refusal.ts'

export type Kind =
  | { readonly mediaType: PaperType; readonly found: string }
  | {
      readonly mediaType: null
      readonly reason: Extract<
        Refusal,
        'office_document' | 'video' | 'audio' | 'archive' | 'web_page' | 'type_not_allowed'
      >
      readonly found: string
    }

const papers: Readonly<Record<string, PaperType>> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/webp': 'image/webp',
  'image/heic': 'image/heic',
  'image/heif': 'image/heic',
  'application/pdf': 'application/pdf',
}

const archives = new Set([
  'zip',
  'rar',
  '7z',
  'gz',
  'tar',
  'xz',
  'bz2',
  'zst',
  'lz4',
  'cab',
  'iso',
  'jar',
  'apk',
])
const offices = new Set(['docx', 'xlsx', 'pptx', 'doc', 'xls', 'ppt', 'odt', 'ods', 'odp', 'rtf', 'cfb'])

export async function kindOf(bytes: Uint8Array): Promise<Kind> {
  // The first bytes are enough; a polyglot cannot pass for a picture by what stands at its end.
  const head = bytes.subarray(0, 4_100)
  const text = Buffer.from(head).toString('latin1')
  if (text.startsWith('PK\u0003\u0004') || text.startsWith('PK\u0005\u0006')) return zipKind(bytes)
  if (/^\W{0,40}<(!doctype html|html|svg|\?xml|script|body)/i.test(text)) {
    return { mediaType: null, reason: 'web_page', found: /<svg/i.test(text) ? 'svg' : 'html' }
  }
  const type = await fileTypeFromBuffer(head)
  const mediaType = papers[type?.mime ?? '']
  const found: string = type?.ext ?? ''
  if (mediaType) return { mediaType, found }
  const reason = offices.has(found)
    ? 'office_document'
    : archives.has(found)
      ? 'archive'
      : type?.mime.startsWith('video/')
        ? 'video'
        : type?.mime.startsWith('audio/')
          ? 'audio'
          : 'type_not_allowed'
  return { mediaType: null, reason, found }
}

/** Word and its kin are ZIP files whose listing names their parts; the listing is plain text. */
function zipKind(bytes: Uint8Array): Kind {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ends = `${buffer.toString('latin1', 0, 8_192)}${buffer.subarray(-65_536).toString('latin1')}`
  for (const [mark, found] of officeParts) {
    if (ends.includes(mark)) return { mediaType: null, reason: 'office_document', found }
  }
  return { mediaType: null, reason: 'archive', found: 'zip' }
}

const officeParts = [
  ['word/document', 'docx'],
  ['xl/workbook', 'xlsx'],
  ['ppt/presentation', 'pptx'],
  ['mimetypeapplication/vnd.oasis.opendocument', 'odt'],
] as const
