// `motcua serve` as a body would run it: no demo, its own processing system (a sandbox portal in a process of its own).
import { join } from 'node:path'
import { demoAccount, demoGroup, restBase } from '../../src/sandbox/demo.ts'
import { type Home, makeHome, type Program, startProgram } from './program.ts'

export interface LiveProgram {
  readonly program: Program
  readonly portal: Program
  readonly home: Home
  /** Ends the program and starts it again on the same data. */
  restart(signal: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

export async function startLive(environment: Record<string, string>): Promise<LiveProgram> {
  const home = makeHome()
  const portal = await startProgram(
    ['portal', 'sandbox', '--port', '0', '--data', join(home.directory, 'portal')],
    home.environment,
  )
  const settings = {
    ...home.environment,
    PORT: '0',
    PORTAL_QUOC_GIA_URL: `${portal.url}${restBase}`,
    PORTAL_QUOC_GIA_USER: demoAccount.name,
    PORTAL_QUOC_GIA_PASSWORD: demoAccount.password,
    PORTAL_QUOC_GIA_GROUP: demoGroup,
    ...environment,
  }
  let program = await startProgram(['serve'], settings)
  return {
    get program() {
      return program
    },
    portal,
    home,
    async restart(signal) {
      await program.end(signal)
      program = await startProgram(['serve'], settings)
    },
    async stop() {
      await program.end('SIGTERM')
      await portal.end('SIGTERM')
      home.remove()
    },
  }
}
