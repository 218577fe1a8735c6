// Files nobody should send, made here.
import { crc32, deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import { zipSync } from 'fflate'
import { makePdf } from './papers.ts'

/** A PNG whose header promises so many pixels and whose body is tiny: it unpacks to grey. */
export function makeHugePng(width: number, height: number): Uint8Array {
  const chunk = (kind: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(kind), body])
    const out = Buffer.alloc(body.length + 12)
    out.writeUInt32BE(body.length, 0)
    named.copy(out, 4)
    out.writeUInt32BE(crc32(named), body.length + 8)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height, 0), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** 300 MB of nothing in a few hundred kilobytes. */
export function makeZipBomb(): Uint8Array {
  const nothing = new Uint8Array(30 * 1024 * 1024)
  return zipSync(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`${at}.bin`, nothing])), {
    level: 9,
  })
}

export function makeWordFile(): Uint8Array {
  const text = new TextEncoder()
  return zipSync({
    '[Content_Types].xml': text.encode('<Types/>'),
    'word/document.xml': text.encode('<w:document/>'),
  })
}

/** What a phone's video begins with. */
export function makeVideo(): Uint8Array {
  const box = (kind: string, body: Buffer) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(body.length + 8, 0)
    head.write(kind, 4, 'latin1')
    return Buffer.concat([head, body])
  }
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1')),
    box('mdat', Buffer.alloc(4_000)),
  ])
}

/** Locked with a password, as banks and hospitals send them. */
export async function makeEncryptedPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(makePdf('secret'))
  pdf.encrypt({ userPassword: 'open', ownerPassword: 'own', permissions: {} })
  return pdf.save()
}

export function makePdfOfPages(count: number): Uint8Array {
  const kids = Array.from({ length: count }, () => '3 0 R').join(' ')
  const text = Buffer.from(makePdf('page')).toString('latin1')
  return Buffer.from(text.replace('[3 0 R] /Count 1', `[${kids}] /Count ${count}`), 'latin1')
}
