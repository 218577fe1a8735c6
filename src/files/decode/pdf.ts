// Child side: pages as one PDF, and how many pages a PDF has.
import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFPage } from '@cantoo/pdf-lib'
import type { AssembledPdf, Jobs, PdfLook, RefusedLook } from './jobs.ts'
import { a4, marginPoints, pointsPerInch } from './paper.ts'

export async function countPages({ bytes, maxPages }: Jobs['look']['ask']): Promise<PdfLook | RefusedLook> {
  const source = await openPdf(bytes)
  if (!source) return { kind: 'refused', reason: 'encrypted' }
  const pages = source.getPageCount()
  if (pages === 0) return { kind: 'refused', reason: 'damaged' }
  return pages > maxPages ? { kind: 'refused', reason: 'too_many_pages' } : { kind: 'pdf', pages }
}

export async function assemble(ask: Jobs['assemble']['ask']): Promise<AssembledPdf | RefusedLook> {
  // No dates: the same pages give the same bytes, however often they are put together.
  const target = await PDFDocument.create({ updateMetadata: false })
  target.setTitle(ask.title.normalize('NFC'))
  for (const part of ask.parts) {
    if (part.type === 'photo') {
      await addPhoto(target, part)
      continue
    }
    const source = await openPdf(part.bytes)
    if (!source) return { kind: 'refused', reason: 'encrypted' }
    for (const page of await target.copyPages(source, source.getPageIndices())) {
      target.addPage(disarm(page))
    }
  }
  const bytes = await target.save({ useObjectStreams: true })
  return { kind: 'pdf', bytes, pages: target.getPageCount() }
}

async function addPhoto(
  target: PDFDocument,
  photo: { jpeg: Uint8Array; width: number; height: number },
): Promise<void> {
  const image = await target.embedJpg(photo.jpeg)
  const lying = photo.width > photo.height
  const [width, height] = lying ? [a4.long, a4.short] : [a4.short, a4.long]
  const page = target.addPage([width, height])
  // Small pictures keep 100 dots an inch rather than being blown up to a blurred page.
  const scale = Math.min(
    (width - 2 * marginPoints) / photo.width,
    (height - 2 * marginPoints) / photo.height,
    pointsPerInch / 100,
  )
  const size = { width: photo.width * scale, height: photo.height * scale }
  page.drawImage(image, { x: (width - size.width) / 2, y: (height - size.height) / 2, ...size })
}

async function openPdf(bytes: Uint8Array): Promise<PDFDocument | null> {
  try {
    const source = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: false })
    return source.context.trailerInfo.Encrypt ? null : source
  } catch (error) {
    if (/encrypt|password/i.test((error as Error).message)) return null
    throw error
  }
}

/** What a page or a mark on it would do by itself (scripts, links, launches) stays behind; what it shows comes along. */
function disarm(page: PDFPage): PDFPage {
  const acts = [PDFName.of('A'), PDFName.of('AA')]
  for (const key of acts) page.node.delete(key)
  const marks = page.node.lookup(PDFName.of('Annots'))
  if (marks instanceof PDFArray) {
    for (let at = 0; at < marks.size(); at += 1) {
      const mark = marks.lookup(at)
      if (mark instanceof PDFDict) for (const key of acts) mark.delete(key)
    }
  }
  return page
}
