// Staff key the dossier in: a whole package for them, a true word for the applicant, nothing left lying about.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/assisted.ts'
import { DeskFolder } from '../../src/portal/assisted/desk-folder.ts'
import { createAssistedConnector } from '../../src/portal/assisted/index.ts'
import { temporaryDirectory } from '../sandbox/support.ts'
import { birthDossier, contents, openJournal, signal } from './support.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function openOffice() {
  const dataDir = temporaryDirectory()
  const directory = join(dataDir, 'assisted')
  vi.stubEnv('DATA_DIR', dataDir)
  const said: string[] = []
  const hear = (text: string) => void said.push(text)
  vi.spyOn(console, 'log').mockImplementation(hear)
  vi.spyOn(console, 'error').mockImplementation(hear)
  const connector = createAssistedConnector({ directory })
  return {
    directory,
    connector,
    submit: () => connector.submit(birthDossier(), openJournal(), signal),
    look: () => connector.lookUp({ portalId: null, reference: 'mc-k1' }, signal),
    async staff(...args: string[]) {
      said.length = 0
      return { code: await run(args), said: said.join('\n') }
    },
  }
}

it('staff get every paper, the form and a summary, readable by nobody else', async () => {
  const { directory, submit, staff } = openOffice()
  expect(await submit()).toMatchObject({ type: 'with-staff', takenUpAt: null })
  const folder = join(directory, 'mc-k1')
  expect(readdirSync(folder).sort()).toEqual([
    ...[
      'anh-1.pdf',
      'chung-minh-cu-tru-1.pdf',
      'chung-sinh-1.pdf',
      'ho-so.json',
      'to-khai.json',
      'tom-tat.txt',
    ],
  ])
  expect(readFileSync(join(folder, 'chung-sinh-1.pdf')).equals(contents['mc-k1-1'] ?? Buffer.of())).toBe(true)
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  expect((await staff('list')).said).toMatch(/^mc-k1 .*khai sinh.*3 tệp/)
  const { said } = await staff('show', 'mc-k1')
  for (const fact of ['Trần Thị Bưởi', '052190001234', 'TRẦN AN', folder]) expect(said).toContain(fact)
})

it('submitting again changes nothing, and what a crash left half written is swept away', async () => {
  const { directory, submit } = openOffice()
  mkdirSync(join(directory, '.mc-k1.half'), { recursive: true })
  await submit()
  const before = statSync(join(directory, 'mc-k1', 'ho-so.json')).mtimeMs
  expect(await submit()).toMatchObject({ type: 'with-staff' })
  expect(statSync(join(directory, 'mc-k1', 'ho-so.json')).mtimeMs).toBe(before)
  expect(readdirSync(directory)).toEqual(['mc-k1'])
})

it('a package that cannot be written whole is not there', async () => {
  const { directory, connector } = openOffice()
  const plain = birthDossier()
  const files = [
    { ...(plain.components[1]?.files[0] as never as object), read: async () => Buffer.of(1) },
  ] as never
  const component = { id: 'chung-sinh', officialName: 'x', form: false, files }
  const broken = birthDossier({ components: [component] })
  await expect(connector.submit(broken, openJournal(), signal)).rejects.toThrow(/differs/)
  expect(readdirSync(directory).filter((name) => !name.startsWith('.'))).toEqual([])
})

it('until staff answer nothing is claimed; their code is what the applicant hears, and the papers are gone', async () => {
  const { directory, submit, look, staff } = openOffice()
  await submit()
  expect(await look()).toBeNull()
  expect((await staff('done', 'mc-k1', 'H12.34-261122-0007')).code).toBe(0)
  expect(readdirSync(join(directory, 'mc-k1'))).toEqual(['answer.json'])
  const code = 'H12.34-261122-0007'
  expect(await submit()).toMatchObject({ type: 'received', dossier: { code, status: 'registered' } })
  expect(await look()).toMatchObject({ code, status: 'registered' })
  expect((await staff('list')).said).toMatch(/Không có/)
})

it('a refusal carries its reason', async () => {
  const { submit, look, staff } = openOffice()
  await submit()
  expect((await staff('refuse', 'mc-k1', 'không', 'thuộc', 'địa', 'bàn')).code).toBe(0)
  expect(await submit()).toEqual({
    type: 'refused',
    reason: { type: 'words', words: 'không thuộc địa bàn' },
  })
  expect(await look()).toMatchObject({ code: null, status: 'not-received', note: 'không thuộc địa bàn' })
})

it('the first answer stands: the same again is fine, another is not', async () => {
  const { submit, look, staff } = openOffice()
  await submit()
  await staff('done', 'mc-k1', 'H1-1')
  expect((await staff('done', 'mc-k1', 'H1-1')).code).toBe(0)
  expect((await staff('done', 'mc-k1', 'H1-2')).code).toBe(1)
  expect((await staff('refuse', 'mc-k1', 'nhầm')).code).toBe(1)
  expect(await look()).toMatchObject({ code: 'H1-1' })
})

it.each([
  [['done', 'mc-none', 'H1-1'], 1],
  [['show', 'mc-none'], 1],
  [['done', '../../etc', 'H1-1'], 2],
  [['done', 'mc-k1', 'a b'], 2],
  [['done', 'mc-k1'], 2],
  [['refuse', 'mc-k1'], 2],
  [['take', 'mc-none'], 1],
  [['return', 'mc-none'], 1],
  [['take'], 2],
  [['what'], 2],
  [[], 2],
  [['--help'], 0],
] as const)('motcua assisted %j ends with %i', async (args, code) => {
  const { staff } = openOffice()
  const ended = await staff(...args)
  expect(ended.code).toBe(code)
  expect(ended.said).not.toBe('')
})

it('that staff have begun is known, and from then on only they can give it back', async () => {
  const { directory, submit, connector, staff } = openOffice()
  await submit()
  expect((await staff('return', 'mc-k1')).code).toBe(1)
  expect((await staff('take', 'mc-k1')).said).toContain('Trần Thị Bưởi')
  expect(await submit()).toMatchObject({ type: 'with-staff', takenUpAt: expect.any(Number) })
  expect(await connector.recall?.('mc-k1')).toBe('taken-up')
  expect(readdirSync(join(directory, 'mc-k1'))).toContain('chung-sinh-1.pdf')
  expect((await staff('list')).said).toContain('người nộp xin lại')
  expect((await staff('return', 'mc-k1')).code).toBe(0)
  expect(await submit()).toEqual({ type: 'recalled' })
  expect(readdirSync(join(directory, 'mc-k1'))).toEqual(['answer.json'])
})

it('what nobody has begun with comes back at once, and staff find that it did', async () => {
  const { directory, submit, connector, staff } = openOffice()
  await submit()
  expect(await connector.recall?.('mc-k1')).toBe('recalled')
  expect(await connector.recall?.('mc-k1')).toBe('recalled')
  expect(await submit()).toEqual({ type: 'recalled' })
  expect(readdirSync(join(directory, 'mc-k1'))).toEqual(['answer.json'])
  expect((await staff('list')).said).toMatch(/Không có/)
  expect((await staff('take', 'mc-k1')).code).toBe(1)
  expect((await staff('done', 'mc-k1', 'H1-1')).code).toBe(1)
  expect(await submit()).toEqual({ type: 'recalled' })
})

it('what was answered cannot be taken back, nor what is gone', async () => {
  const { submit, connector, staff } = openOffice()
  await submit()
  await staff('done', 'mc-k1', 'H1-1')
  expect(await connector.recall?.('mc-k1')).toBe('answered')
  expect(await connector.recall?.('mc-none')).toBe('taken-up')
})

it('staff and applicant at the same instant: one of them has it, and both see the same', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { directory, submit, connector } = openOffice()
    await submit()
    const desk = new DeskFolder(directory)
    const [begun, back] = await Promise.all([desk.takeUp('mc-k1', 1), connector.recall?.('mc-k1')])
    expect([begun, back]).toEqual(begun ? [true, 'taken-up'] : [false, 'recalled'])
    expect((await submit()).type).toBe(begun ? 'with-staff' : 'recalled')
  }
})

it('a crash between taking back and noting it is mended by asking again', async () => {
  const { directory, submit, connector, staff } = openOffice()
  await submit()
  writeFileSync(join(directory, 'mc-k1', 'claim.json'), JSON.stringify({ by: 'applicant', at: 1 }))
  expect((await staff('done', 'mc-k1', 'H1-1')).code).toBe(1)
  expect(await connector.recall?.('mc-k1')).toBe('recalled')
  expect(await submit()).toEqual({ type: 'recalled' })
})

it('a reference is a folder name and can be nothing else', async () => {
  const { connector } = openOffice()
  for (const reference of ['../up', 'a/b', '.hidden', '']) {
    await expect(connector.submit(birthDossier({ reference }), openJournal(), signal)).rejects.toThrow(
      /reference/,
    )
    await expect(connector.lookUp({ portalId: null, reference }, signal)).rejects.toThrow(/reference/)
  }
})
