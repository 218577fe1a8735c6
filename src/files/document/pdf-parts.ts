// The parts of a PDF page with columns: boxes to tick, tables, signatures.
import { printable, type Weight } from './faces.ts'
import type { Block } from './model.ts'
import { bodySize, type Pen } from './pen.ts'
import { wrap } from './text.ts'

/** Boxes are drawn: Tinos has no ☐ and ☑. */
export function drawBoxes(pen: Pen, block: Extract<Block, { type: 'boxes' }>): void {
  const side = 10
  const label = block.label === '' ? '' : printable(`${block.label}: `)
  let x = pen.left + pen.measure(label)
  pen.need(pen.line)
  pen.write(label, pen.left, pen.y)
  for (const option of block.options) {
    const words = printable(option.label)
    const width = side + 5 + pen.measure(words)
    if (x + width > pen.left + pen.width && x > pen.left + 24) {
      pen.down(pen.line)
      pen.need(pen.line)
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
  pen.down(pen.line + 3)
}

export function drawTable(pen: Pen, block: Extract<Block, { type: 'table' }>): void {
  const size = 11.5
  const step = size * pen.spacing
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

type Signature = Extract<Block, { type: 'signature' }>

const roomToSign = 60
const noteSize = 11.5

function columnsOf(pen: Pen, block: Signature) {
  const width = pen.width / Math.max(2, block.parts.length)
  const broken = (text: string | undefined, weight: Weight, size: number) =>
    wrap(printable(text ?? ''), width - 8, (one) => pen.measure(one, weight, size)).filter(Boolean)
  const columns = block.parts.map(({ title, note, name }) => {
    const words = printable(name ?? '')
    // A name in one line looks like a name.
    const fitting = bodySize * Math.min(1, (width - 8) / Math.max(1, pen.measure(words, 'bold')))
    const nameSize = Math.max(10.5, fitting)
    return {
      title: broken(title, 'bold', bodySize),
      note: broken(note, 'italic', noteSize),
      name: broken(words, 'bold', nameSize),
      nameSize,
    }
  })
  return { width, columns }
}

export function signatureHeight(pen: Pen, block: Signature): number {
  const { columns } = columnsOf(pen, block)
  const tallest = Math.max(...columns.map((one) => one.title.length + one.note.length + one.name.length))
  return pen.line * (tallest + 1) + roomToSign + 8
}

/** Place and date, titles, room to sign, names: kept together on one page. */
export function drawSignature(pen: Pen, block: Signature): void {
  const { width, columns } = columnsOf(pen, block)
  pen.need(signatureHeight(pen, block))
  pen.down(6)
  const rightCentre = pen.left + pen.width - width / 2
  const place = printable(block.place)
  if (place !== '') {
    const length = pen.measure(place, 'italic')
    const x = Math.min(rightCentre - length / 2, pen.left + pen.width - length)
    pen.write(place, x, pen.y, { weight: 'italic' })
    pen.down(pen.line + 2)
  }
  const top = pen.y
  let foot = top
  for (const [at, column] of columns.entries()) {
    // The last signature stands under the date, on the right.
    const middle = rightCentre - (columns.length - 1 - at) * width
    pen.y = top
    const put = (words: string, weight: Weight, size = bodySize) => {
      pen.write(words, middle - pen.measure(words, weight, size) / 2, pen.y, { weight, size })
      pen.down(size * pen.spacing)
    }
    for (const words of column.title) put(words, 'bold')
    for (const words of column.note) put(words, 'italic', noteSize)
    pen.down(roomToSign)
    for (const words of column.name) put(words, 'bold', column.nameSize)
    foot = Math.max(foot, pen.y)
  }
  pen.y = foot + 6
}
