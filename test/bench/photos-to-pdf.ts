// Makes a PDF of each photo in a folder, looking at it first, as the assistant does when one arrives. Prints JSON.
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { composePdf, type SourcePage } from '../../src/files/compose.ts'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import { quantile } from './quantiles.ts'

const folder = process.argv[2] ?? '.'
const decoder = createDecoder()
const pages = readdirSync(folder).map(
  (name): SourcePage => ({ mediaType: 'image/jpeg', read: () => readFile(join(folder, name)) }),
)

let [parent, child, both] = [0, 0, 0]
const watch = setInterval(() => {
  const [own, theirs] = [residentMb('self'), residentMb(decoder.state().pid)]
  parent = Math.max(parent, own)
  child = Math.max(child, theirs)
  both = Math.max(both, own + theirs)
}, 10)

const started = performance.now()
const looks: number[] = []
const composes: number[] = []
let bytes = 0
for (const page of pages) {
  let from = performance.now()
  await decoder.look(await page.read(), { mediaType: 'image/jpeg' })
  looks.push(performance.now() - from)
  from = performance.now()
  const made = await composePdf(decoder, [page], { maxBytes: 3_000_000, title: 'Giấy tờ' })
  composes.push(performance.now() - from)
  if (made.kind !== 'pdf') throw new Error(JSON.stringify(made))
  bytes += made.bytes.length
}
const each = performance.now() - started
const album = performance.now()
const whole = await composePdf(decoder, pages, { maxBytes: 6_000_000, title: 'Giấy tờ' })
const albumMs = performance.now() - album
clearInterval(watch)
const children = decoder.state().started
await decoder.close()

console.log(
  JSON.stringify({
    what: `${pages.length} photos of 12 megapixels, each looked at and made a PDF; then all of them one PDF under 6 MB`,
    lookMs: { median: Math.round(quantile(looks, 0.5)), slowest: Math.round(quantile(looks, 1)) },
    pdfMs: { median: Math.round(quantile(composes, 0.5)), slowest: Math.round(quantile(composes, 1)) },
    allMs: Math.round(each),
    meanPdfKilobytes: Math.round(bytes / pages.length / 1_024),
    album: {
      ms: Math.round(albumMs),
      kind: whole.kind,
      kilobytes: whole.kind === 'pdf' ? Math.round(whole.bytes.length / 1_024) : 0,
      dpi: whole.kind === 'pdf' ? whole.dpi : 0,
    },
    peakMegabytes: { parent: Math.round(parent), child: Math.round(child), both: Math.round(both) },
    children,
  }),
)

function residentMb(pid: number | 'self' | null): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4_096) / 2 ** 20
  } catch {
    return 0
  }
}
