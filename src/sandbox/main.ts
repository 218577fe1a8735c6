// Runs the sandbox portal as its own process: main.ts --port 3001 --data ./data/sandbox
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { processShapes } from './process.ts'
import { startSandbox } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3001' },
    data: { type: 'string', default: './data/sandbox' },
    dialect: { type: 'string', default: 'b' },
    shape: { type: 'string', default: 'both' },
  },
})

const port = Number(values.port)
const dialect = (['a', 'b'] as const).find((one) => one === values.dialect)
const shape = processShapes.find((one) => one === values.shape)
if (!Number.isInteger(port) || port < 0 || port > 65535 || !dialect || !shape) {
  console.error(
    `[sandbox] --port 0..65535, --data <thư mục>, --dialect a|b, --shape ${processShapes.join('|')}`,
  )
  process.exit(2)
}

const log = pino({ name: 'sandbox', level: process.env.LOG_LEVEL ?? 'info' }, pino.destination(2))
let stopping = false
const starting = startSandbox({ directory: values.data, port, log, dialect, shape })

// Before the ready line: whoever reads it may send a signal, or go away, in the same moment.
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
// Started by a parent over IPC, it does not outlive that parent.
if (process.connected) process.on('disconnect', stop)

const { url } = await starting
console.log(`sandbox ready ${url}`)

async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  // Whatever hangs, the process is gone within ten seconds.
  setTimeout(() => process.exit(1), 9_000).unref()
  const sandbox = await starting
  await sandbox.close()
  process.exit(0)
}
