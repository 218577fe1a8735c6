// A document as a Word file, which people may still change. The few parts Word needs are written by hand: a template engine
// would be larger than this and the model already is the template.
import { strToU8, type Zippable, zipSync } from 'fflate'
import type { Align, Block, Document, RenderOptions, Run } from './model.ts'
import { makeQr, qrPng } from './qr.ts'
import { contentTypes, core, header, relations, rootRelations, styles } from './word-frame.ts'

/** Width of the writing in twentieths of a point: A4 without the margins. */
const textWidth = 9_540

export async function renderWord(
  document: Document,
  { demo = false }: RenderOptions = {},
): Promise<Uint8Array> {
  const pictures: Uint8Array[] = []
  const parts: string[] = []
  for (const block of document.blocks) {
    if (block.type === 'qr') {
      pictures.push(qrPng(await makeQr(block.text)))
      parts.push(paragraph(picture(pictures.length), { align: 'center' }))
      parts.push(paragraph(run({ text: block.caption, italic: true }), { align: 'center' }))
    } else parts.push(write(block))
  }
  const section =
    `<w:sectPr>${demo ? '<w:headerReference w:type="default" r:id="rIdHeader"/>' : ''}` +
    '<w:pgSz w:w="11906" w:h="16838"/>' +
    '<w:pgMar w:top="1080" w:right="1180" w:bottom="1120" w:left="1180" w:header="560" w:footer="560" w:gutter="0"/></w:sectPr>'
  const body = `${parts.join('')}${section}`
  const files: Zippable = {
    '[Content_Types].xml': strToU8(contentTypes(demo)),
    '_rels/.rels': strToU8(rootRelations),
    'docProps/core.xml': strToU8(core(xml(document.title))),
    'word/document.xml': strToU8(`${documentHead}<w:body>${body}</w:body></w:document>`),
    'word/_rels/document.xml.rels': strToU8(relations(pictures.length, demo)),
    'word/styles.xml': strToU8(styles),
  }
  if (demo) files['word/header1.xml'] = strToU8(header)
  for (const [at, png] of pictures.entries()) files[`word/media/qr${at + 1}.png`] = png
  // A fixed time: the same document gives the same bytes.
  return zipSync(files, { mtime: '1980-01-01T00:00:00', level: 6 })
}

const documentHead =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'

function write(block: Exclude<Block, { type: 'qr' }>): string {
  switch (block.type) {
    case 'motto':
      return (
        paragraph(run({ text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true }), {
          align: 'center',
          after: 0,
        }) +
        paragraph(run({ text: 'Độc lập - Tự do - Hạnh phúc', bold: true }, '<w:u w:val="single"/>'), {
          align: 'center',
          after: 280,
        })
      )
    case 'title':
      return (
        paragraph(run({ text: block.text, bold: true }, '<w:sz w:val="30"/>'), {
          align: 'center',
          after: 60,
        }) + (block.under ? paragraph(run({ text: block.under, italic: true }), { align: 'center' }) : '')
      )
    case 'heading':
      return paragraph(run({ text: block.text, bold: true }), { before: 120, keep: true })
    case 'paragraph':
      return paragraph(block.runs.map((one) => run(one)).join(''), {
        keep: block.indent ?? false,
        ...(block.align ? { align: block.align } : {}),
        ...(block.indent ? { indent: '<w:ind w:firstLine="560"/>' } : {}),
      })
    case 'line':
      return dottedLine(block.label, block.value, block.lines ?? 1)
    case 'lines':
      return sideBySide(block.parts)
    case 'boxes':
      return paragraph(
        run({ text: block.label === '' ? '' : `${block.label}:  ` }) +
          block.options
            .map(({ label, ticked }) => `${symbol(ticked ? '☒' : '☐')}${run({ text: ` ${label}    ` })}`)
            .join(''),
      )
    case 'table':
      return table(block)
    case 'list':
      return block.items
        .map((item, at) =>
          paragraph(`${run({ text: block.ordered ? `${at + 1}.` : '–' })}${tab}${run({ text: item })}`, {
            indent: '<w:ind w:left="480" w:hanging="400"/>',
            tabs: '<w:tab w:val="left" w:pos="480"/>',
          }),
        )
        .join('')
    case 'signature':
      return signature(block)
    case 'note':
      return paragraph(
        run({ text: block.text, italic: true }, '<w:color w:val="606060"/><w:sz w:val="22"/>'),
        {
          before: 80,
        },
      )
    case 'space':
      return paragraph('', { after: block.points * 20 })
  }
}

interface Shape {
  readonly align?: Align
  readonly before?: number
  readonly after?: number
  readonly keep?: boolean
  readonly indent?: string
  readonly tabs?: string
}

/** Properties stand in the order the format wants, or Word calls the file damaged. */
function paragraph(inside: string, shape: Shape = {}): string {
  const { align, before = 0, after = 50, keep, indent = '', tabs } = shape
  const justify = align === 'justify' ? 'both' : align
  return (
    `<w:p><w:pPr>${keep ? '<w:keepNext/>' : ''}${tabs ? `<w:tabs>${tabs}</w:tabs>` : ''}` +
    `<w:spacing w:before="${before}" w:after="${after}"/>${indent}${justify ? `<w:jc w:val="${justify}"/>` : ''}` +
    `</w:pPr>${inside}</w:p>`
  )
}

function run({ text, bold, italic }: Run, more = ''): string {
  if (text === '') return ''
  const style = `${bold ? '<w:b/>' : ''}${italic ? '<w:i/>' : ''}${more}`
  return `<w:r>${style ? `<w:rPr>${style}</w:rPr>` : ''}<w:t xml:space="preserve">${xml(text)}</w:t></w:r>`
}

function symbol(text: string): string {
  const face = 'Segoe UI Symbol'
  return `<w:r><w:rPr><w:rFonts w:ascii="${face}" w:hAnsi="${face}" w:eastAsia="${face}"/></w:rPr><w:t>${text}</w:t></w:r>`
}

const tab = '<w:r><w:tab/></w:r>'
const dotsTo = (position: number) => `<w:tab w:val="left" w:leader="dot" w:pos="${position}"/>`
const dotsToMargin = `<w:tab w:val="right" w:leader="dot" w:pos="${textWidth}"/>`

function dottedLine(label: string, value: string, lines: number): string {
  const first = paragraph(`${run({ text: label === '' ? '' : `${label}: ` })}${run({ text: value })}${tab}`, {
    tabs: dotsToMargin,
  })
  const more = value.length > 60 ? 0 : lines - 1
  return first + paragraph(tab, { tabs: dotsToMargin }).repeat(Math.max(0, more))
}

function sideBySide(parts: Extract<Block, { type: 'lines' }>['parts']): string {
  const whole = parts.reduce((sum, part) => sum + (part.width ?? 1), 0)
  const fits = parts.every(
    ({ label, value, width = 1 }) => (label.length + value.length + 2) * 125 < (textWidth * width) / whole,
  )
  if (!fits) return parts.map(({ label, value }) => dottedLine(label, value, 1)).join('')
  let position = 0
  const stops: string[] = []
  const inside = parts.map(({ label, value, width = 1 }, at) => {
    position += (textWidth * width) / whole
    const last = at === parts.length - 1
    stops.push(last ? dotsToMargin : dotsTo(Math.round(position) - 120))
    return `${run({ text: `${label}: ${value}` })}${tab}${last ? '' : run({ text: ' ' })}`
  })
  return paragraph(inside.join(''), { tabs: stops.join('') })
}

function table(block: Extract<Block, { type: 'table' }>): string {
  const whole = block.columns.reduce((sum, column) => sum + column.width, 0)
  const widths = block.columns.map((column) => Math.round((textWidth * column.width) / whole))
  const cell = (text: string, at: number, bold: boolean) =>
    `<w:tc><w:tcPr><w:tcW w:w="${widths[at]}" w:type="dxa"/></w:tcPr>` +
    `${paragraph(run({ text, bold }), { align: bold ? 'center' : (block.columns[at]?.align ?? 'left'), after: 20, before: 20 })}</w:tc>`
  const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
    .join('')
  const head = `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${block.columns.map(({ label }, at) => cell(label, at, true)).join('')}</w:tr>`
  const rows = block.rows.map(
    (row) =>
      `<w:tr><w:trPr><w:cantSplit/></w:trPr>${block.columns.map((_, at) => cell(row[at] ?? '', at, false)).join('')}</w:tr>`,
  )
  return (
    `<w:tbl><w:tblPr><w:tblW w:w="${textWidth}" w:type="dxa"/><w:tblBorders>${border}</w:tblBorders><w:tblLayout w:type="fixed"/>${cellMargins}</w:tblPr>` +
    `<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${head}${rows.join('')}</w:tbl>` +
    thin
  )
}

/** Word wants a paragraph after a table. */
const thin = paragraph(run({ text: ' ' }, '<w:sz w:val="8"/>'), { after: 0 })
const cellMargins =
  '<w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'

function signature(block: Extract<Block, { type: 'signature' }>): string {
  // One signature stands on the right, as on paper.
  const parts = block.parts.length === 1 ? [null, ...block.parts] : block.parts
  const width = Math.round(textWidth / parts.length)
  const middle = (inside: string, after = 0) => paragraph(inside, { align: 'center', after, keep: true })
  const cells = parts.map((part) => {
    const lines = [middle(run({ text: part?.title ?? '', bold: true }))]
    lines.push(middle(run({ text: part?.note ?? '', italic: true }, '<w:sz w:val="23"/>'), 1_000))
    lines.push(middle(run({ text: part?.name ?? '', bold: true })))
    return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${lines.join('')}</w:tc>`
  })
  // Above the last signature, where there is room for it in one line.
  const place = paragraph(run({ text: block.place, italic: true }), {
    align: parts.length > 2 ? 'right' : 'center',
    indent: parts.length > 2 ? '' : `<w:ind w:left="${textWidth / 2}"/>`,
    after: 40,
    before: 80,
    keep: true,
  })
  return (
    (block.place === '' ? '' : place) +
    `<w:tbl><w:tblPr><w:tblW w:w="${textWidth}" w:type="dxa"/><w:tblLayout w:type="fixed"/>${cellMargins}</w:tblPr><w:tblGrid>` +
    `${parts.map(() => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>` +
    `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join('')}</w:tr></w:tbl>${thin}`
  )
}

function picture(number: number): string {
  // 42 mm in the format's units of 1/914,400 inch.
  const side = 1_512_000
  return (
    `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${side}" cy="${side}"/><wp:docPr id="${number}" name="QR ${number}"/>` +
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>' +
    `<pic:nvPicPr><pic:cNvPr id="${number}" name="QR ${number}"/><pic:cNvPicPr/></pic:nvPicPr>` +
    `<pic:blipFill><a:blip r:embed="rIdQr${number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
    `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${side}" cy="${side}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
    '</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
  )
}

/** NFC, escaped, and without the control characters XML forbids. */
function xml(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cc}|\p{Cs}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
