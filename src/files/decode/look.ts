// Child side: what a photo shows, measured once on a copy of at most 2,000 pixels.
import sharp, { type Sharp } from 'sharp'
import { hashSide, photoHash } from '../photo-hash.ts'
import { warningsOf } from '../warnings.ts'
import { edges, type Grey, grainOf, letters, levels, middleSpread } from './grey.ts'
import type { Jobs, PhotoFigures, PhotoLook, PhotoType } from './jobs.ts'
import { greyOf, openPhoto, uprightSize } from './open.ts'
import { findCardQr } from './qr.ts'

const lookedAt = 2_000

export async function lookAtPhoto(ask: Jobs['look']['ask']): Promise<PhotoLook> {
  const picture = await openPhoto(ask.bytes, ask.mediaType as PhotoType)
  const { width, height } = await uprightSize(picture)
  const grey = await greyOf(picture, lookedAt)
  const scale = Math.max(width, height) / Math.max(grey.width, grey.height, 1)
  const hasCardQr = (await findCardQr(grey)).kind === 'card'
  const figures = measure(await shrink(grey, 1_600), grey, scale)
  return {
    kind: 'photo',
    width,
    height,
    aspect: Math.round((width / Math.max(1, height)) * 1_000) / 1_000,
    warnings: warningsOf(figures, hasCardQr),
    figures,
    hash: photoHash((await squareOf(grey)).data),
    hasCardQr,
  }
}

async function shrink(grey: Grey, longSide: number): Promise<Grey> {
  if (Math.max(grey.width, grey.height) <= longSide) return grey
  const { data, info } = await raw(grey)
    .resize(longSide, longSide, { fit: 'inside' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** The middle of the photo, small and square: the table around the page is the same for every page. */
async function squareOf(grey: Grey): Promise<Grey> {
  const border = 0.08
  const data = await raw(grey)
    .extract({
      left: Math.floor(grey.width * border),
      top: Math.floor(grey.height * border),
      width: Math.max(1, Math.floor(grey.width * (1 - 2 * border))),
      height: Math.max(1, Math.floor(grey.height * (1 - 2 * border))),
    })
    .resize(hashSide, hashSide, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  return { data, width: hashSide, height: hashSide }
}

function raw(grey: Grey): Sharp {
  return sharp(grey.data, { raw: { width: grey.width, height: grey.height, channels: 1 } })
}

function measure(small: Grey, large: Grey, scale: number): PhotoFigures {
  const brightness = levels(small)
  const edge = edges(small)
  const writing = letters(large)
  return {
    brightness: Math.round(brightness.mean),
    paper: brightness.at(0.9),
    contrast: Math.round(brightness.deviation),
    edgeWidth: Math.round(edge.width * 10) / 10,
    edgeShare: Math.round(edge.share * 100_000) / 100_000,
    grain: grainOf(large),
    middleSpread: Math.round(middleSpread(small) * 10) / 10,
    letterHeight: Math.round(writing.height * scale * 10) / 10,
    letterCount: writing.count,
  }
}
