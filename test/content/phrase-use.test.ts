// The table of sentences the program says, held against its own source. MOTCUA_REWRITE_PHRASE_USE=1 writes it anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { checkPhrases, listBlanks } from '../../src/content/check-phrases.ts'
import { phraseUse } from '../../src/content/phrase-use.ts'

const src = join(import.meta.dirname, '..', '..', 'src')
/** Who has words for applicants: the engine in messages, the others on papers. */
const source = ['engine', 'runtime/documents', 'runtime/effects', 'files/papers']
  .flatMap((folder) =>
    readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(src, folder, name),
    ),
  )
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(name, 'utf8'))
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

test('the table lists just what the program says', () => {
  const used = Object.keys(vietnamese).filter(isUsed)
  if (process.env.MOTCUA_REWRITE_PHRASE_USE === '1') {
    const rows = used.map(
      (key) => `  '${key}': ${JSON.stringify(listBlanks(vietnamese[key] ?? '')).replaceAll('"', "'")},`,
    )
    const text = `// Every sentence the program says, with its blanks; a test holds this table against the source.\nimport type { PhraseUse } from './check-phrases.ts'\n\nexport const phraseUse: PhraseUse = {\n${rows.join('\n')}\n}\n`
    writeFileSync(join(src, 'content', 'phrase-use.ts'), text)
    return
  }
  expect(Object.keys(phraseUse)).toEqual(used)
})

test('every key the program writes out has its sentence', () => {
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
