// A QR code as a square of dark and light modules, and as a small PNG for those who need a picture.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { crc32, deflateSync } from 'node:zlib'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

export interface QrCode {
  /** Modules a side, without the quiet zone. */
  readonly size: number
  dark(x: number, y: number): boolean
}

let prepared = false

export async function makeQr(text: string): Promise<QrCode> {
  if (!prepared) {
    // Left alone, the library would fetch its program from a public server.
    const wasm = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm')
    const bytes = readFileSync(wasm)
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(bytes).buffer } })
    prepared = true
  }
  const { symbol, error } = await writeBarcode(text, { format: 'QRCode', ecLevel: 'M' } as never)
  if (error) throw new Error(`[files] no QR code: ${error}`)
  const { data, width } = symbol
  return { size: width, dark: (x, y) => data[y * width + x] === 0 }
}

/** Black on white with the quiet zone of four modules, each module `scale` pixels. */
export function qrPng(code: QrCode, scale = 6): Uint8Array {
  const side = (code.size + 8) * scale
  const rows = Buffer.alloc((side + 1) * side, 255)
  for (let y = 0; y < side; y += 1) {
    rows[y * (side + 1)] = 0
    const row = Math.floor(y / scale) - 4
    for (let x = 0; x < side; x += 1) {
      const column = Math.floor(x / scale) - 4
      const inside = row >= 0 && column >= 0 && row < code.size && column < code.size
      if (inside && code.dark(column, row)) rows[y * (side + 1) + 1 + x] = 0
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(kind: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12)
  out.writeUInt32BE(body.length, 0)
  out.write(kind, 4, 'latin1')
  body.copy(out, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length)
  return out
}
