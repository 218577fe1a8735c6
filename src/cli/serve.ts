// motcua serve: the assistant itself; with --demo the sandbox portal beside it.
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { startAssistant } from '../assistant.ts'
import { readConfig } from '../config.ts'
import { root } from './content.ts'
import { keepSandbox } from './keep-sandbox.ts'

const help = `motcua serve [--demo]
Chạy trợ lý Một Cửa. In ra một dòng có "ready http://…" khi đã phục vụ được.
  --demo   bản thử: kèm cổng thử, không cần tài khoản nào; mã hồ sơ bắt đầu bằng THU-
Cấu hình bằng biến môi trường (PORT, HOST, DATA_DIR, …); xem README.`

/** A stop that hangs is ended here, so that a supervisor never has to. */
const killAfterMs = 10_000

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { demo: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const config = readConfig(process.env, { demo: values.demo, root })
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2))
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
  const starting = config.demo ? keepSandbox(config, log) : null
  const access = starting?.then((sandbox) => sandbox.access)
  // Awaited below; a failure of the content before that must not leave this one unheard.
  access?.catch(() => {})
  try {
    const assistant = await startAssistant({ config, log, ...(access ? { sandbox: access } : {}) })
    const sandbox = await starting
    if (sandbox) console.log(`Bản thử. Trang cán bộ của cổng thử: ${sandbox.url}`)
    console.log(`ready ${assistant.url}`)
    await stopped
    setTimeout(() => process.exit(1), killAfterMs).unref()
    await assistant.stop()
  } finally {
    await starting?.then((sandbox) => sandbox.stop()).catch(() => {})
  }
  return 0
}
