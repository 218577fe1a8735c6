// Child side: a photo as a page (upright JPEG, no metadata), and pages side by side as a preview.
import sharp from 'sharp'
import type { ContactSheet, Jobs, PhotoPage } from './jobs.ts'
import { openPhoto } from './open.ts'
import { a4, marginPoints, pointsPerInch } from './paper.ts'

export async function makePage(ask: Jobs['page']['ask']): Promise<PhotoPage> {
  const inches = (points: number) => (points - 2 * marginPoints) / pointsPerInch
  const long = Math.round(inches(a4.long) * ask.dpi)
  const picture = await openPhoto(ask.bytes, ask.mediaType)
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .resize(long, long, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .jpeg({ quality: ask.quality, chromaSubsampling: '4:2:0' })
    .toBuffer({ resolveWithObject: true })
  return { kind: 'page', jpeg: data, width: info.width, height: info.height }
}

export async function makeSheet({ jpegs }: Jobs['sheet']['ask']): Promise<ContactSheet> {
  const width = 1_280
  const gap = 10
  const columns = Math.min(4, Math.ceil(Math.sqrt(jpegs.length)))
  const rows = Math.ceil(jpegs.length / columns)
  const tileWidth = Math.floor((width - gap * (columns + 1)) / columns)
  const tileHeight = Math.min(Math.floor((width - gap * (rows + 1)) / rows), Math.round(tileWidth * 1.42))
  const tiles = []
  for (const [at, jpeg] of jpegs.entries()) {
    const { data, info } = await sharp(jpeg)
      .resize(tileWidth, tileHeight, { fit: 'inside' })
      .toBuffer({ resolveWithObject: true })
    tiles.push({
      input: data,
      left: gap + (at % columns) * (tileWidth + gap) + Math.floor((tileWidth - info.width) / 2),
      top: gap + Math.floor(at / columns) * (tileHeight + gap) + Math.floor((tileHeight - info.height) / 2),
    })
  }
  const height = gap + rows * (tileHeight + gap)
  const jpeg = await sharp({ create: { width, height, channels: 3, background: '#d8dde3' } })
    .composite(tiles)
    .jpeg({ quality: 78 })
    .toBuffer()
  return { kind: 'sheet', jpeg }
}
