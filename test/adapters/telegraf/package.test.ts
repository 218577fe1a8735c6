// The built package in somebody else's bot: packed, unpacked into a folder of the host, run as a process of its own.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../src/cli/content.ts'
import { pause } from '../../support/direct-line.ts'
import { makePdf } from '../../support/papers.ts'
import { type Launched, launchHost, makeHome } from '../../support/program.ts'
import { openTelegram } from '../../support/telegram-person.ts'
import { startTelegramServer, type TelegramServer } from '../../support/telegram-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-host-'))
const home = makeHome()
let server: TelegramServer
let bot: Launched | null = null

beforeAll(async () => {
  const quietly = { cwd: root, stdio: 'pipe' } as const
  execFileSync(process.execPath, [join(root, 'src', 'build.mjs')], quietly)
  // No scripts, and nothing is fetched: what the package needs is linked from our own install.
  execFileSync('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', folder], quietly)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  const modules = join(folder, 'node_modules')
  const installed = join(modules, 'motcua')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1'])
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
  for (const name of ['telegraf', '@types', '@telegraf'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  cpSync(join(root, 'docs', 'examples', 'telegraf-bot.mjs'), join(folder, 'bot.mjs'))
  server = await startTelegramServer()
})
afterAll(async () => {
  await bot?.end('SIGTERM')
  await server.close()
  rmSync(folder, { recursive: true, force: true })
  home.remove()
})

const launch = async () => {
  bot = launchHost(
    join(folder, 'bot.mjs'),
    {
      ...home.environment,
      BOT_TOKEN: server.token,
      BOT_API_ROOT: server.root,
      // The host's own; the assistant must not start a bot of its own with it.
      TELEGRAM_BOT_TOKEN: server.token,
    },
    /bot is listening/,
  )
  await bot.ready
}

test('the package holds built code, content and types, and no sources or tests', () => {
  const files = readdirSync(join(folder, 'node_modules', 'motcua'), {
    recursive: true,
    encoding: 'utf8',
  }).filter((name) => !name.startsWith('node_modules'))
  expect(files).toContain(join('dist', 'content', 'phrases', 'vi.yaml'))
  expect(files.filter((name) => /(?<!\.d)\.ts$/.test(name) || name.startsWith('test'))).toEqual([])
})

test('a host bot serves its own commands and the assistant, through a restart', async () => {
  await launch()
  const person = openTelegram(server)
  person.command('/gio')
  await person.hear(/7 giờ 30/)
  await person.say('lam khai sinh cho be')
  await person.hear(/Gõ \/gio/)
  person.command('/dichvucong')
  await person.hear(/Xin chào|Chào anh\/chị|Em chào|Tôi là/)
  await person.say('lam khai sinh cho be')
  await person.tap('Bắt đầu làm hồ sơ')
  await person.tap('Tôi đồng ý')
  await bot?.end('SIGTERM')
  await launch()
  await person.tap('Có giấy chứng sinh')
  await person.sendFiles([{ name: 'giấy chứng sinh.pdf', bytes: makePdf('goi') }])
  await person.hear(/giữ tệp này cho mục "Giấy chứng sinh"/)
  person.command('/gio')
  await person.hear(/7 giờ 30/)
  person.command('/thoat')
  await person.hear(/đã rời/)
  await person.say('xin chào')
  await person.hear(/Gõ \/gio/)
  await pause(100)
  expect(server.strangers).toEqual([])
  expect([...server.commands]).toEqual([])
  expect(bot?.output()).not.toContain(server.token)
})

test('its types hold for a host written in TypeScript', () => {
  const source = `
import { embedAssistant } from 'motcua'
import { assistantMiddleware } from 'motcua/telegraf'
import { Telegraf } from 'telegraf'
const bot = new Telegraf('1:x')
const assistant = await embedAssistant({ environment: {} })
bot.use(assistantMiddleware({ assistant, telegram: bot.telegram, entry: 'motcua' }))
// @ts-expect-error the entry is a word
assistantMiddleware({ assistant, telegram: bot.telegram, entry: 3 })
`
  writeFileSync(join(folder, 'host.ts'), source)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['host.ts'] }))
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'pipe' })
})
