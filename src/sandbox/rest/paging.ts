// Paging everywhere: `end` is exclusive, and 0 or absent means everything.
import type { Call } from './endpoint.ts'

export function paged<T>(call: Call, rows: readonly T[]): readonly T[] {
  const start = Number(call.query('start')) || 0
  const end = Number(call.query('end')) || rows.length
  return rows.slice(start, end)
}
