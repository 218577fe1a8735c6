// Refuses every socket that would leave this machine, whichever library opens it.
import { Socket } from 'node:net'

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const attempts: string[] = []
let closed = false

/** From now on, in this process. */
export function closeNetwork(): void {
  if (closed) return
  closed = true
  const connect = Socket.prototype.connect
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const host = hostOf(args)
    if (host !== null && !loopback.has(host)) {
      attempts.push(host)
      process.nextTick(() => this.destroy(new Error('no real network in tests')))
      return this
    }
    return connect.apply(this, args as Parameters<typeof connect>)
  } as typeof connect
}

/** Hosts somebody tried to reach, and forgets them. */
export function takeAttempts(): string[] {
  return attempts.splice(0)
}

// connect(options), connect(port, host), connect([options, callback]) as Node itself calls it, connect(path).
function hostOf(args: unknown[]): string | null {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && first.path) return null
    return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost'
  }
  return typeof first === 'number' ? (typeof second === 'string' ? second : 'localhost') : null
}
