// Checks one answer of the form: the canonical value to keep, or which sentence says what is wrong.
import type { Field, Places } from '../../../content/schema.ts'
import { meantChoice } from '../choice.ts'
import { dayAt, showDay } from '../dates.ts'
import { checkAddress } from './address.ts'
import { checkCitizenNumber, doubtAbout } from './citizen-number.ts'
import { checkDate, checkYear } from './date.ts'
import { checkMoney } from './money.ts'
import { checkName } from './name.ts'
import { type FieldResult, right, sentence, wrong } from './result.ts'

/** What a check may know beside the words typed. */
export interface FieldFacts {
  /** Epoch milliseconds. */
  readonly now: number
  readonly places: Places
  /** Birth day and sex already given for the person this field is about. */
  readonly birthDay?: string | undefined
  readonly sex?: 'nam' | 'nu' | undefined
  /** And the citizen number. */
  readonly number?: string | undefined
}

/** A field this short holds a number of floors or a plate; a longer one wants words, and "1" there is a slip. */
const shortText = 60

const longest: Partial<Record<Field['type'], number>> = { name: 100, address: 300, text: 500, email: 254 }

export function checkField(field: Field, typed: string, facts: FieldFacts): FieldResult {
  const text = typed.normalize('NFC').replace(/\s+/g, ' ').trim()
  const limit = field.maxLength ?? longest[field.type] ?? 100
  if (text.length > limit)
    return wrong('field.too-long', { limit: String(limit), length: String(text.length) })
  switch (field.type) {
    case 'name':
      return checkName(text)
    case 'text':
      return text.replace(/[^\p{L}\p{N}]/gu, '').length >= (limit <= shortText ? 1 : 2)
        ? right(text)
        : wrong('field.text')
    case 'address':
      return checkAddress(text, facts.places)
    case 'citizen-number':
      return checkCitizenNumber(text, { ...facts, today: dayAt(facts.now) })
    case 'phone':
      return checkPhone(text)
    case 'birth-date':
      return heldAgainstNumber(checkDate(text, facts.now, 'birth-date'), facts)
    case 'date':
    case 'past-date':
      return checkDate(text, facts.now, field.type)
    case 'year':
      return checkYear(text, facts.now)
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text) ? right(text) : wrong('field.email')
    case 'money':
      return checkMoney(text)
    case 'number':
      return /^\d{1,9}$/.test(text.replace(/ người$/i, ''))
        ? right(String(Number.parseInt(text, 10)))
        : wrong('field.number')
    case 'choice':
      return checkChoice(field, text)
  }
}

/** The value as the applicant reads it: dates as day/month/year, choices by their label. */
export function showAnswer(field: Field, value: string): string {
  if (field.type === 'date' || field.type === 'past-date' || field.type === 'birth-date')
    return showDay(value)
  if (field.type === 'choice') return field.choices?.find((choice) => choice.id === value)?.label ?? value
  if (field.type === 'money') return `${value.replace(/\B(?=(\d{3})+$)/g, '.')} đồng`
  return value
}

// The number may have been given first; then it is the day that looks odd.
function heldAgainstNumber(result: FieldResult, { number, sex, now }: FieldFacts): FieldResult {
  if (!result.ok || number === undefined) return result
  const doubt = doubtAbout(number, { birthDay: result.value, sex, today: dayAt(now) })
  return doubt ? right(result.value, { doubt: sentence(doubt.key, { ...doubt.values, number }) }) : result
}

function checkPhone(text: string): FieldResult {
  const digits = text.replace(/[\s.()-]/g, '').replace(/^(\+?84)(?=\d{9,10}$)/, '0')
  if (/^0[35789]\d{8}$/.test(digits) || /^02\d{9}$/.test(digits)) return right(digits)
  return /^01\d{9}$/.test(digits) ? wrong('field.old-phone') : wrong('field.phone')
}

function checkChoice(field: Field, text: string): FieldResult {
  const choice = meantChoice(field.choices ?? [], text)
  return choice ? right(choice.id) : wrong('field.choice')
}
