// Where staff key dossiers in: the applicant hears where it lies, and a code only once staff have one; a refusal with its
// reason; and can take it back before anybody has begun. No paper stays behind.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultContentDirectory } from '../../src/cli/content.ts'
import { prepareBirth } from '../support/birth.ts'
import { openWebChat } from '../support/direct-line.ts'
import { launchProgram, makeHome, type Program, startProgram } from '../support/program.ts'

const home = makeHome()
const content = join(home.directory, 'content')
const environment = { ...home.environment, CONTENT_DIR: content }
const desk = join(home.directory, 'data', 'assisted')
/** Staff are asked every ten seconds. */
const soon = 30_000
let program: Program

beforeAll(async () => {
  cpSync(defaultContentDirectory, content, { recursive: true })
  const profile = join(content, 'portals', 'quoc-gia.yaml')
  const staffed = readFileSync(profile, 'utf8').replace('mode: handover', 'mode: assisted\n  staffHours: 8')
  writeFileSync(profile, staffed)
  program = await startProgram(['serve'], { ...environment, PORT: '0' })
})
afterAll(async () => {
  await program?.end('SIGTERM')
  home.remove()
})

async function staff(...args: string[]): Promise<string> {
  const command = launchProgram(['assisted', ...args], environment)
  command.ready.catch(() => {})
  expect(await command.gone).toBe(0)
  return command.output()
}

async function confirmed(mark: string) {
  const applicant = await openWebChat({ base: () => program.url })
  await prepareBirth(applicant, mark)
  const before = new Set(listDesk())
  await applicant.tap('Xác nhận nộp')
  await applicant.hear(/đã ở bàn nhân viên[\s\S]*chưa được nộp[\s\S]*Hẹn nhập xong chậm nhất/)
  const reference = listDesk().find((name) => !before.has(name)) ?? ''
  return { applicant, reference }
}

function listDesk(): string[] {
  return readdirSync(join(home.directory, 'data')).includes('assisted') ? readdirSync(desk) : []
}

test('an office files through its staff, and their code reaches the chat', async () => {
  const { applicant, reference } = await confirmed('nhờ cán bộ')
  expect(await staff('list')).toContain(reference)
  expect(readdirSync(join(desk, reference))).toContain('giay-chung-sinh-1.pdf')
  expect(await staff('take', reference)).toContain('Nguyễn Bảo Châu')
  await applicant.hear(/Nhân viên bắt đầu nhập/, soon)
  expect((await applicant.transcript()).join('\n')).not.toMatch(/đã nhận hồ sơ|Mã hồ sơ/)
  // Asked again and again, and none of it counts as a failed try.
  const database = new DatabaseSync(join(home.directory, 'data', 'motcua.db'), { readOnly: true })
  const orders = database.prepare("select attempts from outbox where key like 'submit:%'").all()
  expect(orders).toMatchObject([{ attempts: 0 }])
  database.close()
  await staff('done', reference, 'H12.34-261122-0007')
  await applicant.hear(/Mã hồ sơ: H12\.34-261122-0007/, soon)
  expect(readdirSync(join(desk, reference))).toEqual(['answer.json'])
  const words = await applicant.transcript()
  expect(words.filter((text) => /đã ở bàn nhân viên|bắt đầu nhập/.test(text))).toHaveLength(2)
})

test('a refusal reaches the applicant with its reason; mended, it goes again, and back before anybody begins', async () => {
  const { applicant, reference } = await confirmed('bị trả')
  await staff('refuse', reference, 'Giấy chứng sinh thiếu dấu của bệnh viện')
  await applicant.hear(/Lời cơ quan: "Giấy chứng sinh thiếu dấu của bệnh viện"/, soon)
  await applicant.tap('Sửa rồi nộp lại')
  const before = applicant.sent()
  await applicant.tap('Xác nhận nộp')
  await applicant.hear(/đã ở bàn nhân viên/)
  // One tap: nothing was asked a second time.
  expect(applicant.sent()).toBe(before + 1)
  const again = listDesk().find((name) => readdirSync(join(desk, name)).includes('giay-chung-sinh-1.pdf'))
  await applicant.tap('Lấy lại, chưa nộp nữa')
  await applicant.hear(/Đã lấy lại hồ sơ từ bàn nhân viên[\s\S]*Chưa có gì được nộp/, soon)
  expect(readdirSync(join(desk, again ?? ''))).toEqual(['answer.json'])
  expect((await applicant.transcript()).join('\n')).not.toMatch(/đã nhận hồ sơ|Mã hồ sơ/)
})
