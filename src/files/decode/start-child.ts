// Starts the decoding child behind its walls, and gives it one job at a time.
//
// The walls: no environment; Node's permission model (reads the program and its libraries, writes nothing, starts nothing);
// a small heap; where prlimit is installed also no written files, no core dumps and 1 GiB of data at most (a limit on address
// space would stop Node itself: WebAssembly reserves gigabytes it never touches); and from outside the clock and, on Linux,
// an eye on the memory it really holds.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import type { Answered, Asked } from './child.ts'
import type { JobName, Jobs } from './jobs.ts'

export type Ended =
  | { readonly type: 'answered'; readonly answer: unknown; readonly residentBytes: number }
  | { readonly type: 'died'; readonly why: string }
  | { readonly type: 'broken'; readonly why: string }
  | { readonly type: 'too_costly'; readonly why: string }

export interface Child {
  readonly pid: number | null
  alive(): boolean
  ready(timeoutMs: number): Promise<boolean>
  /** A child that answered anything but `answered` is not to be asked again: end it. */
  work<Name extends JobName>(
    job: Name,
    ask: Jobs[Name]['ask'],
    limits: { timeoutMs: number; mostResidentBytes: number },
  ): Promise<Ended>
  /** What it said on its error stream last, shortened. */
  lastWords(): string
  end(): void
}

export function startChild(): Child {
  const [command = '', ...args] = behindWalls(program)
  const child = spawn(command, args, {
    // Pictures go back to the system when freed: by default the C library keeps what it once needed.
    env: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  // A child with nothing to do never keeps the program alive.
  child.unref()
  child.channel?.unref()
  const stderr = child.stderr as (NodeJS.ReadableStream & { unref?: () => void }) | null
  stderr?.unref?.()
  let words = ''
  stderr?.on('data', (chunk: Buffer) => {
    words = `${words}${chunk.toString('latin1')}`.slice(-8_000)
  })
  let gone: string | null = null
  let settle: ((ended: Ended) => void) | null = null
  const die = (why: string) => {
    gone ??= why
    settle?.({ type: 'died', why })
  }
  child.on('error', (error) => die(error.message))
  child.on('exit', (code, signal) => die(`ended by ${signal ?? `code ${code}`}`))
  child.on('message', ({ id, answer, broken }: Answered) => {
    if (broken) return settle?.({ type: 'broken', why: broken })
    if (id === waitsFor) settle?.({ type: 'answered', answer, residentBytes: residentBytesOf(child) })
  })
  let waitsFor = 0
  let lastId = 0

  function wait(limits: { timeoutMs: number; mostResidentBytes: number }): Promise<Ended> {
    return new Promise((resolve) => {
      const clock = setTimeout(
        () => settle?.({ type: 'too_costly', why: `no answer in ${limits.timeoutMs} ms` }),
        limits.timeoutMs,
      )
      const eye = setInterval(() => {
        if (residentBytesOf(child) > limits.mostResidentBytes) {
          settle?.({ type: 'too_costly', why: 'held too much memory' })
        }
      }, 50)
      settle = (ended) => {
        settle = null
        waitsFor = -1
        clearTimeout(clock)
        clearInterval(eye)
        resolve(ended)
      }
      if (gone) settle({ type: 'died', why: gone })
    })
  }

  return {
    pid: child.pid ?? null,
    alive: () => gone === null,
    async ready(timeoutMs) {
      const ended = await wait({ timeoutMs, mostResidentBytes: Number.POSITIVE_INFINITY })
      return ended.type === 'answered'
    },
    work(job, ask, limits) {
      lastId += 1
      waitsFor = lastId
      const ended = wait(limits)
      if (!gone) child.send({ id: lastId, job, ask } satisfies Asked, (error) => error && die(error.message))
      return ended
    },
    lastWords: () => /^.{0,200}(?:Error|error|FATAL).{0,200}$/m.exec(words)?.[0] ?? gone ?? 'no answer',
    end() {
      gone ??= 'let go'
      child.kill('SIGKILL')
    },
  }
}

const heapMegabytes = 192

const program = join(import.meta.dirname, `child${extname(import.meta.filename)}`)

/** The command that runs something behind the walls; exported for the test that leans on them. */
export function behindWalls(...run: string[]): string[] {
  const node = [
    process.execPath,
    '--permission',
    '--allow-addons',
    ...readable().map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapMegabytes}`,
    '--expose-gc',
    // A twelfth slower, 20 MB smaller.
    '--optimize-for-size',
    '--max-semi-space-size=1',
    ...run,
  ]
  const prlimit = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path))
  return prlimit ? [prlimit, `--data=${1024 ** 3}`, '--fsize=0', '--core=0', '--nofile=64', ...node] : node
}

/** This room, the libraries (node_modules may be a link), and the package.json files Node asks on the way up to them. */
function readable(): string[] {
  const room = dirname(import.meta.dirname)
  const library = createRequire(import.meta.url).resolve('sharp')
  const modules = library.slice(0, library.lastIndexOf('node_modules') + 'node_modules'.length)
  const paths = [`${room}/*`, `${modules}/*`, `${realpathSync(modules)}/*`]
  for (let folder = room; folder !== dirname(folder); folder = dirname(folder)) {
    paths.push(join(folder, 'package.json'), join(folder, 'node_modules'))
  }
  return paths
}

function residentBytesOf(child: ChildProcess): number {
  if (process.platform !== 'linux' || child.pid === undefined) return 0
  try {
    // Second number: resident pages, of 4 KiB wherever we run.
    return Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]) * 4_096
  } catch {
    return 0
  }
}
