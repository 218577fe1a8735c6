// Size of a picture from its header, and whether its end is there. Nothing is decoded, so a bomb has nothing to go off.

export interface PictureHead {
  /** As stored; a photo may still have to be turned. */
  readonly width: number
  readonly height: number
  /** False when the end is missing: a photo cut off by a bad connection. */
  readonly whole: boolean
}

/** Null when the header makes no sense. */
export function readHead(bytes: Uint8Array, mediaType: string): PictureHead | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    switch (mediaType) {
      case 'image/png':
        return pngHead(buffer)
      case 'image/jpeg':
        return jpegHead(buffer)
      case 'image/webp':
        return webpHead(buffer)
      case 'image/heic':
        return heicHead(buffer)
      default:
        return null
    }
  } catch (error) {
    // Reading past the end: the header itself is cut off.
    if (error instanceof RangeError) return null
    throw error
  }
}

function pngHead(buffer: Buffer): PictureHead | null {
  if (buffer.toString('latin1', 12, 16) !== 'IHDR') return null
  return {
    width: buffer.readUInt32BE(16),
    height: buffer.readUInt32BE(20),
    whole: buffer.lastIndexOf('IEND') > 24,
  }
}

function jpegHead(buffer: Buffer): PictureHead | null {
  let size: { width: number; height: number } | null = null
  for (let at = 2; at < buffer.length; ) {
    if (buffer.readUInt8(at) !== 0xff) return null
    const marker = buffer.readUInt8(at + 1)
    // Fill bytes, and marks without a body.
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    if (marker === 0xd9) return null
    // Some phones append data after the end mark, so it may stand anywhere after the picture begins.
    if (marker === 0xda) return size && { ...size, whole: buffer.lastIndexOf(endOfJpeg) > at }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) size = { height: buffer.readUInt16BE(at + 5), width: buffer.readUInt16BE(at + 7) }
    at += 2 + Math.max(2, buffer.readUInt16BE(at + 2))
  }
  return null
}

const endOfJpeg = Buffer.from([0xff, 0xd9])

function webpHead(buffer: Buffer): PictureHead | null {
  const whole = buffer.readUInt32LE(4) + 8 <= buffer.length
  const kind = buffer.toString('latin1', 12, 16)
  if (kind === 'VP8X') {
    return { width: 1 + buffer.readUIntLE(24, 3), height: 1 + buffer.readUIntLE(27, 3), whole }
  }
  if (kind === 'VP8L') {
    const bits = buffer.readUInt32LE(21)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), whole }
  }
  if (kind !== 'VP8 ') return null
  return { width: buffer.readUInt16LE(26) & 0x3fff, height: buffer.readUInt16LE(28) & 0x3fff, whole }
}

/** HEIC keeps a box "ispe" for every picture and tile in it; the largest is the photo. */
function heicHead(buffer: Buffer): PictureHead | null {
  let end = 0
  let meta: Buffer | null = null
  for (let count = 0; end + 8 <= buffer.length && count < 64; count += 1) {
    const size = buffer.readUInt32BE(end)
    const kind = buffer.toString('latin1', end + 4, end + 8)
    // 0: to the end of the file; 1: a 64-bit length follows.
    const length =
      size === 1 ? Number(buffer.readBigUInt64BE(end + 8)) : size === 0 ? buffer.length - end : size
    if (length < 8) return null
    if (kind === 'meta') meta = buffer.subarray(end, end + length)
    end += length
  }
  let width = 0
  let height = 0
  for (let at = meta?.indexOf('ispe') ?? -1; meta && at >= 0; at = meta.indexOf('ispe', at + 4)) {
    const size = { width: meta.readUInt32BE(at + 8), height: meta.readUInt32BE(at + 12) }
    if (size.width * size.height > width * height) ({ width, height } = size)
  }
  return width > 0 ? { width, height, whole: end <= buffer.length } : null
}
