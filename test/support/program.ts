// Runs a real process of the product in a folder of its own, on ports of its own, until the test is over.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../src/cli/content.ts'

export interface Program {
  readonly url: string
  readonly pid: number
  output(): string
  /** Resolves with the exit code when the process is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export interface Home {
  readonly directory: string
  /** Variables that keep a process inside this home. */
  readonly environment: Record<string, string>
  remove(): void
}

export function makeHome(): Home {
  const directory = mkdtempSync(join(tmpdir(), 'motcua-'))
  return {
    directory,
    environment: {
      DATA_DIR: join(directory, 'data'),
      MASTER_KEY_FILE: join(directory, 'keys', 'master.key'),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** A process from the moment it is spawned; `ready` comes later, or never. */
export interface Launched {
  readonly pid: number
  output(): string
  /** Its address, once it says so. Rejects when it ends before. */
  readonly ready: Promise<string>
  /** Its exit code; null when a signal ended it. */
  readonly gone: Promise<number | null>
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts `motcua …` and waits for its ready line. */
export function startProgram(args: string[], environment: Record<string, string>): Promise<Program> {
  return startScript([join(root, 'src', 'main.ts'), ...args], environment)
}

export async function startScript(script: string[], environment: Record<string, string>): Promise<Program> {
  const { pid, output, end, ready } = launchScript(script, environment)
  return { url: await ready, pid, output, end }
}

/** Starts `motcua …` and waits for nothing. */
export function launchProgram(args: string[], environment: Record<string, string>): Launched {
  return launchScript([join(root, 'src', 'main.ts'), ...args], environment)
}

/** Runs the script of a host, which says that it is ready in words of its own. */
export function launchHost(script: string, environment: Record<string, string>, ready: RegExp): Launched {
  return launchScript([script], environment, ready)
}

export function launchScript(
  script: string[],
  environment: Record<string, string>,
  readyLine = /^(?:sandbox )?ready (http:\S+)/m,
): Launched {
  const clean = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const child = spawn(process.execPath, script, {
    env: { ...clean, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const ready = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`not ready in time:\n${output}`))
    }, 90_000)
    const hear = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      const line = readyLine.exec(output)
      if (!line) return
      clearTimeout(timer)
      resolve(line[1] ?? line[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void gone.then((code) => {
      clearTimeout(timer)
      reject(new Error(`ended with ${code} before it was ready:\n${output}`))
    })
  })
  return {
    pid: child.pid as number,
    output: () => output,
    ready,
    gone,
    end: (signal) => endProcess(child, gone, signal),
  }
}

function endProcess(
  child: ChildProcess,
  gone: Promise<number | null>,
  signal: NodeJS.Signals,
): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  return gone
}
