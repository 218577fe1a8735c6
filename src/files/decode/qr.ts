// Child side: the QR code of an identity card in a grey picture.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { type CardQr, parseCard } from '../card-qr.ts'
import type { Grey } from './grey.ts'
import type { Jobs } from './jobs.ts'
import { greyOf, openPhoto, uprightSize } from './open.ts'

let prepared = false

/** Looks for any QR code; says whether it is a card's. */
export async function findCardQr(grey: Grey): Promise<CardQr> {
  if (!prepared) {
    // Left alone, the library would fetch its program from a public server.
    const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
    prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer as ArrayBuffer } })
    prepared = true
  }
  const found = await readBarcodes(
    { data: toRgba(grey), width: grey.width, height: grey.height, colorSpace: 'srgb' } as never,
    { formats: ['QRCode'], tryHarder: true, tryRotate: true, tryInvert: false, maxNumberOfSymbols: 4 },
  )
  for (const { text } of found) {
    const card = parseCard(text)
    if (card) return { kind: 'card', card }
  }
  return found.length > 0 ? { kind: 'other_qr' } : { kind: 'unreadable' }
}

function toRgba({ data }: Grey): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(data.length * 4)
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] ?? 0
    rgba[at * 4] = value
    rgba[at * 4 + 1] = value
    rgba[at * 4 + 2] = value
    rgba[at * 4 + 3] = 255
  }
  return rgba
}

/** Half size finds nearly all and costs a quarter; then the photo as it is, up to what fits in memory. */
export async function readCard({ bytes, mediaType }: Jobs['card']['ask']): Promise<CardQr> {
  const picture = await openPhoto(bytes, mediaType)
  const { width, height } = await uprightSize(picture)
  const long = Math.max(width, height)
  let best: CardQr = { kind: 'unreadable' }
  for (const side of [Math.ceil(long / 2), long]) {
    const found = await findCardQr(await greyOf(picture, Math.min(side, 4_200)))
    if (found.kind === 'card') return found
    if (found.kind === 'other_qr') best = found
  }
  return best
}
