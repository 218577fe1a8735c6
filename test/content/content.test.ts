// The content we ship: it reads, nothing in it leads nowhere, and the promises made about it are kept.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderSchemas } from '../../src/cli/content-schema.ts'
import { checkContent } from '../../src/content/check.ts'
import { checkPhrases } from '../../src/content/check-phrases.ts'
import { describeProblem, loadContent } from '../../src/content/load.ts'
import { fold } from '../../src/find/normalise.ts'

const directory = join(import.meta.dirname, '..', '..', 'content')
const { files, problems } = loadContent(directory)

test('every content file reads without a problem', () => {
  expect(problems.map(describeProblem)).toEqual([])
})

test('the check finds nothing in the content we ship', () => {
  expect(checkContent(files).map(describeProblem)).toEqual([])
  expect(checkPhrases(files.phrases).map(describeProblem)).toEqual([])
})

test('five portals are described and offers reach every level from 1 to 4', () => {
  expect([...files.portals.keys()]).toEqual(['binh-dinh', 'dien-bien', 'hai-duong', 'quoc-gia', 'toa-an'])
  const levels = new Set([...files.guides.values()].flatMap(({ offers }) => offers.map(({ level }) => level)))
  expect([...levels].sort()).toEqual([1, 2, 3, 4])
})

test('since July 2025 no province takes filings on a portal of its own', () => {
  for (const id of ['binh-dinh', 'dien-bien', 'hai-duong']) {
    expect(files.portals.get(id)?.takesFilings).toBe(false)
  }
})

describe.each([...files.guides])('%s', (_slug, guide) => {
  test('has ten or more ways to be called and three or more answered questions', () => {
    expect(guide.aliases.length).toBeGreaterThanOrEqual(10)
    expect(guide.faq.length).toBeGreaterThanOrEqual(3)
  })

  test('asks every question in one line', () => {
    for (const { ask } of [...guide.questions, ...guide.fields])
      expect(ask.length, ask).toBeLessThanOrEqual(80)
  })

  test('is filed under a field that each portal offering it lists', () => {
    for (const { portal } of guide.offers) expect(files.portals.get(portal)?.fields).toContain(guide.field)
  })

  test('hears each spoken word as one choice only, and never as a command', () => {
    const commands = new Set(Object.values(files.words.commands).flat().map(fold))
    for (const { id, choices = [] } of [...guide.questions, ...guide.fields]) {
      const heard = choices.flatMap(({ label, also = [] }) => [...new Set([label, ...also].map(fold))])
      expect(new Set(heard).size, id).toBe(heard.length)
      expect(
        heard.filter((word) => commands.has(word)),
        id,
      ).toEqual([])
    }
  })

  test('puts the yes before the no, which is how a typed "có" or "ko" is heard', () => {
    for (const { ask, choices } of guide.questions) {
      if (choices.length !== 2 || !/(không|chưa)\?$/.test(ask)) continue
      expect(choices[0]?.label, ask).not.toMatch(/^(không|chưa)/i)
    }
  })

  test('speaks of no district office as if it still worked', () => {
    expect(guide.agency.name).not.toMatch(/huyện|quận/i)
  })
})

test('a mother files her child’s birth with at most ten answers she cannot skip', () => {
  const guide = files.guides.get('dang-ky-khai-sinh')
  const asked = guide?.fields.filter(({ optional, id }) => !optional && id !== 'me-ten') ?? []
  expect(asked.length + (guide?.questions.length ?? 0)).toBeLessThanOrEqual(10)
})

test('help articles are short enough to read in a chat', () => {
  for (const [slug, { body }] of files.help) expect(body.length, slug).toBeLessThanOrEqual(900)
})

test('the schema files beside the content match the program; `motcua content schema` rewrites them', () => {
  for (const [name, text] of renderSchemas()) {
    expect(readFileSync(join(directory, 'schema', name), 'utf8'), name).toBe(text)
  }
})

test('every content file names its schema for editors', () => {
  const named = [
    ...[...files.guides.keys()].map((slug) => [`procedures/${slug}.yaml`, '../schema/guide.json']),
    ...[...files.portals.keys()].map((slug) => [`portals/${slug}.yaml`, '../schema/portal.json']),
    ...[...files.help.keys()].map((slug) => [`help/${slug}.yaml`, '../schema/help.json']),
    ['words.yaml', 'schema/words.json'],
    ['calendar.yaml', 'schema/calendar.json'],
  ] as const
  for (const [file = '', schema] of named) {
    const first = readFileSync(join(directory, file), 'utf8').split('\n', 1)[0]
    expect(first, file).toBe(`# yaml-language-server: $schema=${schema}`)
  }
})
