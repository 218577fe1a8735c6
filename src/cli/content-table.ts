// Tables for editors: how many guides in each field at which level, and how sure we are of their facts.
import type { Confidence, Guide } from '../content/schema.ts'

const confidences: readonly Confidence[] = ['confirmed', 'single-source', 'from-memory', 'draft']

export function tabulate(guides: readonly Guide[]): string {
  return `${byField(guides)}\n\n${byConfidence(guides)}`
}

/** Each guide once, at the highest level any portal offers. */
function byField(guides: readonly Guide[]): string {
  const fields = Map.groupBy(guides, (guide) => guide.field)
  const rows = [...fields].map(([field, list]) => {
    const levels = list.map((guide) => Math.max(...guide.offers.map((offer) => offer.level)))
    const counts = [1, 2, 3, 4].map((level) => levels.filter((one) => one === level).length)
    return [field, list.length, ...counts]
  })
  return table(['Lĩnh vực', 'hướng dẫn', 'mức 1', 'mức 2', 'mức 3', 'mức 4'], rows)
}

function byConfidence(guides: readonly Guide[]): string {
  const kinds: [string, (guide: Guide) => readonly (Confidence | undefined)[]][] = [
    ['phí, lệ phí', (guide) => guide.fees.map((fee) => fee.confidence)],
    ['thời hạn', (guide) => [guide.timeLimit.confidence ?? guide.confidence]],
    ['mức ở từng cổng', (guide) => guide.offers.map((offer) => offer.confidence ?? guide.confidence)],
    ['hỏi đáp', (guide) => guide.faq.map((item) => item.confidence)],
  ]
  const rows = kinds.map(([name, read]) => {
    const found = guides.flatMap(read)
    return [name, found.length, ...confidences.map((one) => found.filter((other) => other === one).length)]
  })
  return table(['Dữ kiện', 'số', ...confidences], rows)
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n')
}
