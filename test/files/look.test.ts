// Advice on photos, on both sides of every limit, with made pages.

import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import type { PhotoLook } from '../../src/files/decode/jobs.ts'
import { hammingDistance, samePhotoBits } from '../../src/files/photo-hash.ts'
import { cardSvg } from '../support/card.ts'
import { pageSvg, photoOf, type Scene } from '../support/photo.ts'

const decoder = createDecoder()
afterAll(() => decoder.close())

async function look(bytes: Uint8Array): Promise<PhotoLook> {
  const found = await decoder.look(bytes, { mediaType: 'image/jpeg' })
  if (found.kind !== 'photo') throw new Error(JSON.stringify(found))
  return found
}

const page = pageSvg()
const fine = pageSvg({ type: 8 })
const small = (height: number): Scene => ({ height, width: height * 0.75, noise: 3 })

test.each<[string, string, Scene]>([
  ['a sharp page', page, {}],
  ['a little shake', page, { blur: 3 }],
  ['8 point type', fine, {}],
  ['a dim room', page, { light: 0.25, noise: 6 }],
  ['a grainy sensor', page, { noise: 30 }],
  ['1,000 pixels high', page, small(1_000)],
  ['8 point at 1,280 pixels', fine, small(1_280)],
  ['a page of one line', pageSvg({ lines: 1, type: 14 }), {}],
  ['a page lying on its side', page, { turn: 90, fill: 0.7 }],
  // Blurred, but the grain hides how much: better nothing than the wrong thing.
  ['a shaken page in a dim room', page, { blur: 7, light: 0.5, noise: 8 }],
  ['a page in half of the frame', page, { fill: 0.5 }],
])('no advice for %s', async (_, svg, scene) => {
  expect((await look(await photoOf(svg, scene))).warnings).toEqual([])
})

test.each<[string, string, string, Scene]>([
  ['blurred', 'a shaken page', page, { blur: 7 }],
  ['blurred', 'a page out of focus altogether', page, { blur: 10 }],
  ['dark', 'a page without light', page, { light: 0.12 }],
  ['tiny_text', 'a thumbnail', page, small(560)],
  ['tiny_text', '8 point at 800 pixels', fine, small(800)],
  ['blank', 'an empty page', pageSvg({ type: 0 }), {}],
  ['blank', 'an empty page that fills the frame', pageSvg({ type: 0 }), { fill: 1, turn: 0 }],
])('advice %s for %s', async (warning, _, svg, scene) => {
  expect((await look(await photoOf(svg, scene))).warnings).toEqual([warning])
})

test('an identity card is no tiny text, on a patterned cloth neither, and its code is noticed', async () => {
  const plain = await look(await photoOf(await cardSvg(), { fill: 0.6, width: 2_400, height: 1_800 }))
  expect(plain).toMatchObject({ warnings: [], hasCardQr: true, aspect: 1.333 })
  const cloth = await sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="2200"><defs><pattern id="p" width="34" height="34" patternUnits="userSpaceOnUse"><rect width="34" height="34" fill="#cbb"/><circle cx="9" cy="9" r="6" fill="#745"/><circle cx="26" cy="26" r="4" fill="#457"/></pattern></defs><rect width="3000" height="2200" fill="url(#p)"/></svg>',
    ),
  )
    .composite([{ input: await photoOf(pageSvg({ lines: 8 }), { width: 1_400, height: 1_000, fill: 1 }) }])
    .jpeg()
    .toBuffer()
  expect((await look(cloth)).warnings).toEqual([])
})

test('a portrait photo is not blank, and says its shape', async () => {
  const face = await sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1200"><rect width="900" height="1200" fill="#e9eef5"/><ellipse cx="450" cy="520" rx="230" ry="310" fill="#d9a98a"/><path d="M200 480 Q450 60 700 480 Q450 300 200 480" fill="#1d1512"/><rect x="150" y="860" width="600" height="340" fill="#2a3550"/><circle cx="370" cy="500" r="18"/><circle cx="530" cy="500" r="18"/></svg>',
    ),
  )
    .blur(2)
    .jpeg()
    .toBuffer()
  expect(await look(face)).toMatchObject({ warnings: [], aspect: 0.75 })
})

test('size and shape are those of the upright photo', async () => {
  const lying = await sharp(await photoOf(page, { width: 900, height: 1_200 }))
    .rotate(90)
    .withMetadata({ orientation: 8 })
    .jpeg()
    .toBuffer()
  expect(await look(lying)).toMatchObject({ width: 900, height: 1_200, aspect: 0.75 })
})

test('the same photo sent on is known again; other pages on the same table are not taken for it', async () => {
  const photos = await Promise.all(
    [1, 2, 3, 4].map((seed) => photoOf(pageSvg({ seed }), { turn: 0.5, seed: seed * 31 })),
  )
  const hashes: string[] = []
  for (const photo of photos) hashes.push((await look(photo)).hash)
  const sentOn = await sharp(photos[0])
    .resize(1_280, 1_280, { fit: 'inside' })
    .jpeg({ quality: 60 })
    .toBuffer()
  expect(hammingDistance((await look(sentOn)).hash, hashes[0] ?? '')).toBeLessThanOrEqual(samePhotoBits)
  for (const [at, one] of hashes.entries()) {
    for (const other of hashes.slice(at + 1)) {
      expect(hammingDistance(one, other)).toBeGreaterThan(samePhotoBits + 4)
    }
  }
})
