// Keeps a sandbox portal running beside a demo: adopts one that is already there, starts one otherwise, and again if it dies.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Config, PortalAccess } from '../config.ts'
import type { Log } from '../runtime/log.ts'
import { demoAccount, demoGroup, isSandbox, restBase } from '../sandbox/demo.ts'

const program = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url))
/** Before a sandbox that died is started again; whoever ended it by hand may start it by hand first. */
const restartAfterMs = 1_500
const startWithinMs = 15_000

export interface KeptSandbox {
  readonly url: string
  readonly access: PortalAccess
  stop(): Promise<void>
}

export async function keepSandbox(config: Config, log: Log): Promise<KeptSandbox> {
  const directory = join(config.dataDir, 'sandbox')
  let child: ChildProcess | null = null
  let stopping = false
  let timer: NodeJS.Timeout | null = null
  let url = `http://127.0.0.1:${config.sandboxPort}`

  async function ensure(port: number): Promise<void> {
    // Somebody else's goes on when we stop. Should it end, one of our own follows.
    if (port !== 0 && (await isSandbox(url))) return lookAgain()
    try {
      const started = await startChild(directory, port, config.logLevel)
      child = started.child
      url = started.url
    } catch (error) {
      // Another one may have taken the port between the look and the start.
      if (port !== 0 && (await isSandbox(url))) return lookAgain()
      throw error
    }
    child.once('exit', (code) => {
      child = null
      if (stopping) return
      log.warn({ code }, 'the sandbox portal ended; starting it again')
      lookAgain()
    })
    // A stop during the start found no child to end.
    if (stopping) child.kill('SIGTERM')
  }

  function lookAgain(): void {
    if (stopping) return
    timer = setTimeout(() => {
      ensure(Number(new URL(url).port)).catch(() => {
        // Whatever holds the port may let go of it: trying goes on for as long as the demo does.
        log.error({}, 'the sandbox portal does not start; trying again')
        lookAgain()
      })
    }, restartAfterMs)
    timer.unref()
  }

  await ensure(config.sandboxPort)
  return {
    url,
    access: {
      url: `${url}${restBase}`,
      user: demoAccount.name,
      password: demoAccount.password,
      group: demoGroup,
    },
    async stop() {
      stopping = true
      if (timer) clearTimeout(timer)
      const ended = child
      if (!ended) return
      const gone = new Promise((resolve) => ended.once('exit', resolve))
      ended.kill('SIGTERM')
      await gone
    },
  }
}

function startChild(
  directory: string,
  port: number,
  logLevel: string,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program, '--port', String(port), '--data', directory], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, LOG_LEVEL: logLevel === 'info' ? 'warn' : logLevel },
  })
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`[demo] cổng thử không khởi động được: ${why}`))
    }
    const timer = setTimeout(() => fail('quá lâu'), startWithinMs)
    const ended = () => {
      clearTimeout(timer)
      fail(`cổng mạng ${port} có thể đang bị chương trình khác dùng`)
    }
    child.once('exit', ended)
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const found = /ready (http:\S+)/.exec(line)?.[1]
      if (!found) return
      clearTimeout(timer)
      child.off('exit', ended)
      resolve({ child, url: found })
    })
  })
}
