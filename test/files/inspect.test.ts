// What a file is, whatever its name: each bad file, and the precise word for it.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { inspect } from '../../src/files/inspect.ts'
import { paperTypes } from '../../src/files/refusal.ts'
import { makeExecutable, makePdf, makePhoto } from '../support/papers.ts'
import { pageSvg, photoOf } from '../support/photo.ts'
import {
  makeEncryptedPdf,
  makeHugePng,
  makeVideo,
  makeWordFile,
  makeZipBomb,
} from '../support/rough-files.ts'

const heic = readFileSync(join(import.meta.dirname, 'fixtures', 'page.heic'))
const options = { accept: paperTypes }
const text = (words: string) => Buffer.from(words)

test.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
  ['photo.jpg', () => makePhoto('a photo'), 'image/jpeg'],
  ['scan.pdf', () => makePdf('a page'), 'application/pdf'],
  ['screen.png', () => sharp(Buffer.from(pageSvg())).resize(300).png().toBuffer(), 'image/png'],
  ['chat.webp', () => sharp(Buffer.from(pageSvg())).resize(300).webp().toBuffer(), 'image/webp'],
  [
    'lossless.webp',
    () => sharp(Buffer.from(pageSvg())).resize(300).webp({ lossless: true }).toBuffer(),
    'image/webp',
  ],
  ['IMG_0001.HEIC', () => heic, 'image/heic'],
  ['no name at all', () => heic, 'image/heic'],
])('%s is taken for what it is', async (name, make, mediaType) => {
  expect(await inspect(await make(), name, options)).toMatchObject({ ok: true, mediaType })
})

test.each<[string, () => Uint8Array | Promise<Uint8Array>, string, string]>([
  ['empty.jpg', () => new Uint8Array(), 'empty', ''],
  ['photo.jpg', makeExecutable, 'disguised', 'exe'],
  ['setup.exe', makeExecutable, 'type_not_allowed', 'exe'],
  ['papers.zip', makeZipBomb, 'archive', 'zip'],
  ['papers.pdf', makeZipBomb, 'disguised', 'zip'],
  ['to-khai.docx', makeWordFile, 'office_document', 'docx'],
  ['photo.jpg', makeWordFile, 'office_document', 'docx'],
  [
    'old.doc',
    () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
    'office_document',
    'cfb',
  ],
  ['clip.mp4', makeVideo, 'video', 'mp4'],
  ['photo.jpg', makeVideo, 'video', 'mp4'],
  [
    'voice.mp3',
    () =>
      Buffer.concat([
        text('ID3\x04\0\0\0\0\0\0'),
        Buffer.from([0xff, 0xfb, 0x90, 0x64]),
        Buffer.alloc(2_000),
      ]),
    'audio',
    'mp3',
  ],
  ['dance.gif', () => text('GIF89a\x02\0\x02\0\0\0\0;'), 'type_not_allowed', 'gif'],
  ['photo.png', () => text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'disguised', 'svg'],
  ['page.html', () => text('<!DOCTYPE html><script>alert(1)</script>'), 'web_page', 'html'],
  ['locked.pdf', makeEncryptedPdf, 'encrypted', 'pdf'],
  ['cut.pdf', () => makePdf('a page').slice(0, 400), 'damaged', 'pdf'],
  ['wall.png', () => makeHugePng(14_000, 14_000), 'too_many_pixels', 'png'],
  ['banner.png', () => makeHugePng(14_000, 100), 'too_many_pixels', 'png'],
  ['cut.heic', () => heic.subarray(0, heic.length - 500), 'damaged', 'heic'],
  ['note.txt', () => text('xin chào'), 'type_not_allowed', ''],
])('%s is refused with its reason', async (name, make, reason, found) => {
  expect(await inspect(await make(), name, options)).toEqual({ ok: false, reason, found })
})

test('a photo cut off by a bad connection is damaged, though its small preview is whole', async () => {
  const small = await sharp(Buffer.from(pageSvg())).resize(80).jpeg().toBuffer()
  const photo = await photoOf(pageSvg(), { width: 600, height: 800 })
  // As cameras do: the preview inside a segment before the photo.
  const length = Buffer.alloc(2)
  length.writeUInt16BE(small.length + 2)
  const withPreview = Buffer.concat([
    photo.subarray(0, 2),
    Buffer.from([0xff, 0xe2]),
    length,
    small,
    photo.subarray(2),
  ])
  expect(await inspect(withPreview, 'a.jpg', options)).toMatchObject({ ok: true })
  const cut = withPreview.subarray(0, withPreview.length - 2_000)
  expect(await inspect(cut, 'a.jpg', options)).toMatchObject({ reason: 'damaged' })
})

test('formats that portals do not take are refused where nothing turns them into a PDF', async () => {
  expect(await inspect(heic, 'a.heic')).toMatchObject({ ok: false, reason: 'type_not_allowed' })
})

test('more bytes than the limit are refused before anything is read', async () => {
  const limits = { bytes: 1_000, pixels: 1e6, side: 1e4, pages: 3 }
  expect(await inspect(makePhoto('a', 1_200), 'a.jpg', { limits })).toMatchObject({ reason: 'too_large' })
})

const heifEnc = ['/usr/bin/heif-enc', '/usr/local/bin/heif-enc'].find((path) => existsSync(path))

test.skipIf(!heifEnc)('what another encoder writes is HEIC too (skipped without heif-enc)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heic-'))
  try {
    writeFileSync(join(folder, 'a.jpg'), await photoOf(pageSvg(), { width: 900, height: 1_200 }))
    execFileSync(heifEnc ?? '', [join(folder, 'a.jpg'), '-o', join(folder, 'a.heic')], { stdio: 'ignore' })
    const found = await inspect(readFileSync(join(folder, 'a.heic')), 'a.heic', options)
    expect(found).toMatchObject({ ok: true, mediaType: 'image/heic' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
