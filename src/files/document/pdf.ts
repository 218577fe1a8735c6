// A document as a PDF.
import { printable, type Weight } from './faces.ts'
import type { Block, Document, RenderOptions } from './model.ts'
import { drawBoxes, drawSignature, drawTable, signatureHeight } from './pdf-parts.ts'
import { bodySize, createPen, type Pen, spacings } from './pen.ts'
import { makeQr } from './qr.ts'
import { type Piece, wrap, wrapRuns } from './text.ts'

export async function renderPdf(
  document: Document,
  { demo = false }: RenderOptions = {},
): Promise<Uint8Array> {
  let pen = await drawAll(document, spacings.easy)
  if (pen.pages() > 1) {
    // A little closer saves a page, and often a signature from standing alone on it.
    const close = await drawAll(document, spacings.close)
    if (close.pages() < pen.pages()) pen = close
  }
  return pen.finish({ demo })
}

async function drawAll(document: Document, spacing: number): Promise<Pen> {
  const pen = await createPen(document.title, spacing)
  for (const [at, block] of document.blocks.entries()) {
    const next = document.blocks[at + 1]
    // What is signed stands on the page of the signature.
    if (block.type === 'paragraph' && next?.type === 'signature') {
      pen.need(paragraphHeight(pen, block) + signatureHeight(pen, next))
    }
    await draw(pen, block)
  }
  return pen
}

async function draw(pen: Pen, block: Block): Promise<void> {
  switch (block.type) {
    case 'motto':
      return drawMotto(pen)
    case 'title':
      return drawTitle(pen, printable(block.text), printable(block.under ?? ''))
    case 'heading':
      if (!pen.fresh()) pen.down(6)
      // Never the last line of a page.
      pen.need(pen.line * 3)
      for (const words of wrap(printable(block.text), pen.width, (text) => pen.measure(text, 'bold'))) {
        pen.write(words, pen.left, pen.y, { weight: 'bold' })
        pen.down(pen.line)
      }
      return
    case 'paragraph':
      return drawParagraph(pen, block)
    case 'line':
      return drawLine(pen, printable(block.label), printable(block.value), block.lines ?? 1)
    case 'lines':
      return drawLines(pen, block.parts)
    case 'boxes':
      return drawBoxes(pen, block)
    case 'table':
      return drawTable(pen, block)
    case 'list':
      return drawList(pen, block.items, block.ordered)
    case 'qr':
      return drawQr(pen, block.text, block.caption)
    case 'signature':
      return drawSignature(pen, block)
    case 'note':
      return drawNote(pen, printable(block.text))
    case 'space':
      return pen.down(block.points)
  }
}

function centre(pen: Pen, text: string, weight: Weight, size: number): number {
  const width = pen.measure(text, weight, size)
  const x = pen.left + (pen.width - width) / 2
  pen.write(text, x, pen.y, { weight, size })
  pen.down(size * pen.spacing)
  return width
}

function drawMotto(pen: Pen): void {
  centre(pen, printable('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'), 'bold', 13)
  const width = centre(pen, printable('Độc lập - Tự do - Hạnh phúc'), 'bold', 13.5)
  const x = pen.left + (pen.width - width) / 2
  pen.rule({ x, y: pen.y }, { x: x + width, y: pen.y }, 0.8)
  pen.down(22)
}

function drawTitle(pen: Pen, text: string, under: string): void {
  for (const words of balanced(pen, text)) centre(pen, words, 'bold', 15)
  for (const words of under === '' ? [] : wrap(under, pen.width, (one) => pen.measure(one, 'italic'))) {
    centre(pen, words, 'italic', bodySize)
  }
  pen.down(8)
}

/** A long title in lines of about one length, so that no single word is left below. */
function balanced(pen: Pen, text: string): string[] {
  const measure = (words: string) => pen.measure(words, 'bold', 15)
  const count = wrap(text, pen.width * 0.94, measure).length
  for (let share = 1; share <= 1.6 && count > 1; share += 0.05) {
    const lines = wrap(text, (measure(text) / count) * share, measure)
    if (lines.length === count && lines.every((words) => measure(words) <= pen.width)) return lines
  }
  return wrap(text, pen.width, measure)
}

type Paragraph = Extract<Block, { type: 'paragraph' }>

function linesOf(pen: Pen, block: Paragraph): Piece[][] {
  const runs = block.runs.map((run) => ({ ...run, text: printable(run.text) }))
  const measure = (piece: Piece) => pen.measure(piece.text, weightOf(piece))
  return wrapRuns(runs, pen.width, measure, pen.width - (block.indent ? indentPoints : 0))
}

const indentPoints = 28

function paragraphHeight(pen: Pen, block: Paragraph): number {
  return linesOf(pen, block).length * pen.line + 3
}

function drawParagraph(pen: Pen, block: Paragraph): void {
  const indent = block.indent ? indentPoints : 0
  const measure = (piece: Piece) => pen.measure(piece.text, weightOf(piece))
  for (const [at, pieces] of linesOf(pen, block).entries()) {
    pen.need(pen.line)
    const width = pieces.reduce((sum, piece) => sum + measure(piece), 0)
    let x = pen.left + (at === 0 ? indent : 0)
    if (block.align === 'center') x = pen.left + (pen.width - width) / 2
    if (block.align === 'right') x = pen.left + pen.width - width
    for (const piece of pieces) {
      pen.write(piece.text, x, pen.y, { weight: weightOf(piece) })
      x += measure(piece)
    }
    pen.down(pen.line)
  }
  pen.down(3)
}

function weightOf({ bold, italic }: Piece): Weight {
  if (bold) return italic ? 'boldItalic' : 'bold'
  return italic ? 'italic' : 'regular'
}

function drawLine(pen: Pen, label: string, value: string, lines: number): void {
  const right = pen.left + pen.width
  const labelLines = wrap(label === '' ? '' : `${label}:`, pen.width, (text) => pen.measure(text))
  const last = labelLines.at(-1) ?? ''
  for (const words of labelLines.slice(0, -1)) {
    pen.need(pen.line)
    pen.write(words, pen.left, pen.y)
    pen.down(pen.line)
  }
  const start = pen.left + (last === '' ? 0 : pen.measure(`${last} `))
  const values = wrap(value, pen.width, (text) => pen.measure(text), right - start)
  while (values.length < lines) values.push('')
  pen.need(pen.line * Math.min(values.length, 3))
  for (const [at, words] of values.entries()) {
    pen.need(pen.line)
    if (at === 0) pen.write(last, pen.left, pen.y)
    const x = at === 0 ? start : pen.left
    pen.write(words, x, pen.y)
    pen.dots(x, right, pen.y)
    pen.down(pen.line)
  }
  pen.down(2.5)
}

/** Short lines side by side; when an answer is too long for its place, all of them go below one another. */
function drawLines(pen: Pen, parts: Extract<Block, { type: 'lines' }>['parts']): void {
  const whole = parts.reduce((sum, part) => sum + (part.width ?? 1), 0)
  const gap = 10
  const placed = parts.map((part) => ({
    label: printable(part.label),
    value: printable(part.value),
    width: ((pen.width - gap * (parts.length - 1)) * (part.width ?? 1)) / whole,
  }))
  const fits = placed.every(({ label, value, width }) => pen.measure(`${label}: ${value}`) <= width)
  if (!fits) {
    for (const { label, value } of placed) drawLine(pen, label, value, 1)
    return
  }
  pen.need(pen.line)
  let x = pen.left
  for (const { label, value, width } of placed) {
    pen.write(`${label}:`, x, pen.y)
    const start = x + pen.measure(`${label}: `)
    pen.write(value, start, pen.y)
    pen.dots(start, x + width, pen.y)
    x += width + gap
  }
  pen.down(pen.line + 2.5)
}

function drawList(pen: Pen, items: readonly string[], ordered: boolean): void {
  const indent = 24
  for (const [at, item] of items.entries()) {
    const lines = wrap(printable(item), pen.width - indent, (text) => pen.measure(text))
    pen.need(pen.line * Math.min(lines.length, 4))
    pen.write(ordered ? `${at + 1}.` : '–', pen.left + 4, pen.y)
    for (const words of lines) {
      pen.need(pen.line)
      pen.write(words, pen.left + indent, pen.y)
      pen.down(pen.line)
    }
    pen.down(3)
  }
}

const qrSide = 120

async function drawQr(pen: Pen, text: string, caption: string): Promise<void> {
  const code = await makeQr(text)
  const lines = wrap(printable(caption), pen.width, (words) => pen.measure(words, 'italic', 11))
  pen.need(qrSide + 14 + lines.length * 15)
  pen.down(6)
  const module = qrSide / code.size
  const x = pen.left + (pen.width - qrSide) / 2
  for (let row = 0; row < code.size; row += 1) {
    // Neighbours in one stroke: hairlines between modules confuse readers.
    for (let column = 0; column < code.size; column += 1) {
      let run = 0
      while (column + run < code.size && code.dark(column + run, row)) run += 1
      if (run > 0) pen.fill(x + column * module, pen.y + row * module, run * module, module * 1.02)
      column += run
    }
  }
  pen.down(qrSide + 8)
  for (const words of lines) centre(pen, words, 'italic', 11)
}

function drawNote(pen: Pen, text: string): void {
  const size = 11
  pen.down(4)
  for (const words of wrap(text, pen.width, (one) => pen.measure(one, 'italic', size))) {
    pen.need(size * pen.spacing)
    pen.write(words, pen.left, pen.y, { weight: 'italic', size, pale: true })
    pen.down(size * pen.spacing)
  }
}
