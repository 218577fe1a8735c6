// Dates as people in Vietnam write them, without a clock: today always comes in.

const vietnamOffsetMs = 7 * 3_600_000

/** The day in Vietnam at an instant, as yyyy-mm-dd. Vietnam keeps UTC+7 all year. */
export function dayAt(epochMs: number): string {
  return new Date(epochMs + vietnamOffsetMs).toISOString().slice(0, 10)
}

/** 2026-11-22 → 22/11/2026 */
export function showDay(day: string): string {
  const [year, month, date] = day.split('-')
  return `${date}/${month}/${year}`
}

/** 14:05 22/11/2026 in Vietnam. */
export function showTime(epochMs: number): string {
  const text = new Date(epochMs + vietnamOffsetMs).toISOString()
  return `${text.slice(11, 16)} ${showDay(text.slice(0, 10))}`
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/**
 * Reads 20/9/2026, 20-09-26, 20.9.2026, "20 tháng 9 năm 2026", "ngày 20/9", 20092026, 2026-09-20, "hôm nay", "hôm qua".
 * A date without a year is the latest one not after today. Null when it is no real day.
 */
export function readDay(text: string, today: string): string | null {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .trim()
  if (/^(hom nay|bua nay|nay|today)$/.test(plain)) return today
  if (/^(hom qua|bua qua|yesterday)$/.test(plain)) return addDays(today, -1)
  if (/^(hom kia)$/.test(plain)) return addDays(today, -2)
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain)
  if (iso) return realDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const packed = /^(\d{2})(\d{2})(\d{4})$/.exec(plain)
  if (packed) return realDay(Number(packed[3]), Number(packed[2]), Number(packed[1]))
  const numbers =
    /^(?:(?:sinh )?ngay |mung )?(\d{1,2})(?:[/.\- ]| thang )(\d{1,2})(?:(?:[/.\- ]| nam )(\d{4}|\d{2}))?$/.exec(
      plain,
    )
  if (!numbers) return null
  const date = Number(numbers[1])
  const month = Number(numbers[2])
  if (numbers[3] === undefined) {
    const year = Number(today.slice(0, 4))
    const thisYear = realDay(year, month, date)
    return thisYear !== null && thisYear <= today ? thisYear : realDay(year - 1, month, date)
  }
  const year = Number(numbers[3])
  if (numbers[3].length === 4) return realDay(year, month, date)
  const century = Number(today.slice(0, 2)) * 100
  return realDay(
    century + year > Number(today.slice(0, 4)) ? century - 100 + year : century + year,
    month,
    date,
  )
}

function realDay(year: number, month: number, date: number): string | null {
  if (year < 1800 || year > 2200 || month < 1 || month > 12 || date < 1 || date > 31) return null
  const day = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  return new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().slice(0, 10) === day ? day : null
}
