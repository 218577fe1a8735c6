// Photos of papers, made here: letters as outlines of Tinos (no fonts of the machine needed), laid on a table, lit, blurred.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as fontkit from 'fontkit'
import sharp, { type Sharp } from 'sharp'

const face = fontkit.create(
  readFileSync(
    createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf'),
  ),
) as fontkit.Font

const words =
  'Ủy ban nhân dân xã Tuy Phước tỉnh Gia Lai đăng ký khai sinh cho trẻ em họ chữ đệm tên ngày tháng năm quê quán dân tộc quốc tịch nơi cư trú giấy tờ người yêu cầu cam đoan nội dung đúng sự thật chịu trách nhiệm trước pháp luật'.split(
    ' ',
  )

/** Numbers that look random and are the same every time. */
export function chance(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}

/** One line of text as SVG paths; `size` is the type size in the SVG's units. */
export function textPath(text: string, x: number, y: number, size: number): string {
  const { glyphs, positions } = face.layout(text)
  const scale = size / face.unitsPerEm
  let at = 0
  const paths = glyphs.map((glyph, index) => {
    const path = `<path transform="translate(${x + at * scale} ${y}) scale(${scale} ${-scale})" d="${glyph.path.toSVG()}"/>`
    at += positions[index]?.xAdvance ?? 0
    return path
  })
  return paths.join('')
}

export interface Page {
  readonly seed?: number
  /** Points on A4; 0 leaves the page empty. */
  readonly type?: number
  /** Lines on the page; as many as fit by default. */
  readonly lines?: number
}

/** An A4 page of writing as SVG of 595×842. */
export function pageSvg({ seed = 1, type = 12, lines = 100 }: Page = {}): string {
  const next = chance(seed * 7919)
  let body = ''
  const step = type * 1.5
  for (let line = 0; type > 0 && line < lines && 60 + line * step < 790; line += 1) {
    let text = ''
    const length = (line % 6 === 5 ? 0.4 : 0.95) * (475 / (type * 0.45))
    while (text.length < length) text += `${words[Math.floor(next() * words.length)]} `
    body += textPath(text.trim(), 60, 60 + line * step, type)
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842" viewBox="0 0 595 842"><rect width="595" height="842" fill="#fbfaf6"/><g fill="#1c1c22">${body}</g></svg>`
}

export interface Scene {
  readonly width?: number
  readonly height?: number
  /** Share of the frame's height the page takes. */
  readonly fill?: number
  /** Degrees. */
  readonly turn?: number
  readonly table?: string
  /** Standard deviations in pixels of the photo, and in levels of brightness. */
  readonly blur?: number
  readonly noise?: number
  /** 1 is daylight. */
  readonly light?: number
  readonly quality?: number
  readonly seed?: number
}

/** A photo of something drawn as SVG, as raw colour. */
export async function shoot(svg: string, scene: Scene = {}): Promise<Sharp> {
  const { width = 1_500, height = 2_000, fill = 0.9, turn = 1, table = '#6b5a48' } = scene
  const { blur = 0, noise = 4, light = 1, seed = 5 } = scene
  // Each step on its own: sharp would otherwise let the last size win.
  const flat = await sharp(Buffer.from(svg), { density: 400 })
    .resize({ height: Math.round(height * fill), width: Math.round(width * fill), fit: 'inside' })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const turned = await sharp(flat)
    .rotate(turn, { background: '#00000000' })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const paper = await sharp(turned)
    .resize({ height, width, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 1 })
    .toBuffer()
  let photo = sharp({ create: { width, height, channels: 3, background: table } })
    .composite([{ input: paper, gravity: 'centre' }])
    .removeAlpha()
  photo = sharp(await photo.raw().toBuffer(), { raw: { width, height, channels: 3 } })
  if (blur > 0.3) photo = photo.blur(blur)
  const data = await photo.raw().toBuffer()
  const next = chance(seed)
  for (let at = 0, pixel = 0; at < data.length; pixel += 1) {
    const x = (pixel % width) / width
    const y = pixel / width / height
    // Light falls from the upper left; the sum of three is near enough a bell.
    const lit = light * (1.02 - 0.18 * x - 0.14 * y)
    const grain = noise * (next() + next() + next() - 1.5) * 2
    for (let end = at + 3; at < end; at += 1) {
      data[at] = Math.max(0, Math.min(255, Math.round((data[at] ?? 0) * lit + grain)))
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

export async function photoOf(svg: string, scene: Scene = {}): Promise<Buffer> {
  return (await shoot(svg, scene)).jpeg({ quality: scene.quality ?? 85 }).toBuffer()
}
