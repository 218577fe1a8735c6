// Twelve photos to portal-ready PDFs, with the memory of parent and child; and how often a card's QR code is read, by condition.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDecoder } from '../../src/files/decode/decoder.ts'
import { card, cardSvg } from '../support/card.ts'
import { pageSvg, photoOf, type Scene } from '../support/photo.ts'
import { quantile } from './quantiles.ts'

export async function measureFiles(): Promise<Record<string, unknown>> {
  return { photos: await measurePhotos(), cardQr: await measureCards() }
}

async function measurePhotos(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-photos-'))
  try {
    for (let at = 0; at < 12; at += 1) {
      const scene = { width: 3_000, height: 4_000, noise: 7, quality: 92, seed: at + 1, turn: at % 3 }
      writeFileSync(join(folder, `${at}.jpg`), await photoOf(pageSvg({ seed: at + 1 }), scene))
    }
    // In a process of its own: making photos costs more memory than filing them.
    const program = join(import.meta.dirname, 'photos-to-pdf.ts')
    return JSON.parse(execFileSync(process.execPath, [program, folder], { encoding: 'utf8' }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const frame = { width: 3_000, height: 2_000, fill: 0.6, turn: 3, noise: 6 }

const conditions: Readonly<Record<string, Scene & { glare?: number }>> = {
  plain: {},
  'turned 20°': { turn: 20 },
  'turned 90°': { turn: 90 },
  'turned 180°': { turn: 180 },
  'blur 2': { blur: 2 },
  'blur 4': { blur: 4 },
  'noise 25': { noise: 25 },
  'dark 0.2': { light: 0.2 },
  'dark 0.1, noise 8': { light: 0.1, noise: 8 },
  'JPEG 35': { quality: 35 },
  'a third of the frame': { fill: 0.33 },
  'a quarter of the frame': { fill: 0.25 },
  'a quarter, blur 2': { fill: 0.25, blur: 2 },
  'glare beside the code': { glare: 600 },
  'glare over a corner of the code': { glare: 690 },
  'glare over the code': { glare: 745 },
}

const tries = 3

async function measureCards(): Promise<unknown> {
  const decoder = createDecoder()
  const plain = await cardSvg()
  const table: Record<string, unknown> = {}
  let read = 0
  let wrong = 0
  const times: number[] = []
  for (const [name, { glare, ...scene }] of Object.entries(conditions)) {
    const spot = `<ellipse cx="${glare}" cy="110" rx="60" ry="45" fill="#fff"/>`
    const svg = glare ? plain.replace('</svg>', `${spot}</svg>`) : plain
    let found = 0
    for (let seed = 1; seed <= tries; seed += 1) {
      const turn = (scene.turn ?? frame.turn) + seed - 2
      const photo = await photoOf(svg, { ...frame, ...scene, turn, seed })
      const started = performance.now()
      const answer = await decoder.readCardQr(photo, { mediaType: 'image/jpeg' })
      times.push(performance.now() - started)
      if (answer.kind !== 'card') continue
      if (answer.card.number === card.number && answer.card.fullName === card.fullName) found += 1
      else wrong += 1
    }
    read += found
    table[name] = `${found}/${tries}`
  }
  await decoder.close()
  return {
    what: 'made cards on a table, 3000×2000',
    read: `${read}/${Object.keys(conditions).length * tries}`,
    wrong,
    medianMs: Math.round(quantile(times, 0.5)),
    slowestMs: Math.round(quantile(times, 1)),
    conditions: table,
  }
}
