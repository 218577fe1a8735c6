// Importing a catalogue: every format, bad rows by line, and never twice.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../src/cli/content.ts'
import { openWebChat } from '../support/direct-line.ts'
import { type Home, makeHome, startProgram } from '../support/program.ts'

let home: Home
beforeAll(() => {
  home = makeHome()
})
afterAll(() => home.remove())

function motcua(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'src', 'main.ts'), ...args], {
    encoding: 'utf8',
    env: { ...home.environment, PATH: process.env.PATH },
  })
  return { status, stdout, stderr }
}

function write(name: string, text: string): string {
  const file = join(home.directory, name)
  writeFileSync(file, text)
  return file
}

test('bad rows are told with their line, good rows are kept, and a second import doubles nothing', () => {
  const file = write(
    'a.tsv',
    'code\tname\tfield\n3.000001\tCấp phép "nuôi" ong\tNông nghiệp\nxyz\tSai mã\tNông nghiệp\n\t\t\n3.000002\t\tNông nghiệp\n\tKhông có mã\tNông nghiệp\n',
  )
  const first = motcua('content', 'import', file)
  expect(first.stderr).toContain('dòng 3: mã thủ tục')
  expect(first.stderr).toContain('dòng 5: thiếu tên thủ tục')
  expect(first.stdout).toContain('Đã nhập 2 thủ tục: 2 mới')
  expect(motcua('content', 'import', file).stdout).toContain('0 mới, 0 cập nhật, 2 không đổi')
})

test('a CSV in Vietnamese, an Excel sheet and a JSON list say the same kind of thing', () => {
  const csv = write(
    'b.csv',
    '\uFEFFMã TTHC;Tên TTHC;Lĩnh vực\n3.000001.000.00.00.H22;Cấp phép nuôi ong mật;Nông nghiệp\n',
  )
  expect(motcua('content', 'import', csv).stdout).toContain('0 mới, 1 cập nhật')
  const sheet = motcua('content', 'import', join(import.meta.dirname, 'fixtures', 'danh-muc.xlsx'))
  expect(sheet.stdout).toContain('2 mới')
  expect(sheet.stderr).toContain('dòng 4')
  const json = write('c.json', JSON.stringify([{ code: '3.000009', name: 'Đăng ký tàu cá', steps: [] }]))
  expect(motcua('content', 'import', json)).toMatchObject({ status: 0 })
})

test('a file that is no table is refused with a sentence', () => {
  expect(motcua('content', 'import', write('d.csv', 'a,b\n1,2\n')).stderr).toContain(
    'dòng đầu cần có tên cột',
  )
  expect(motcua('content', 'import', write('e.doc', '')).stderr).toContain('chỉ nhận tệp')
  expect(motcua('content', 'import', join(home.directory, 'none.csv')).stderr).toContain('không có tệp này')
})

test('what was imported is found, and a running server hears of it', async () => {
  const found = JSON.parse(motcua('find', '--json', 'cap phep nuoi ong mat').stdout)
  expect(found.kind).toBe('match')
  expect(found.results[0].code).toBe('3.000001')

  const program = await startProgram(['serve', '--demo'], {
    ...home.environment,
    PORT: '0',
    SANDBOX_PORT: '0',
  })
  try {
    const applicant = await openWebChat({ base: () => program.url })
    const more = write('f.tsv', 'code\tname\tfield\n3.000077\tCấp thẻ hướng dẫn viên leo núi\tDu lịch\n')
    expect(motcua('content', 'import', more).stdout).toContain('1 mới')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await applicant.say('the huong dan vien leo nui')
    const [card] = await applicant.hear(/Cấp thẻ hướng dẫn viên leo núi[\s\S]*/)
    expect(card).toContain('3.000077')
    expect(card).toContain('chưa có thông tin')
    expect(card).toContain('dichvucong.gov.vn')
  } finally {
    await program.end('SIGTERM')
  }
})
