// The trial as a stranger starts it, for all tests of a file: the program with its sandbox portal, ended when they are over.
import { afterAll, beforeAll } from 'vitest'
import { type Home, makeHome, type Program, startProgram } from './program.ts'

export interface Trial extends Program {
  readonly home: Home
}

/** Called at the top of a file, or in a `describe`. Its members can be read once the tests run. */
export function serveTrial(): Trial {
  const home = makeHome()
  let program: Program
  beforeAll(async () => {
    program = await startProgram(['serve', '--demo'], { ...home.environment, PORT: '0', SANDBOX_PORT: '0' })
  })
  afterAll(async () => {
    await program?.end('SIGTERM')
    home.remove()
  })
  return {
    home,
    get url() {
      return program.url
    },
    get pid() {
      return program.pid
    },
    output: () => program.output(),
    end: (signal) => program.end(signal),
  }
}
