// Pages to one PDF: in order, upright, under the limit, silent about where they were taken. Seen as pixels where poppler is.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { composePdf, previewOf, type SourcePage } from '../../src/files/compose.ts'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import type { PaperType } from '../../src/files/refusal.ts'
import { makePdf } from '../support/papers.ts'
import { pageSvg, photoOf } from '../support/photo.ts'
import { makeEncryptedPdf, makePdfOfPages } from '../support/rough-files.ts'

const decoder = createDecoder()
afterAll(() => decoder.close())

const page = (bytes: Uint8Array, mediaType: PaperType = 'image/jpeg'): SourcePage => ({
  mediaType,
  read: async () => bytes,
})
const options = { maxBytes: 5_000_000, title: 'Giấy chứng sinh' }
const photo = await photoOf(pageSvg(), { width: 1_500, height: 2_000 })
const heic = readFileSync(join(import.meta.dirname, 'fixtures', 'page.heic'))

/** Red above, blue below once upright; stored lying on its side, with everything a phone writes into it. */
async function marked(): Promise<Uint8Array> {
  const upright = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1200"><rect width="900" height="600" fill="#d02020"/><rect y="600" width="900" height="600" fill="#2030d0"/></svg>',
  )
  const lying = await sharp(await sharp(upright).png().toBuffer())
    .rotate(90)
    .toBuffer()
  return sharp(lying)
    .withExif({
      IFD0: { Make: 'PhoneMaker', Model: 'Model 15' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '13/1 46/1 12/1' },
    })
    .withMetadata({ orientation: 8 })
    .jpeg()
    .toBuffer()
}

test('photos of every kind and PDFs become one PDF, in order', async () => {
  const webp = await sharp(photo).resize(800).webp().toBuffer()
  const png = await sharp(photo).resize(1_200, 800, { fit: 'fill' }).png().toBuffer()
  const made = await composePdf(
    decoder,
    [
      page(photo),
      page(makePdfOfPages(2), 'application/pdf'),
      page(heic, 'image/heic'),
      page(webp, 'image/webp'),
      page(png, 'image/png'),
    ],
    options,
  )
  if (made.kind !== 'pdf') throw new Error(JSON.stringify(made))
  expect(made.pages).toBe(6)
  const pages = (await PDFDocument.load(made.bytes, { updateMetadata: false })).getPages()
  const lying = pages.map((one) => one.getWidth() > one.getHeight())
  // Only the last photo is wider than high; A4 follows the photo.
  expect(lying).toEqual([false, false, false, false, false, true])
})

test('the same pages give the same bytes, so a second try is recognised as the same file', async () => {
  const [one, other] = [
    await composePdf(decoder, [page(photo)], options),
    await composePdf(decoder, [page(photo)], options),
  ]
  expect(one).toEqual(other)
})

test('nothing of place or device is in the PDF', async () => {
  const taken = await marked()
  expect(Buffer.from(taken).includes('PhoneMaker')).toBe(true)
  const made = await composePdf(decoder, [page(taken)], options)
  if (made.kind !== 'pdf') throw new Error(JSON.stringify(made))
  for (const mark of ['Exif', 'GPS', 'PhoneMaker', 'Model 15']) {
    expect(Buffer.from(made.bytes).includes(mark), mark).toBe(false)
  }
})

test('pages are squeezed under the limit, and no further than an officer can read', async () => {
  const grainy = await photoOf(pageSvg(), { width: 2_400, height: 3_200, noise: 14, quality: 95 })
  const album = [1, 2, 3].map(() => page(grainy))
  const easy = await composePdf(decoder, album, { ...options, maxBytes: 20_000_000 })
  if (easy.kind !== 'pdf') throw new Error(JSON.stringify(easy))
  const tight = Math.round(easy.bytes.length * 0.45)
  const squeezed = await composePdf(decoder, album, { ...options, maxBytes: tight })
  if (squeezed.kind !== 'pdf') throw new Error(JSON.stringify(squeezed))
  expect(squeezed.bytes.length).toBeLessThanOrEqual(tight)
  expect(squeezed.pages).toBe(3)
  expect(squeezed.dpi).toBeGreaterThanOrEqual(130)
  const never = await composePdf(decoder, album, { ...options, maxBytes: 60_000 })
  expect(never).toMatchObject({ kind: 'too_large', maxBytes: 60_000 })
  expect(never.kind === 'too_large' && never.bytes).toBeGreaterThan(60_000)
})

test('a page that cannot be used is named by its place', async () => {
  const cut = photo.subarray(0, photo.length / 2)
  expect(await composePdf(decoder, [page(photo), page(cut)], options)).toEqual({
    kind: 'refused',
    page: 1,
    reason: 'damaged',
  })
  const locked = page(await makeEncryptedPdf(), 'application/pdf')
  expect(await composePdf(decoder, [page(photo), page(photo), locked], options)).toMatchObject({
    kind: 'refused',
    page: 2,
    reason: 'encrypted',
  })
})

test("what an applicant's PDF would do by itself stays behind", async () => {
  const text = Buffer.from(makePdf('armed')).toString('latin1')
  const armed = text.replace(
    '/Contents 4 0 R',
    '/AA << /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (calc.exe) >> >>] /Contents 4 0 R',
  )
  const made = await composePdf(decoder, [page(Buffer.from(armed, 'latin1'), 'application/pdf')], options)
  if (made.kind !== 'pdf') throw new Error(JSON.stringify(made))
  const pages = await PDFDocument.load(made.bytes, { updateMetadata: false })
  const said = pages.context
    .enumerateIndirectObjects()
    .map(([, object]) => String(object))
    .join('\n')
  expect(said).toContain('/Annot')
  expect(said).not.toMatch(/JavaScript|Launch|calc/)
})

test('the preview is one picture of all photos, of at most 1,280 pixels, and counts pages of PDFs', async () => {
  const pages = [
    page(photo),
    page(heic, 'image/heic'),
    page(makePdfOfPages(3), 'application/pdf'),
    page(photo),
  ]
  const preview = await previewOf(decoder, pages)
  if (preview.kind !== 'preview' || !preview.jpeg) throw new Error(JSON.stringify(preview))
  expect(preview).toMatchObject({ photos: 3, pdfPages: 3 })
  const { width = 0, height = 0, format } = await sharp(preview.jpeg).metadata()
  expect(format).toBe('jpeg')
  expect(Math.max(width, height)).toBeLessThanOrEqual(1_280)
  const only = await previewOf(decoder, [page(makePdfOfPages(2), 'application/pdf')])
  expect(only).toEqual({ kind: 'preview', jpeg: null, photos: 0, pdfPages: 2 })
})

const poppler = existsSync('/usr/bin/pdftoppm')

test.skipIf(!poppler)(
  'a photo stored on its side stands upright on the page (skipped without pdftoppm)',
  async () => {
    const made = await composePdf(decoder, [page(await marked())], options)
    if (made.kind !== 'pdf') throw new Error(JSON.stringify(made))
    const folder = mkdtempSync(join(tmpdir(), 'upright-'))
    try {
      writeFileSync(join(folder, 'a.pdf'), made.bytes)
      execFileSync('pdftoppm', ['-r', '40', '-png', join(folder, 'a.pdf'), join(folder, 'a')])
      const png = readdirSync(folder).find((name) => name.endsWith('.png')) ?? ''
      const { data, info } = await sharp(join(folder, png))
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true })
      const colour = (down: number) => {
        const at = (Math.floor(info.height * down) * info.width + Math.floor(info.width / 2)) * 3
        return [...data.subarray(at, at + 3)]
      }
      const [above = [], below = []] = [colour(0.35), colour(0.65)]
      expect((above[0] ?? 0) - (above[2] ?? 0)).toBeGreaterThan(100)
      expect((below[2] ?? 0) - (below[0] ?? 0)).toBeGreaterThan(100)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
