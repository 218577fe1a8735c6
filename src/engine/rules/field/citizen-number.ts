// The twelve digits of a citizen number: three of the place of birth's registration, one for century and sex, two of the
// year, six at random (Thông tư 59/2021/TT-BCA, điều 4). What does not fit is asked once more, never refused: the numbers
// of a few people really are odd, and the office knows better than we do.
import { type FieldResult, right, sentence, wrong } from './result.ts'

/** The provinces' numbers as they were issued; people keep theirs after mergers. From 100 on: born abroad. */
const placeCodes = new Set(
  (
    '001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 ' +
    '046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 ' +
    '094 095 096'
  ).split(' '),
)

/** What else is known of the person the number belongs to. */
export interface NumberFacts {
  /** yyyy-mm-dd */
  readonly birthDay?: string | undefined
  readonly sex?: 'nam' | 'nu' | undefined
  /** yyyy-mm-dd */
  readonly today: string
}

export function checkCitizenNumber(text: string, facts: NumberFacts): FieldResult {
  const digits = text.replace(/[\s.-]/g, '')
  if (/^\d{9}$/.test(digits)) return wrong('field.old-identity-number')
  if (!/^\d{12}$/.test(digits))
    return wrong('field.citizen-number', { count: String(digits.replace(/\D/g, '').length) })
  const doubt = doubtAbout(digits, facts)
  return right(digits, doubt ? { doubt: sentence(doubt.key, { ...doubt.values, number: digits }) } : {})
}

/** What in the number contradicts what else is known; null when nothing does. */
export function doubtAbout(
  digits: string,
  { birthDay, sex, today }: NumberFacts,
): { key: string; values?: Record<string, string> } | null {
  const place = digits.slice(0, 3)
  if (Number(place) < 100 && !placeCodes.has(place)) return { key: 'doubt.number-place', values: { place } }
  const mark = Number(digits[3])
  const year = 1900 + 100 * Math.floor(mark / 2) + Number(digits.slice(4, 6))
  if (year > Number(today.slice(0, 4))) return { key: 'doubt.number-year', values: { year: String(year) } }
  if (birthDay && Number(birthDay.slice(0, 4)) !== year)
    return { key: 'doubt.number-birth', values: { year: String(year), birth: birthDay.slice(0, 4) } }
  if (sex && (mark % 2 === 0) !== (sex === 'nam'))
    return { key: mark % 2 === 0 ? 'doubt.number-man' : 'doubt.number-woman' }
  return null
}
