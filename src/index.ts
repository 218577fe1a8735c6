// For programs that embed the assistant: `import { embedAssistant } from 'motcua'`.
import { pino } from 'pino'
import { type PreparedAssistant, prepareAssistant } from './assistant.ts'
import { root } from './cli/content.ts'
import { type Environment, readConfig } from './config.ts'
import type { Log } from './runtime/log.ts'

export type { PreparedAssistant } from './assistant.ts'
export { ConfigError } from './config.ts'

export interface EmbedOptions {
  /** The same variables as `motcua serve` reads; the process's own unless given. Those of Telegram belong to the host's bot. */
  readonly environment?: Environment
  readonly log?: Log
}

/**
 * The assistant inside somebody else's program: mount channels, then `start()` without a network port, or `listen()` with one (upload
 * pages and file links need it). One process for each DATA_DIR.
 */
export async function embedAssistant(options: EmbedOptions = {}): Promise<PreparedAssistant> {
  const given = Object.entries(options.environment ?? process.env)
  const environment = Object.fromEntries(given.filter(([name]) => !name.startsWith('TELEGRAM_')))
  const config = readConfig(environment, { demo: false, root })
  const log = options.log ?? pino({ level: config.logLevel, base: null }, pino.destination(2))
  return prepareAssistant({ config, log })
}
