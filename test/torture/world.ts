// The two programs of the demo as two processes, each of which can be killed and started again at any instant.
import { createServer } from 'node:net'
import { pause } from '../support/direct-line.ts'
import { type Home, type Launched, launchProgram } from '../support/program.ts'
import { between, type Random } from './random.ts'

export interface World {
  readonly url: string
  readonly officer: string
  /** Kills one of the two at a random instant and starts it again. Says what it did. */
  strike(): Promise<string>
  /** An applicant is about to confirm: a good moment to strike. */
  confirming(): void
  /** Resolves when both serve again. */
  settle(): Promise<void>
  /** Ends both politely; rejects when one does not end with 0. */
  stop(): Promise<void>
  /** Ends both at once, whatever they do. */
  clear(): Promise<void>
  output(): string
}

type Name = 'assistant' | 'sandbox'

export async function startWorld(home: Home, random: Random): Promise<World> {
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const environment = { ...home.environment, PORT: String(port), SANDBOX_PORT: String(sandboxPort) }
  const outputs: string[] = []
  let last: Name = 'assistant'
  let sandboxStarts = 0
  const confirmed: (() => void)[] = []
  let ended = false
  const commands = { assistant: ['serve', '--demo'], sandbox: ['portal', 'sandbox'] }
  // Null: the assistant was quicker to notice the loss and keeps a sandbox of its own.
  const running: { assistant: Launched | null; sandbox: Launched | null } = { assistant: null, sandbox: null }
  const ready: Record<Name, Promise<void>> = { assistant: Promise.resolve(), sandbox: Promise.resolve() }

  function launch(name: Name): Launched {
    const launched = launchProgram(commands[name], environment)
    running[name] = launched
    void launched.gone.then((code) => {
      outputs.push(`${name} ${launched.pid} ended with ${code}\n${launched.output()}`)
      if (running[name] === launched) running[name] = null
    })
    return launched
  }

  function start(name: Name): void {
    last = name
    const launched = launch(name)
    ready[name] = name === 'assistant' ? startAssistant(launched) : startSandbox(launched)
    // Looked at in `settle`; a process killed before it was ready is no surprise here.
    ready[name].catch(() => {})
  }

  async function startAssistant(launched: Launched): Promise<void> {
    await launched.ready
  }

  // The assistant may be starting a sandbox of its own in the same moment: whoever has the port is the portal.
  async function startSandbox(first: Launched): Promise<void> {
    const mine = ++sandboxStarts
    for (let tries = 0, launched = first; ; tries++) {
      try {
        await slowDown(await launched.ready)
        return
      } catch (error) {
        if ((await launched.gone) === 0) return
        if (ended || tries >= 20 || (await launched.gone) === null) throw error
      }
      await pause(200)
      if (mine !== sandboxStarts) return
      launched = launch('sandbox')
    }
  }

  async function kill(name: Name): Promise<boolean> {
    const victim = running[name]
    if (!victim) return false
    await victim.end('SIGKILL')
    return true
  }

  async function settle(): Promise<void> {
    await Promise.all([ready.assistant, ready.sandbox])
  }

  start('sandbox')
  await ready.sandbox
  start('assistant')
  await ready.assistant

  return {
    url: `http://127.0.0.1:${port}`,
    officer: `http://127.0.0.1:${sandboxPort}`,
    settle,
    confirming() {
      for (const strikeNow of confirmed.splice(0)) strikeNow()
    },
    output: () => outputs.join('\n'),
    async strike() {
      // A quarter while it starts, some right after, a third while a dossier is being filed, the rest anywhere.
      const kind = random()
      const early = kind < 0.25
      const aimed = kind > 0.65
      if (!early) await settle()
      if (aimed) await Promise.race([new Promise<void>((resolve) => confirmed.push(resolve)), pause(4_000)])
      const delayMs = between(random, 0, early ? 900 : aimed ? 450 : kind < 0.4 ? 400 : 2_500)
      const wanted: Name = early ? last : random() < 0.6 ? 'assistant' : 'sandbox'
      await pause(delayMs)
      const name = running[wanted] ? wanted : 'assistant'
      await kill(name)
      start(name)
      if (name === 'assistant' && !running.sandbox) {
        start('sandbox')
        last = name
      }
      const when = early ? ' while starting' : aimed ? ' while filing' : ''
      return `${name}${when} after ${Math.round(delayMs)} ms`
    },
    async stop() {
      await settle()
      ended = true
      const codes = []
      for (const name of ['assistant', 'sandbox'] as const)
        codes.push((await running[name]?.end('SIGTERM')) ?? 0)
      if (codes.some((code) => code !== 0)) throw new Error(`ended with ${codes.join(' and ')}`)
    },
    async clear() {
      ended = true
      await Promise.all([kill('assistant'), kill('sandbox')])
    },
  }
}

// A portal that takes its time leaves more instants in which to die between two of its answers.
async function slowDown(sandbox: string): Promise<void> {
  const faults = { method: 'PUT', body: JSON.stringify({ slowMs: 15 }) }
  await fetch(`${sandbox}/control/faults`, faults).catch(() => {})
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
