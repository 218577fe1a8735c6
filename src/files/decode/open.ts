// Child side: any photo as an upright sharp picture without metadata; iPhone HEIC through libheif.
import { createRequire } from 'node:module'
import sharp, { type Sharp } from 'sharp'
import { fileLimits } from '../refusal.ts'
import type { Grey } from './grey.ts'
import type { PhotoType } from './jobs.ts'

// One picture at a time on one thread: a second decoder thread would double the memory and save little.
sharp.cache(false)
sharp.concurrency(1)

/** Grey or colour work begins here. Throws when the bytes cannot be decoded; a truncated photo counts as that. */
export async function openPhoto(bytes: Uint8Array, mediaType: PhotoType): Promise<Sharp> {
  if (mediaType !== 'image/heic') {
    return sharp(bytes, {
      limitInputPixels: fileLimits.pixels,
      failOn: 'error',
      sequentialRead: true,
      autoOrient: true,
    })
  }
  const { data, width, height } = await decodeHeic(bytes)
  // libheif turns the picture upright itself.
  return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
}

/** Grey, upright, on white, at most so many pixels long. */
export async function greyOf(picture: Sharp, longSide: number): Promise<Grey> {
  const { data, info } = await picture
    .clone()
    .flatten({ background: '#ffffff' })
    .resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Upright size, as people see it. */
export async function uprightSize(picture: Sharp): Promise<{ width: number; height: number }> {
  const { autoOrient, width, height } = await picture.metadata()
  return { width: autoOrient?.width ?? width ?? 0, height: autoOrient?.height ?? height ?? 0 }
}

interface HeifImage {
  get_width(): number
  get_height(): number
  is_primary(): boolean
  display(
    target: { data: Uint8ClampedArray; width: number; height: number },
    done: (target: { data: Uint8ClampedArray } | null) => void,
  ): void
  free(): void
}

interface LibHeif {
  readonly HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] }
}

let libheif: LibHeif | null = null

async function decodeHeic(bytes: Uint8Array): Promise<{ data: Uint8Array; width: number; height: number }> {
  libheif ??= createRequire(import.meta.url)('libheif-js/wasm-bundle') as LibHeif
  const images = new libheif.HeifDecoder().decode(bytes)
  try {
    const image = images.find((one) => one.is_primary()) ?? images[0]
    if (!image) throw new Error('no picture inside')
    const width = image.get_width()
    const height = image.get_height()
    if (width * height > fileLimits.pixels) throw new Error('too many pixels')
    const data = new Uint8ClampedArray(width * height * 4)
    // It answers later, and must not be freed before it has.
    const shown = await new Promise((done) => {
      image.display({ data, width, height }, (target) => done(target !== null))
    })
    if (!shown) throw new Error('the picture cannot be decoded')
    return { data: new Uint8Array(data.buffer), width, height }
  } finally {
    for (const image of images) image.free()
  }
}
