// Papers as people see them. Text extraction says the right words even of a page whose letters are blank, so what counts here
// are glyphs in the subset fonts and ink on the rendered page.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import * as fontkit from 'fontkit'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import { fontBytes, printable, type Weight } from '../../src/files/document/faces.ts'
import type { Block, Document } from '../../src/files/document/model.ts'
import { renderPdf } from '../../src/files/document/pdf.ts'
import { makeQr, qrPng } from '../../src/files/document/qr.ts'
import { renderWord } from '../../src/files/document/word.ts'
import { fillForm } from '../../src/files/form/fill.ts'
import {
  appointmentSlipOf,
  handoverChecklistOf,
  receiptOf,
  summaryOf,
} from '../../src/files/papers/papers.ts'
import { sayIn } from '../../src/runtime/documents/facts.ts'
import { answersFor, guideOf, layouts } from './forms.ts'

const letters = 'aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ'
const all = letters + letters.toLocaleUpperCase('vi')
const poppler = existsSync('/usr/bin/pdftoppm')
const office = ['/usr/bin/soffice', '/usr/bin/libreoffice'].find((path) => existsSync(path))

const one = (text: string, bold = false, italic = false): Document => ({
  title: 'Thử',
  blocks: [{ type: 'paragraph', runs: [{ text, bold, italic }] }],
})

/** Grey pixels of the first page. */
async function seen(
  pdf: Uint8Array,
  dpi = 72,
): Promise<{ data: Buffer; width: number; height: number; pages: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'seen-'))
  try {
    writeFileSync(join(folder, 'a.pdf'), pdf)
    execFileSync('pdftoppm', ['-r', String(dpi), '-png', join(folder, 'a.pdf'), join(folder, 'p')])
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.png'))
      .sort()
    const { data, info } = await sharp(readFileSync(join(folder, names[0] ?? '')))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height, pages: names.length }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const ink = ({ data }: { data: Buffer }) => data.reduce((sum, value) => sum + (255 - value), 0)

test.each<Weight>(['regular', 'bold', 'italic', 'boldItalic'])(
  'Tinos %s has every Vietnamese letter',
  (weight) => {
    const font = fontkit.create(fontBytes(weight) as Buffer) as fontkit.Font
    const missing = [...all].filter((letter) => font.glyphForCodePoint(letter.codePointAt(0) ?? 0).id === 0)
    expect(missing).toEqual([])
  },
)

test.skipIf(!poppler).each([
  ['regular', false, false],
  ['bold', true, false],
  ['italic', false, true],
] as const)('every letter of a %s page leaves ink (skipped without pdftoppm)', async (_, bold, italic) => {
  const lost: string[] = []
  for (let from = 0; from < all.length; from += 30) {
    const some = [...all.slice(from, from + 30)]
    // A line for each letter, five times over: one that is not drawn leaves its line white.
    const blocks = some.map(
      (letter): Block => ({ type: 'paragraph', runs: [{ text: letter.repeat(5), bold, italic }] }),
    )
    const page = await seen(await renderPdf({ title: 'chữ', blocks }))
    for (const [at, letter] of some.entries()) {
      const top = Math.floor(54 + at * (13 * 1.32 + 3))
      const line = page.data.subarray(top * page.width, (top + 16) * page.width)
      if (ink({ data: line }) < 1_200) lost.push(letter)
    }
  }
  expect(lost).toEqual([])
})

test('marks are drawn whether they come composed or apart, and nothing prints as an empty box', () => {
  expect(printable('Nguyễn Thị Hoàng Quỳnh'.normalize('NFD'))).toBe('Nguyễn Thị Hoàng Quỳnh')
  expect(printable('tên\tbé 👶🏽 李 \u0000x')).toBe('tên bé ?? ? x')
})

const input = (slug: string) => ({
  procedure: guideOf(slug).name,
  agency: 'Ủy ban nhân dân xã Tuy Phước',
  place: 'Tuy Phước',
  day: '2026-11-22',
  answers: answersFor(guideOf(slug)),
})

const say = sayIn('vi', snapshotOfFiles(defaultContentDirectory, { demo: false }))

const papers: [string, Document][] = [
  ...[...layouts].map(([name, layout]): [string, Document] => [
    name,
    fillForm(layout, input(layout.procedures[0] ?? 'cap-ho-chieu')),
  ]),
  [
    'summary',
    summaryOf(
      {
        procedure: 'Thủ tục',
        code: '1.001193',
        agency: 'Ủy ban',
        reference: 'MC-1',
        answers: [{ label: 'Tên', shown: 'An' }],
        components: [
          { name: 'Giấy', files: ['a.pdf'] },
          { name: 'Khác', files: [] },
        ],
        fees: [],
        delivery: 'Qua mạng',
        time: '22/11/2026',
      },
      say,
    ),
  ],
  [
    'slip',
    appointmentSlipOf(
      {
        procedure: 'Thủ tục',
        dossierCode: 'THU-1',
        applicant: 'An',
        agency: 'Ủy ban',
        address: 'Tuy Phước',
        hours: '7:30 – 17:00',
        due: '',
        bring: ['Thẻ căn cước'],
        fee: '',
        hotline: '',
      },
      say,
    ),
  ],
  [
    'handover',
    handoverChecklistOf(
      {
        procedure: 'Thủ tục',
        code: null,
        reference: 'MC-1',
        portal: 'Cổng',
        link: 'https://example.vn/p?a=1',
        steps: ['Một', 'Hai'],
        files: [],
      },
      say,
    ),
  ],
  [
    'receipt',
    receiptOf(
      {
        procedure: 'Thủ tục',
        dossierCode: 'THU-1',
        applicant: 'An',
        portal: 'Cổng',
        agency: 'Ủy ban',
        receivedAt: 'hôm nay',
        due: '',
        paid: '',
        components: ['Giấy'],
        hotline: '',
      },
      say,
    ),
  ],
]

test.skipIf(!poppler).each(papers)(
  '%s fits one page inside its margins (skipped without pdftoppm)',
  async (_, document) => {
    const page = await seen(await renderPdf(document))
    expect(page.pages).toBe(1)
    let outside = 0
    for (const [at, value] of page.data.entries()) {
      const x = at % page.width
      const y = Math.floor(at / page.width)
      const margin = x < 50 || x > page.width - 50 || y < 30 || y > page.height - 50
      if (margin && value < 200) outside += 1
    }
    expect(outside).toBe(0)
    expect(ink(page)).toBeGreaterThan(200_000)
  },
)

test.skipIf(!poppler)(
  'a trial says so on every page, a real paper does not (skipped without pdftoppm)',
  async () => {
    const plain = await seen(await renderPdf(one('Xin chào')))
    const trial = await seen(await renderPdf(one('Xin chào'), { demo: true }))
    const top = ({ data, width }: typeof plain) => ink({ data: data.subarray(0, width * 45) })
    expect(top(plain)).toBe(0)
    expect(top(trial)).toBeGreaterThan(10_000)
  },
)

test('the same document gives the same bytes', async () => {
  const document = papers[0]?.[1] as Document
  expect(await renderPdf(document)).toEqual(await renderPdf(document))
  expect(await renderWord(document)).toEqual(await renderWord(document))
})

test.skipIf(!poppler)(
  'long answers wrap inside the page, even a word without a space (skipped without pdftoppm)',
  async () => {
    const long: Block[] = [
      { type: 'line', label: 'Lý do', value: 'x'.repeat(400) },
      { type: 'line', label: 'Nơi cư trú', value: 'số 12 ngõ 34 đường Trần Phú '.repeat(12) },
      {
        type: 'lines',
        parts: [
          { label: 'Thư điện tử', value: `${'a'.repeat(90)}@example.vn` },
          { label: 'Điện thoại', value: '0912 345 678' },
        ],
      },
      {
        type: 'table',
        columns: [
          { label: 'TT', width: 1 },
          { label: 'Tên', width: 5 },
        ],
        rows: [['1', 'y'.repeat(300)]],
      },
    ]
    const page = await seen(await renderPdf({ title: 'dài', blocks: long }))
    for (let y = 0; y < page.height; y += 1) {
      for (let x = page.width - 50; x < page.width; x += 1)
        expect(page.data[y * page.width + x]).toBeGreaterThan(200)
    }
  },
)

test.skipIf(!poppler)(
  'a table longer than a page goes on with its columns named again (skipped without pdftoppm)',
  async () => {
    const rows = Array.from({ length: 60 }, (_, at) => [`${at + 1}`, 'Nguyễn Văn An'])
    const table: Block = {
      type: 'table',
      columns: [
        { label: 'TT', width: 1 },
        { label: 'Họ tên', width: 5 },
      ],
      rows,
    }
    expect((await seen(await renderPdf({ title: 'bảng', blocks: [table] }))).pages).toBe(2)
  },
)

test('a QR code on a paper is read back', async () => {
  const text = 'THU-000.27.H09-261122-0003'
  expect(await readCodes(qrPng(await makeQr(text)))).toEqual([text])
})

test.skipIf(!poppler).each(['receipt', 'slip'])(
  'the code on a %s is read from the printed page (skipped without pdftoppm)',
  async (name) => {
    const paper = papers.find(([known]) => known === name)?.[1] ?? one('')
    const { data, width, height } = await seen(await renderPdf(paper), 150)
    const page = await sharp(data, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer()
    expect(await readCodes(page)).toEqual(['THU-1'])
  },
)

async function readCodes(picture: Uint8Array): Promise<string[]> {
  const { createRequire } = await import('node:module')
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } })
  return (await readBarcodes(picture)).map(({ text }) => text)
}

test('a Word file is well formed, whatever people typed', async () => {
  const hostile: Block[] = [
    { type: 'line', label: 'Tên <b>', value: `"A" & B\u0000\ud800 ]]> ${'é'.normalize('NFD')}` },
  ]
  const parts = unzipSync(await renderWord({ title: 'a < b & "c"', blocks: hostile }, { demo: true }))
  const document = new TextDecoder('utf-8', { fatal: true }).decode(parts['word/document.xml'])
  expect(document).toContain('&quot;A&quot; &amp; B   ]]&gt; é')
  expect(Object.keys(parts)).toContain('word/header1.xml')
})

test.skipIf(!office || !poppler)(
  'Word files open and show the same page (skipped without LibreOffice)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'word-'))
    try {
      const [, document] = papers.find(([name]) => name === 'ct01') ?? ['', one('')]
      writeFileSync(join(folder, 'a.docx'), await renderWord(document, { demo: true }))
      execFileSync(
        office ?? '',
        [
          '--headless',
          `-env:UserInstallation=file://${folder}/profile`,
          '--convert-to',
          'pdf',
          '--outdir',
          folder,
          join(folder, 'a.docx'),
        ],
        { stdio: 'ignore', timeout: 50_000 },
      )
      const shown = await seen(readFileSync(join(folder, 'a.pdf')))
      expect(shown.pages).toBe(1)
      const drawn = await seen(await renderPdf(document, { demo: true }))
      expect(ink(shown) / ink(drawn)).toBeGreaterThan(0.6)
      expect(ink(shown) / ink(drawn)).toBeLessThan(1.6)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
