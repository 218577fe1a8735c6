// The log the runtime writes to: ids, codes and counts, never what somebody said.

export interface Log {
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }
