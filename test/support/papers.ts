// Papers to send: small real files of each kind, different each time a different mark is given.
import { Buffer } from 'node:buffer'
import sharp from 'sharp'

/** Photos of written pages, drawn once: lines of strokes the size of letters, each page with lines of its own. */
const photos = await Promise.all([1, 2, 3].map(drawPage))

async function drawPage(seed: number): Promise<Buffer> {
  let state = seed * 2_654_435_761
  const next = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
  const strokes: string[] = []
  for (let y = 120; y < 1_500; y += 34 + next(20)) {
    const end = 300 + next(800)
    for (let x = 100; x < end; x += 9 + next(12)) {
      strokes.push(`<rect x="${x}" y="${y - next(8)}" width="${3 + next(5)}" height="${12 + next(10)}"/>`)
    }
  }
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754"><rect width="1240" height="1754" fill="#f4f2ec"/><g fill="#222">${strokes.join('')}</g></svg>`
  return sharp(Buffer.from(page)).jpeg({ quality: 60 }).toBuffer()
}

/** A photo of page 1, 2 or 3 whose bytes are its own: the mark sits in a comment segment, padded to about `sizeBytes`. */
export function makePhoto(mark: string, sizeBytes = 2_000, page = 1): Uint8Array {
  const jpeg = photos[page - 1] as Buffer
  const segments: Buffer[] = []
  const text = Buffer.from(mark)
  let left = Math.max(text.length, sizeBytes - jpeg.length)
  while (left > 0) {
    const length = Math.min(left, 60_000)
    const body = Buffer.alloc(length, 0x20)
    text.copy(body, 0, 0, Math.min(text.length, length))
    const head = Buffer.from([0xff, 0xfe, ((length + 2) >> 8) & 0xff, (length + 2) & 0xff])
    segments.push(head, body)
    left -= length
  }
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
}

/** A one-page PDF that says the mark. */
export function makePdf(mark: string): Uint8Array {
  const stream = `BT /F1 24 Tf 72 700 Td (${mark.replace(/[^\w -]/g, '')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((body, at) => {
    const offset = text.length
    text += `${at + 1} 0 obj\n${body}\nendobj\n`
    return offset
  })
  const table = text.length
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** What a Windows program begins with, under whatever name. */
export function makeExecutable(): Uint8Array {
  return Buffer.concat([
    Buffer.from('MZ'),
    Buffer.alloc(58),
    Buffer.from([0x80, 0, 0, 0]),
    Buffer.alloc(64),
    Buffer.from('PE\0\0'),
    Buffer.alloc(2_000),
  ])
}
