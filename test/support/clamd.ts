// Virus scanners to talk to: a fake that misbehaves on order, and the real one with a single made-up signature.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Fault =
  | 'ok'
  | 'closes'
  | 'hangs_up'
  | 'silent'
  | 'garbage'
  | 'endless'
  | 'early_limit'
  | 'half_ok'
  | 'found'

export interface FakeClamd {
  readonly port: number
  /** What the last client sent, without the lengths. */
  received(): Buffer
  close(): Promise<void>
}

export async function startFakeClamd(fault: Fault): Promise<FakeClamd> {
  let received: Buffer = Buffer.alloc(0)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let held = Buffer.alloc(0)
    let greeted = false
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk])
      if (fault === 'closes') return socket.destroy()
      if (held.toString('latin1') === 'zPING\0') return socket.end('PONG\0')
      // A reset, as where the door closes with pieces still lying before it.
      if (fault === 'hangs_up') return socket.resetAndDestroy()
      if (fault === 'early_limit') return socket.end('INSTREAM size limit exceeded. ERROR\0')
      if (!greeted && held.length >= 10) {
        greeted = held.toString('latin1', 0, 10) === 'zINSTREAM\0'
        held = held.subarray(10)
      }
      while (greeted && held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
        const length = held.readUInt32BE(0)
        if (length === 0) return answer(socket)
        received = Buffer.concat([received, held.subarray(4, 4 + length)])
        held = held.subarray(4 + length)
      }
    })
  })
  const answer = (socket: Socket) => {
    if (fault === 'silent') return
    if (fault === 'endless') return socket.write('x'.repeat(10_000))
    if (fault === 'half_ok') return socket.end('stream: OK')
    const words = { ok: 'stream: OK', found: 'stream: Eicar-Test FOUND', garbage: 'stream: OKAY, stream: OK' }
    socket.end(`${words[fault as 'ok']}\0`)
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    received: () => received,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}

export const clamdProgram = ['/usr/sbin/clamd', '/usr/local/sbin/clamd'].find((path) => existsSync(path))

export const eicar = Buffer.from('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*')

/** A clamd that knows one signature, listens on a free port, runs as nobody and is gone when closed. */
export async function startClamd(): Promise<{ port: number; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'clamd-'))
  const signatures = join(folder, 'db')
  mkdirSync(signatures)
  writeFileSync(join(signatures, 'test.ndb'), `Eicar-Test:0:*:${eicar.toString('hex')}\n`)
  const port = await freePort()
  const lines = [
    `DatabaseDirectory ${signatures}`,
    `TCPSocket ${port}`,
    'TCPAddr 127.0.0.1',
    `TemporaryDirectory ${folder}`,
    'Foreground yes',
    'StreamMaxLength 1M',
    'AlertExceedsMax yes',
  ]
  writeFileSync(join(folder, 'clamd.conf'), `${lines.join('\n')}\n`)
  const asRoot = process.getuid?.() === 0
  for (const path of [folder, signatures]) chmodSync(path, 0o777)
  const command = [clamdProgram ?? '', '--config-file', join(folder, 'clamd.conf')]
  const [program = '', ...args] = asRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command]
    : command
  const child = spawn(program, args, { stdio: 'ignore' })
  await listening(port, child)
  return {
    port,
    async close() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  const { connect } = await import('node:net')
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`clamd ended with ${child.exitCode}`)
    const open = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => done(true))
      socket.on('error', () => done(false))
      socket.on('connect', () => socket.destroy())
    })
    if (open) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('clamd does not listen')
}
