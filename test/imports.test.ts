// Who may import whom: arrows between folders point inwards. Reads import lines; runs nothing.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** Folder → what it may import of ours. `types:x` allows type imports only. Libraries are free where nothing is said. */
const table: Readonly<Record<string, readonly string[]>> = {
  engine: ['engine', 'find', 'types:content'],
  find: ['find'],
  content: ['content', 'find'],
  channel: ['channel', 'types:engine'],
  store: ['store', 'types:engine', 'types:channel', 'types:content'],
  files: ['files'],
  outbound: ['outbound'],
  portal: ['portal', 'outbound', 'types:engine'],
  runtime: ['runtime', 'engine', 'content', 'channel', 'store', 'portal', 'files'],
  http: ['http', 'types:channel'],
  'upload-page': ['upload-page', 'channel'],
  sandbox: ['sandbox', 'http'],
  adapters: ['channel', 'types:engine'],
}

const files = ['src', 'adapters']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((name) => /\.tsx?$/.test(name))

interface Import {
  readonly file: string
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:([^'"]*?)\sfrom\s+)?'([^']+)'/gms)].map(
    (match) => ({
      file,
      from: roomOf(file),
      to: match[3]?.startsWith('.')
        ? relative(root, resolve(root, dirname(file), match[3]))
        : (match[3] ?? ''),
      typeOnly: match[1] !== undefined || everyNameIsType(match[2] ?? ''),
    }),
  )
})

function everyNameIsType(names: string): boolean {
  const inside = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1]
  return inside?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false
}

function roomOf(file: string): string {
  const [top, room, ...rest] = file.split('/')
  if (top === 'adapters') return 'adapters'
  return top === 'src' && rest.length > 0 ? (room ?? '') : 'top'
}

test('every folder under src has its row in the table, or is the composition', () => {
  const rooms = new Set(files.map(roomOf))
  expect([...rooms].filter((room) => !(room in table) && !['top', 'cli'].includes(room))).toEqual([])
})

test('folders import only what the table allows them', () => {
  const wrong = imports
    .filter(({ from, to }) => from in table && /^(src|adapters)\//.test(to))
    .filter(({ file, from, to, typeOnly }) => {
      const room = roomOf(to)
      // An adapter is one folder; another adapter is another room.
      if (room === 'adapters') return from !== 'adapters' || folderOf(file) !== folderOf(to)
      return !table[from]?.some((allowed) => allowed === room || (typeOnly && allowed === `types:${room}`))
    })
    .map(({ file, to }) => `${file} → ${to}`)
  expect(wrong).toEqual([])
})

test('nothing imports the composition: main, assistant, config and the commands', () => {
  const composition = (path: string) => roomOf(path) === 'cli' || roomOf(path) === 'top'
  const wrong = imports
    .filter(({ file, to }) => to.startsWith('src/') && composition(to) && !composition(file))
    .map(({ file, to }) => `${file} → ${to}`)
  expect(wrong).toEqual([])
})

test('the engine is pure: no Node module, no library, no async, no clock, no chance', () => {
  const engine = files.filter((file) => file.startsWith('src/engine/'))
  const outside = imports.filter(({ from, to }) => from === 'engine' && !to.startsWith('src/'))
  expect(outside.map(({ file, to }) => `${file} → ${to}`)).toEqual([])
  for (const file of engine) {
    const code = readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
    expect(code, file).not.toMatch(/\basync\b|\bawait\b|Date\.now|Math\.random|new Date\(\)|performance\./)
  }
})

test('only the loader of content touches the file system', () => {
  const wrong = imports.filter(
    ({ file, from, to }) => from === 'content' && to.startsWith('node:') && file !== 'src/content/load.ts',
  )
  expect(wrong.map(({ file, to }) => `${file} → ${to}`)).toEqual([])
})

function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/')
}
