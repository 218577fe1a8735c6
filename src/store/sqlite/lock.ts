// One process serves an SQLite file; a row in it says which.
import { hostname } from 'node:os'
import type { DatabaseSync } from 'node:sqlite'

export class AlreadyServedError extends Error {
  readonly pid: number
  constructor(pid: number) {
    super(
      `[store] cơ sở dữ liệu này đang được tiến trình ${pid} dùng; dừng tiến trình đó trước, hoặc đặt DATA_DIR khác`,
    )
    this.name = 'AlreadyServedError'
    this.pid = pid
  }
}

const beatEveryMs = 5_000
/** A server on another machine that has not beaten for this long is gone. */
const deadAfterMs = 30_000

export interface ServerLock {
  /** Stops the heartbeat and gives the file back. */
  release(): void
}

/** Takes the file for this process. Throws AlreadyServedError while another one serves it. */
export function takeServerLock(raw: DatabaseSync, owner: string, now: () => number): ServerLock {
  raw.exec('begin immediate')
  try {
    const held = raw.prepare('select owner, pid, host, beat_at from server_lock where id = 1').get()
    if (held && isAlive(held, now())) throw new AlreadyServedError(Number(held.pid))
    raw
      .prepare('insert or replace into server_lock (id, owner, pid, host, beat_at) values (1, ?, ?, ?, ?)')
      .run(owner, process.pid, hostname(), now())
    raw.exec('commit')
  } catch (error) {
    raw.exec('rollback')
    throw error
  }
  const beat = raw.prepare('update server_lock set beat_at = ? where id = 1 and owner = ?')
  const timer = setInterval(() => {
    try {
      beat.run(now(), owner)
    } catch {
      // A full disk shows itself through readiness; a missed beat alone takes nothing away on this machine.
    }
  }, beatEveryMs)
  timer.unref()
  return {
    release() {
      clearInterval(timer)
      raw.prepare('delete from server_lock where id = 1 and owner = ?').run(owner)
    },
  }
}

// On our own machine the process table is the truth: after a kill -9 the next start must not wait for a time-out.
function isAlive(held: Record<string, unknown>, now: number): boolean {
  const pid = Number(held.pid)
  if (held.host !== hostname()) return now - Number(held.beat_at) < deadAfterMs
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return now - Number(held.beat_at) < deadAfterMs
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
