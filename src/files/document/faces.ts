// Tinos: Times in measure, as Vietnamese administrative papers are set, with every Vietnamese letter, and free.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { PDFDocument, PDFFont } from '@cantoo/pdf-lib'
import * as fontkit from 'fontkit'
import { writable } from './text.ts'

export type Weight = 'regular' | 'bold' | 'italic' | 'boldItalic'

const files: Readonly<Record<Weight, string>> = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  boldItalic: '700Bold_Italic/Tinos_700Bold_Italic.ttf',
}

export type Faces = Readonly<Record<Weight, PDFFont>>

/**
 * Embedded as subsets: a page costs about 10 KB a weight. Only this pair of libraries does that rightly with Tinos; with
 * others letters came out blank while text extraction still looked right (docs/decisions/0012).
 */
export async function embedFaces(target: PDFDocument): Promise<Faces> {
  target.registerFontkit(fontkit as never)
  const embed = (weight: Weight) => target.embedFont(fontBytes(weight), { subset: true })
  return {
    regular: await embed('regular'),
    bold: await embed('bold'),
    italic: await embed('italic'),
    boldItalic: await embed('boldItalic'),
  }
}

export function fontBytes(weight: Weight): Uint8Array {
  return readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/tinos/${files[weight]}`))
}

let letters: ReadonlySet<number> | null = null

/** Text as Tinos can print it. The four weights have the same letters. */
export function printable(text: string): string {
  letters ??= new Set((fontkit.create(fontBytes('regular') as Buffer) as fontkit.Font).characterSet)
  return writable(text, (codePoint) => letters?.has(codePoint) ?? false)
}
