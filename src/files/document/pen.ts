// A pen over A4 pages: knows where it is, turns the page when there is no room, and measures before it writes.
import { PDFDocument, type PDFPage, rgb } from '@cantoo/pdf-lib'
import { embedFaces, type Faces, printable, type Weight } from './faces.ts'

export const bodySize = 13

/** How far apart lines stand: the second is for a document whose end would otherwise stand alone on a page. */
export const spacings = { easy: 1.32, close: 1.16 } as const
const page = { width: 595.28, height: 841.89 }
/** Margins of administrative papers: 20 mm, a wider 30 mm left for binding is for letters, not for forms. */
const margin = { top: 54, bottom: 56, side: 59 }

export const black = rgb(0, 0, 0)
export const grey = rgb(0.38, 0.38, 0.38)

export interface Pen {
  /** Height of a line as a share of the type size, and of a line of the body in points. */
  readonly spacing: number
  readonly line: number
  readonly left: number
  readonly width: number
  /** Top of what comes next. */
  y: number
  /** Turns the page unless so many points are left. */
  need(points: number): void
  down(points: number): void
  measure(text: string, weight?: Weight, size?: number): number
  /** Writes with the top of the letters at `y`; nothing moves. */
  write(text: string, x: number, y: number, style?: { weight?: Weight; size?: number; pale?: boolean }): void
  /** Fine dots from x to x at the foot of a line whose top is `y`. */
  dots(from: number, to: number, y: number, size?: number): void
  rule(from: { x: number; y: number }, to: { x: number; y: number }, thickness?: number): void
  box(x: number, y: number, width: number, height: number): void
  fill(x: number, y: number, width: number, height: number): void
  /** True at the top of a page, where space above a heading would be wasted. */
  fresh(): boolean
  pages(): number
  finish(marks: { demo: boolean }): Promise<Uint8Array>
}

/** Distance from the top of a line to its foot, as a share of the type size. */
const ascent = 0.92

export async function createPen(title: string, spacing: number): Promise<Pen> {
  // No dates inside: the same document gives the same bytes.
  const target = await PDFDocument.create({ updateMetadata: false })
  target.setTitle(printable(title))
  target.setLanguage('vi-VN')
  const faces = await embedFaces(target)
  let current = target.addPage([page.width, page.height])
  // Where the PDF counts from its foot, the pen counts from the top.
  const up = (y: number) => page.height - y
  const pen: Pen = {
    spacing,
    line: bodySize * spacing,
    left: margin.side,
    width: page.width - 2 * margin.side,
    y: margin.top,
    need(points) {
      if (pen.y + points <= page.height - margin.bottom || pen.fresh()) return
      current = target.addPage([page.width, page.height])
      pen.y = margin.top
    },
    down(points) {
      pen.y += points
    },
    measure: (text, weight = 'regular', size = bodySize) => faces[weight].widthOfTextAtSize(text, size),
    write(text, x, y, { weight = 'regular', size = bodySize, pale = false } = {}) {
      if (text === '') return
      const color = pale ? grey : black
      current.drawText(text, { x, y: up(y + size * ascent), font: faces[weight], size, color })
    },
    dots(from, to, y, size = bodySize) {
      if (to - from < 4) return
      const foot = up(y + size * (ascent + 0.16))
      current.drawLine({
        start: { x: from, y: foot },
        end: { x: to, y: foot },
        thickness: 0.8,
        dashArray: [0.8, 2.2],
        color: grey,
      })
    },
    rule: (from, to, thickness = 0.6) =>
      current.drawLine({
        start: { x: from.x, y: up(from.y) },
        end: { x: to.x, y: up(to.y) },
        thickness,
        color: black,
      }),
    box: (x, y, width, height) =>
      current.drawRectangle({ x, y: up(y + height), width, height, borderWidth: 0.7, borderColor: black }),
    fill: (x, y, width, height) =>
      current.drawRectangle({ x, y: up(y + height), width, height, color: black }),
    fresh: () => pen.y <= margin.top + 1,
    pages: () => target.getPageCount(),
    finish({ demo }) {
      const pages = target.getPages()
      for (const [at, one] of pages.entries()) {
        if (demo) markDemo(one, faces)
        if (pages.length > 1) number(one, faces, `${at + 1}/${pages.length}`)
      }
      return target.save()
    },
  }
  return pen
}

/** So plain that nobody takes the paper for a real one, so pale that it can be read. */
function markDemo(on: PDFPage, faces: Faces): void {
  const words = 'BẢN THỬ – KHÔNG CÓ GIÁ TRỊ NỘP'
  const size = 10
  const red = rgb(0.75, 0.1, 0.1)
  const width = faces.bold.widthOfTextAtSize(words, size)
  on.drawText(words, { x: (page.width - width) / 2, y: page.height - 32, font: faces.bold, size, color: red })
  const angle = Math.atan2(page.height, page.width)
  const large = 110
  const length = faces.bold.widthOfTextAtSize('BẢN THỬ', large)
  on.drawText('BẢN THỬ', {
    x: page.width / 2 - (Math.cos(angle) * length) / 2 + Math.sin(angle) * large * 0.35,
    y: page.height / 2 - (Math.sin(angle) * length) / 2 - Math.cos(angle) * large * 0.35,
    font: faces.bold,
    size: large,
    rotate: { type: 'radians', angle } as never,
    color: red,
    opacity: 0.07,
  })
}

function number(on: PDFPage, faces: Faces, words: string): void {
  const width = faces.regular.widthOfTextAtSize(words, 10)
  on.drawText(words, { x: (page.width - width) / 2, y: 30, font: faces.regular, size: 10, color: grey })
}
