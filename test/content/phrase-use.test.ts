// The table of sentences the engine says, held against the engine's own source. MOTCUA_REWRITE_PHRASE_USE=1 writes it anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { checkPhrases, listBlanks } from '../../src/content/check-phrases.ts'
import { phraseUse } from '../../src/content/phrase-use.ts'

const engine = join(import.meta.dirname, '..', '..', 'src', 'engine')
const source = readdirSync(engine, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(engine, name), 'utf8'))
  .join('\n')

const { phrases } = readContent(defaultContentDirectory)
const vietnamese = phrases.get('vi') ?? {}

/** Keys written out, and the beginnings of those put together such as `status.${…}`. */
const literals = new Set(
  [...source.matchAll(/'([a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+)'/g)].map((match) => match[1]),
)
const prefixes = [...source.matchAll(/`([a-z]+(?:-[a-z]+)*\.(?:[a-z]+-)*)\$\{/g)].map(
  (match) => match[1] ?? '',
)
const isUsed = (key: string) => literals.has(key) || prefixes.some((prefix) => key.startsWith(prefix))

test('the table lists just what the engine says', () => {
  const used = Object.keys(vietnamese).filter(isUsed)
  if (process.env.MOTCUA_REWRITE_PHRASE_USE === '1') {
    const rows = used.map(
      (key) => `  '${key}': ${JSON.stringify(listBlanks(vietnamese[key] ?? '')).replaceAll('"', "'")},`,
    )
    const text = `// Every sentence the engine says, with its blanks; a test holds this table against the engine.\nimport type { PhraseUse } from './check-phrases.ts'\n\nexport const phraseUse: PhraseUse = {\n${rows.join('\n')}\n}\n`
    writeFileSync(join(engine, '..', 'content', 'phrase-use.ts'), text)
    return
  }
  expect(Object.keys(phraseUse)).toEqual(used)
})

test('every key the engine writes out has its sentence', () => {
  const wanted = [...literals].filter((key): key is string => key !== undefined && looksLikePhrase(key))
  expect(wanted.filter((key) => !(key in vietnamese))).toEqual([])
})

test('a sentence gone from every language is missed', () => {
  const without = new Map([...phrases].map(([language, { 'menu.ask': _, ...rest }]) => [language, rest]))
  expect(checkPhrases(without, phraseUse).map(({ path }) => path)).toEqual(['menu.ask', 'menu.ask'])
})

// Topics that name their sentences by the first word of the key; file names and the like have other first words.
function looksLikePhrase(key: string): boolean {
  const first = key.split('.')[0]
  return Object.keys(vietnamese).some((known) => known.split('.')[0] === first)
}
