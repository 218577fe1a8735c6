// motcua assisted: what staff do with dossiers that they key in themselves.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { DeskFolder, type StaffAnswer, UnknownPackageError } from '../portal/assisted/desk-folder.ts'
import { root } from './content.ts'

const help = `motcua assisted <việc>

Hồ sơ mà cán bộ nhập giúp vào hệ thống của cơ quan (cổng có connector: assisted).

  list                       các bộ hồ sơ đang chờ, cũ nhất trước
  show <số>                  bản tóm tắt và thư mục chứa giấy tờ
  take <số>                  bắt đầu nhập; người nộp được báo và không tự lấy lại được nữa
  done <số> <mã hồ sơ>       đã nộp; giấy tờ trong thư mục được xóa
  refuse <số> <lý do>        không nộp được; người nộp đọc đúng lý do này; giấy tờ trong thư mục được xóa
  return <số>                chưa nộp, trả lại vì người nộp xin lại; giấy tờ trong thư mục được xóa
  --help                     in phần này`

const codePattern = /^[\p{L}\d][\p{L}\d./_-]{2,63}$/u
const longestReason = 500

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { help: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [task, reference = '', ...rest] = positionals
  if (values.help) return say(help)
  const config = readConfig(process.env, { demo: false, root })
  const folder = new DeskFolder(join(config.dataDir, 'assisted'))
  if (task === 'list' && reference === '') return list(folder)
  if (!/^[a-z][\w-]{0,74}$/i.test(reference)) return fail(help, 2)
  try {
    if (task === 'show' && rest.length === 0) return await show(folder, reference)
    if (task === 'take' && rest.length === 0) return await take(folder, reference)
    if (task === 'return' && rest.length === 0) return await giveBack(folder, reference)
    const text = rest.join(' ').trim()
    if (task === 'done') return await done(folder, reference, text)
    if (task === 'refuse') return await refuse(folder, reference, text)
  } catch (error) {
    if (error instanceof UnknownPackageError) return fail(error.message)
    throw error
  }
  return fail(help, 2)
}

async function list(folder: DeskFolder): Promise<number> {
  const waiting = await folder.waiting()
  if (waiting.length === 0) return say('Không có hồ sơ nào đang chờ.')
  for (const { reference, procedure, portal, since, files, takenUpAt, wantedBack } of waiting) {
    const state = wantedBack ? '  [người nộp xin lại]' : takenUpAt === null ? '' : '  [đang nhập]'
    const time = new Date(since).toISOString()
    say(`${reference}  ${time}  ${portal}  ${procedure}  (${files.length} tệp)${state}`)
  }
  return 0
}

async function show(folder: DeskFolder, reference: string): Promise<number> {
  const answer = await folder.answerOf(reference)
  if (answer?.type === 'done') return say(`Đã nộp, mã hồ sơ ${answer.code}.`)
  if (answer?.type === 'recalled') return say('Người nộp đã lấy lại; không nộp nữa.')
  if (answer) return say(`Không nộp được: ${answer.reason}`)
  const summary = await folder.summaryOf(reference)
  if (summary === null) throw new UnknownPackageError(reference)
  return say(`${summary}\nThư mục: ${folder.pathOf(reference)}`)
}

async function take(folder: DeskFolder, reference: string): Promise<number> {
  if (await folder.takeUp(reference, Date.now())) return show(folder, reference)
  return fail('Hồ sơ này đã có câu trả lời, hoặc người nộp đã lấy lại; xem bằng: motcua assisted show')
}

async function giveBack(folder: DeskFolder, reference: string): Promise<number> {
  const facts = await folder.read(reference)
  if (facts && !facts.wantedBack)
    return fail('Người nộp không xin lại hồ sơ này; không nộp được thì dùng refuse.')
  return settle(folder, reference, { type: 'recalled', at: Date.now() })
}

async function done(folder: DeskFolder, reference: string, code: string): Promise<number> {
  if (!codePattern.test(code)) return fail('Mã hồ sơ không đúng dạng: 3 đến 64 chữ, số, dấu chấm, gạch.', 2)
  return settle(folder, reference, { type: 'done', code, at: Date.now() })
}

async function refuse(folder: DeskFolder, reference: string, reason: string): Promise<number> {
  if (reason === '') return fail('Cần một câu nêu lý do, để người nộp biết.', 2)
  return settle(folder, reference, {
    type: 'refused',
    reason: reason.slice(0, longestReason),
    at: Date.now(),
  })
}

async function settle(folder: DeskFolder, reference: string, answer: StaffAnswer): Promise<number> {
  if (await folder.answer(reference, answer)) return say('Đã ghi. Giấy tờ trong thư mục đã xóa.')
  return fail('Hồ sơ này đã có câu trả lời khác; xem bằng: motcua assisted show')
}

function say(text: string): number {
  console.log(text)
  return 0
}

function fail(text: string, code = 1): number {
  console.error(text)
  return code
}
