// Keeps the compiled program between starts, so that the next one need not read and compile a thousand files again.
import { mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/** Holds for what is loaded from here on. Node checks that a file is still the same; where nothing can be kept, it compiles. */
export function keepCompiled(dataDir: string): void {
  // Code is kept where nobody else writes, never in a shared temporary folder.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const directory = join(dataDir, 'compiled')
  enableCompileCache(directory)
  // For the processes we start.
  process.env.NODE_COMPILE_CACHE ??= directory
}
