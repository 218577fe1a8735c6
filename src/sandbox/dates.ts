// The portal's date shapes. All of them are Vietnam time, which has had no summer time since 1975.
const offsetMs = 7 * 3_600_000
const two = (value: number) => String(value).padStart(2, '0')

/** `dd/MM/yyyy HH:mm:ss`, or "" when unset: the shape of details and files. */
export function toDetailDate(at: number | null): string {
  if (at === null) return ''
  const t = new Date(at + offsetMs)
  const day = `${two(t.getUTCDate())}/${two(t.getUTCMonth() + 1)}/${t.getUTCFullYear()}`
  return `${day} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())}`
}

/** `yyyyMMddHHmmss`, the raw index text that lists give away. */
export function toListDate(at: number | null): string {
  if (at === null) return ''
  return new Date(at + offsetMs).toISOString().replace(/\D/g, '').slice(0, 14)
}

/** `yyMMdd`, as in a dossier code. */
export function toCodeDay(at: number): string {
  return toListDate(at).slice(2, 8)
}

/** `dd-MM-yyyy hh:mm:ss` on a 12-hour clock without am or pm: the shape of a service's detail. */
export function toServiceDate(at: number): string {
  const [day = '', clock = ''] = toDetailDate(at).split(' ')
  const hour = Number(clock.slice(0, 2)) % 12 || 12
  return `${day.replaceAll('/', '-')} ${two(hour)}${clock.slice(2)}`
}

/** Reads `dd/MM/yyyy`; null when it is anything else. */
export function readDay(value: string): number | null {
  return read(/^(\d\d)\/(\d\d)\/(\d{4})$/.exec(value))
}

/** Reads `dd/MM/yyyy HH:mm:ss`; null when it is anything else. */
export function readDayAndTime(value: string): number | null {
  return read(/^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)$/.exec(value))
}

function read(match: RegExpExecArray | null): number | null {
  if (!match) return null
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second) - offsetMs
}
