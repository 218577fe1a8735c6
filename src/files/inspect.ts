// What a file really is, from its content. Nothing is decoded here; only shapes are read.
import { createHash } from 'node:crypto'
import { fileTypeFromBuffer } from 'file-type'

export type Inspection =
  | {
      readonly ok: true
      readonly mediaType: 'image/jpeg' | 'image/png' | 'application/pdf'
      readonly digest: string
    }
  | {
      readonly ok: false
      readonly reason: 'empty' | 'type_not_allowed' | 'disguised' | 'encrypted' | 'damaged'
      /** What it is, such as 'exe', when the content tells. */
      readonly found: string
    }

const allowed = new Set(['image/jpeg', 'image/png', 'application/pdf'])

export async function inspect(bytes: Uint8Array, name: string): Promise<Inspection> {
  if (bytes.length === 0) return { ok: false, reason: 'empty', found: '' }
  // The first bytes are enough; a polyglot cannot pass for a picture by what stands at its end.
  const type = await fileTypeFromBuffer(bytes.subarray(0, 4_100))
  const mediaType = type?.mime ?? ''
  if (!allowed.has(mediaType)) {
    const claims = /\.(jpe?g|png|pdf|heic|webp)$/i.test(name)
    const isPicture = mediaType.startsWith('image/')
    return {
      ok: false,
      reason: claims && !isPicture ? 'disguised' : 'type_not_allowed',
      found: type?.ext ?? '',
    }
  }
  const fault = mediaType === 'application/pdf' ? pdfFault(bytes) : imageFault(bytes, mediaType)
  if (fault) return { ok: false, reason: fault, found: type?.ext ?? '' }
  return {
    ok: true,
    mediaType: mediaType as 'image/jpeg' | 'image/png' | 'application/pdf',
    digest: createHash('sha256').update(bytes).digest('hex'),
  }
}

function pdfFault(bytes: Uint8Array): 'encrypted' | 'damaged' | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!buffer.subarray(-2_048).includes('%%EOF')) return 'damaged'
  // The trailer names the encryption dictionary; offices cannot open such a file.
  return /\/Encrypt\s+\d+\s+\d+\s+R/.test(buffer.toString('latin1')) ? 'encrypted' : null
}

// A photo cut off by a bad connection lacks its end mark. Some phones append data after it, so it may stand anywhere late.
function imageFault(bytes: Uint8Array, mediaType: string): 'damaged' | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = mediaType === 'image/png' ? Buffer.from('IEND') : Buffer.from([0xff, 0xd9])
  return buffer.subarray(16).lastIndexOf(end) >= 0 ? null : 'damaged'
}
