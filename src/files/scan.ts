// Asks a ClamAV daemon about a file, over its INSTREAM command. Whoever asks must treat everything but `clean` as not clean.
//
// The command: "zINSTREAM\0", then pieces, each after its length in four bytes, then a length of nothing; the answer is one
// line ending in NUL (clamd(8), ClamAV 1.4, read 22 Nov 2026). A file over StreamMaxLength is answered "size limit exceeded"
// and the connection closed, often before everything was sent.
import { connect, type Socket } from 'node:net'

export type Scan =
  | { readonly kind: 'clean' }
  | { readonly kind: 'infected'; readonly name: string }
  /** Larger than the daemon takes: not looked at, so not clean. */
  | { readonly kind: 'over_limit' }
  /** No answer, or none that can be understood: not clean either. Worth another try. */
  | { readonly kind: 'unavailable'; readonly why: string }

export interface Scanner {
  scan(bytes: Uint8Array): Promise<Scan>
}

export interface ScannerOptions {
  readonly host: string
  readonly port: number
  /** From connecting to the answer. */
  readonly timeoutMs?: number
}

const pieceBytes = 64 * 1024
const hungUp: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE'])
const mostAnswerBytes = 4_096

export function createScanner({ host, port, timeoutMs = 30_000 }: ScannerOptions): Scanner {
  return {
    async scan(bytes) {
      const scan = await ask(bytes)
      if (!isHangUp(scan)) return scan
      // Our next piece may have run into the closed door and taken the answer along; asked again, it is mostly heard.
      const again = await ask(bytes)
      if (!isHangUp(again)) return again
      // A daemon that is well and closes on this file each time does it for one reason.
      return (await isWell()) ? { kind: 'over_limit' } : again
    },
  }

  async function isWell(): Promise<boolean> {
    const { answer } = await exchange((socket) => socket.write('zPING\0'))
    return answer === 'PONG\0'
  }

  async function ask(bytes: Uint8Array): Promise<Scan> {
    const { answer, why } = await exchange((socket) => void send(socket, bytes))
    // A daemon that found the file too large closes while we are still sending; its answer may be here all the same.
    return why === undefined || (answer && hungUp.has(why)) ? read(answer) : { kind: 'unavailable', why }
  }

  /** What the daemon says until it ends a line or closes; why there is no more, where that is known. */
  function exchange(say: (socket: Socket) => void): Promise<{ answer: string; why?: string }> {
    return new Promise((resolve) => {
      const socket = connect({ host, port })
      let answer = ''
      let settled = false
      const settle = (why?: string) => {
        if (settled) return
        settled = true
        clearTimeout(clock)
        socket.destroy()
        resolve(why === undefined ? { answer } : { answer, why })
      }
      const clock = setTimeout(() => settle('no answer in time'), timeoutMs)
      socket.on('connect', () => say(socket))
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1')
        if (answer.length > mostAnswerBytes) settle('an endless answer')
        else if (answer.includes('\0')) settle()
      })
      socket.on('error', (error) => settle(codeOf(error)))
      socket.on('close', () => settle())
    })
  }
}

function isHangUp(scan: Scan): boolean {
  return scan.kind === 'unavailable' && hungUp.has(scan.why)
}

async function send(socket: Socket, bytes: Uint8Array): Promise<void> {
  socket.write('zINSTREAM\0')
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(piece.length)
    socket.write(length)
    // Wait for a slow daemon rather than heap up the file in the socket.
    if (!socket.write(piece) && !(await drained(socket))) return
  }
  socket.write(Buffer.alloc(4))
}

function drained(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('drain', () => resolve(true))
    socket.once('close', () => resolve(false))
  })
}

/** Only the whole, exact word of health counts as health. */
function read(answer: string): Scan {
  const line = answer.split('\0')[0]?.trim() ?? ''
  if (line === 'stream: OK' && answer.includes('\0')) return { kind: 'clean' }
  const found = /^stream: (.{1,200}) FOUND$/.exec(line)?.[1]
  // What AlertExceedsMax says of a file with more inside than was looked at.
  if (found?.startsWith('Heuristics.Limits.Exceeded')) return { kind: 'over_limit' }
  if (found) return { kind: 'infected', name: found }
  if (/size limit exceeded/i.test(line)) return { kind: 'over_limit' }
  return { kind: 'unavailable', why: line === '' ? 'closed without an answer' : 'an answer not understood' }
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? 'connection failed'
}
