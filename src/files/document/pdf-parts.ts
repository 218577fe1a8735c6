// The parts of a PDF page with columns: boxes to tick, tables, signatures.
import { printable, type Weight } from './faces.ts'
import type { Block } from './model.ts'
import { bodySize, lineHeight, type Pen } from './pen.ts'
import { wrap } from './text.ts'

const line = bodySize * lineHeight

/** Boxes are drawn: Tinos has no ☐ and ☑. */
export function drawBoxes(pen: Pen, block: Extract<Block, { type: 'boxes' }>): void {
  const side = 10
  const label = block.label === '' ? '' : printable(`${block.label}: `)
  let x = pen.left + pen.measure(label)
  pen.need(line)
  pen.write(label, pen.left, pen.y)
  for (const option of block.options) {
    const words = printable(option.label)
    const width = side + 5 + pen.measure(words)
    if (x + width > pen.left + pen.width && x > pen.left + 24) {
      pen.down(line)
      pen.need(line)
      x = pen.left + 24
    }
    const top = pen.y + 2.5
    pen.box(x, top, side, side)
    if (option.ticked) {
      pen.rule({ x: x + 2, y: top + 5.4 }, { x: x + 4.2, y: top + 8 }, 1.3)
      pen.rule({ x: x + 4.2, y: top + 8 }, { x: x + 8.4, y: top + 1.8 }, 1.3)
    }
    pen.write(words, x + side + 5, pen.y)
    x += width + 18
  }
  pen.down(line + 3)
}

export function drawTable(pen: Pen, block: Extract<Block, { type: 'table' }>): void {
  const size = 11.5
  const step = size * lineHeight
  const pad = 4
  const whole = block.columns.reduce((sum, column) => sum + column.width, 0)
  const widths = block.columns.map((column) => (pen.width * column.width) / whole)
  const broken = (cells: readonly string[], weight: Weight) =>
    widths.map((width, at) =>
      wrap(printable(cells[at] ?? ''), width - 2 * pad, (text) => pen.measure(text, weight, size)),
    )
  const row = (lines: readonly string[][], weight: Weight, centred: boolean) => {
    const height = Math.max(...lines.map((cell) => cell.length)) * step + 2 * pad
    let x = pen.left
    for (const [at, cell] of lines.entries()) {
      const width = widths[at] ?? 0
      pen.box(x, pen.y, width, height)
      for (const [down, text] of cell.entries()) {
        const slack = width - 2 * pad - pen.measure(text, weight, size)
        const align = centred ? 'center' : (block.columns[at]?.align ?? 'left')
        const shift = align === 'center' ? slack / 2 : align === 'right' ? slack : 0
        pen.write(text, x + pad + shift, pen.y + pad - 1 + down * step, { weight, size })
      }
      x += width
    }
    pen.down(height)
  }
  const heightOf = (lines: readonly string[][]) =>
    Math.max(...lines.map((cell) => cell.length)) * step + 2 * pad
  const head = broken(
    block.columns.map((column) => column.label),
    'bold',
  )
  const first = block.rows[0] ? heightOf(broken(block.rows[0], 'regular')) : 0
  pen.down(3)
  pen.need(heightOf(head) + first)
  row(head, 'bold', true)
  for (const cells of block.rows) {
    const lines = broken(cells, 'regular')
    const before = pen.y
    pen.need(heightOf(lines))
    // On a new page the columns are named again.
    if (pen.y < before) row(head, 'bold', true)
    row(lines, 'regular', false)
  }
  pen.down(8)
}

/** Place and date, titles, room to sign, names: kept together on one page. */
export function drawSignature(pen: Pen, block: Extract<Block, { type: 'signature' }>): void {
  const room = 62
  const width = pen.width / Math.max(2, block.parts.length)
  const columns = block.parts.map((part) => ({
    title: wrap(printable(part.title), width - 10, (text) => pen.measure(text, 'bold')),
    note: wrap(printable(part.note ?? ''), width - 10, (text) => pen.measure(text, 'italic', 11.5)),
    name: wrap(printable(part.name ?? ''), width - 10, (text) => pen.measure(text, 'bold')),
  }))
  const tallest = Math.max(...columns.map((one) => one.title.length + one.note.length + one.name.length))
  pen.need(line * (tallest + 1) + room)
  pen.down(6)
  const rightCentre = pen.left + pen.width - width / 2
  const place = printable(block.place)
  if (place !== '') {
    const length = pen.measure(place, 'italic')
    const x = Math.min(rightCentre - length / 2, pen.left + pen.width - length)
    pen.write(place, x, pen.y, { weight: 'italic' })
    pen.down(line + 2)
  }
  const top = pen.y
  let foot = top
  for (const [at, column] of columns.entries()) {
    // The last signature stands under the date, on the right.
    const middle = rightCentre - (columns.length - 1 - at) * width
    pen.y = top
    const put = (words: string, weight: Weight, size = bodySize) => {
      pen.write(words, middle - pen.measure(words, weight, size) / 2, pen.y, { weight, size })
      pen.down(size * lineHeight)
    }
    for (const words of column.title) put(words, 'bold')
    for (const words of column.note) if (words !== '') put(words, 'italic', 11.5)
    pen.down(room)
    for (const words of column.name) put(words, 'bold')
    foot = Math.max(foot, pen.y)
  }
  pen.y = foot + 6
}
