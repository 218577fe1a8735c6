// A log that keeps what it was told, so that a test can look for what must not be there.
import type { ChannelLog } from '../../src/channel/host.ts'

export interface KeptLog extends ChannelLog {
  readonly lines: { level: string; fields: Record<string, unknown>; message: string }[]
}

export function keepLog(): KeptLog {
  const lines: KeptLog['lines'] = []
  const at = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void lines.push({ level, fields, message })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
