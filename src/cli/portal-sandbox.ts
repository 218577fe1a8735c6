// motcua portal sandbox: the demo portal by itself, beside whatever else runs.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { isSandbox } from '../sandbox/demo.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'

const help = `motcua portal sandbox [--port số] [--data thư-mục]

Chạy cổng giả lập (BẢN THỬ) trên máy này. Trang cán bộ ở địa chỉ được in ra.

  --port   cổng mạng, mặc định SANDBOX_PORT hoặc 3001; 0 là cổng trống bất kỳ
  --data   nơi lưu hồ sơ thử, mặc định DATA_DIR/sandbox
  --help   in phần này`

export async function run(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options === null) {
    console.error(help)
    return 2
  }
  if (options.help) {
    console.log(help)
    return 0
  }
  const address = `http://127.0.0.1:${options.port}`
  if (options.port !== 0 && (await isSandbox(address))) {
    console.log(`Đã có cổng giả lập chạy ở ${address}`)
    return 0
  }
  const log = pino({ name: 'sandbox', level: process.env.LOG_LEVEL ?? 'info' }, pino.destination(2))
  const sandbox = await startSandbox({ directory: options.data, port: options.port, log }).catch(
    (error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code
      if (code !== 'EADDRINUSE') throw error
      return null
    },
  )
  if (!sandbox) {
    console.error(`Cổng mạng ${options.port} đang có chương trình khác dùng; chọn cổng khác với --port.`)
    return 1
  }
  // Listening for the signal comes first: whoever reads the ready line may send one at once.
  const stopped = untilStopped(sandbox)
  console.log(`sandbox ready ${sandbox.url}`)
  await stopped
  return 0
}

function readOptions(args: string[]): { help: boolean; port: number; data: string } | null {
  try {
    const { values } = parseArgs({
      args,
      options: { port: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    const port = Number(values.port ?? (process.env.SANDBOX_PORT || 3001))
    if (!Number.isInteger(port) || port < 0 || port > 65535) return null
    const data = values.data ?? join(process.env.DATA_DIR || './data', 'sandbox')
    return { help: values.help ?? false, port, data }
  } catch {
    return null
  }
}

function untilStopped(sandbox: Sandbox): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => void sandbox.close().then(resolve)
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  })
}
