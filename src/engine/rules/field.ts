// Checks one answer of the form: the canonical value to keep, or which sentence says what is wrong.
import type { Field } from '../../content/schema.ts'
import { meantChoice } from './choice.ts'
import { dayAt, readDay, showDay } from './dates.ts'

export type FieldResult =
  | { readonly ok: true; readonly value: string }
  /** `problem` is a phrase key; `values` fill its blanks. */
  | { readonly ok: false; readonly problem: string; readonly values?: Readonly<Record<string, string>> }

/** A field this short holds a number of floors or a plate; a longer one wants words, and "1" there is a slip. */
const shortText = 60

const longest: Partial<Record<Field['type'], number>> = { name: 100, address: 300, text: 500, email: 254 }

export function checkField(field: Field, typed: string, now: number): FieldResult {
  const text = typed.normalize('NFC').replace(/\s+/g, ' ').trim()
  const limit = field.maxLength ?? longest[field.type] ?? 100
  if (text.length > limit)
    return wrong('field.too-long', { limit: String(limit), length: String(text.length) })
  switch (field.type) {
    case 'name':
      return checkName(text)
    case 'text':
      return text.replace(/[^\p{L}\p{N}]/gu, '').length >= (limit <= shortText ? 1 : 2)
        ? { ok: true, value: text }
        : wrong('field.text')
    case 'address':
      return text.length >= 5 && /\p{L}/u.test(text) ? { ok: true, value: text } : wrong('field.address')
    case 'citizen-number':
      return checkCitizenNumber(text)
    case 'phone':
      return checkPhone(text)
    case 'date':
      return checkDate(text, now, 'any')
    case 'past-date':
    case 'birth-date':
      return checkDate(text, now, field.type)
    case 'year':
      return checkYear(text, now)
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text) ? { ok: true, value: text } : wrong('field.email')
    case 'money':
      return checkMoney(text)
    case 'number':
      return /^\d{1,9}$/.test(text.replace(/ người$/i, ''))
        ? { ok: true, value: String(Number.parseInt(text, 10)) }
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

function wrong(problem: string, values?: Record<string, string>): FieldResult {
  return values ? { ok: false, problem, values } : { ok: false, problem }
}

function checkName(text: string): FieldResult {
  if (/\d/.test(text) || !/^[\p{L}\p{M} .'’-]+$/u.test(text)) return wrong('field.name')
  return text.replace(/[^\p{L}]/gu, '').length >= 2 ? { ok: true, value: text } : wrong('field.name')
}

function checkCitizenNumber(text: string): FieldResult {
  const digits = text.replace(/[\s.-]/g, '')
  if (/^\d{9}$/.test(digits)) return wrong('field.old-identity-number')
  if (!/^\d{12}$/.test(digits))
    return wrong('field.citizen-number', { count: String(digits.replace(/\D/g, '').length) })
  return { ok: true, value: digits }
}

function checkPhone(text: string): FieldResult {
  const digits = text.replace(/[\s.()-]/g, '').replace(/^(\+?84)(?=\d{9,10}$)/, '0')
  if (/^0[35789]\d{8}$/.test(digits) || /^02\d{9}$/.test(digits)) return { ok: true, value: digits }
  return /^01\d{9}$/.test(digits) ? wrong('field.old-phone') : wrong('field.phone')
}

function checkDate(text: string, now: number, kind: 'any' | 'past-date' | 'birth-date'): FieldResult {
  const today = dayAt(now)
  const day = readDay(text, today)
  if (!day) return wrong('field.date')
  if (kind !== 'any' && day > today) {
    return wrong(kind === 'birth-date' ? 'field.birth-date-future' : 'field.date-future', {
      day: showDay(day),
      today: showDay(today),
    })
  }
  if (kind === 'birth-date' && day < `${Number(today.slice(0, 4)) - 130}-01-01`) {
    return wrong('field.birth-date-old', { day: showDay(day) })
  }
  return { ok: true, value: day }
}

function checkYear(text: string, now: number): FieldResult {
  const year = Number(/^(?:năm )?(\d{4})$/i.exec(text)?.[1])
  const present = Number(dayAt(now).slice(0, 4))
  return year >= present - 130 && year <= present ? { ok: true, value: String(year) } : wrong('field.year')
}

function checkMoney(text: string): FieldResult {
  const digits = text.replace(/(đồng|vnđ|vnd|đ|d)$/i, '').replace(/[\s.,]/g, '')
  return /^\d{1,15}$/.test(digits) ? { ok: true, value: String(Number(digits)) } : wrong('field.money')
}

function checkChoice(field: Field, text: string): FieldResult {
  const choice = meantChoice(field.choices ?? [], text)
  return choice ? { ok: true, value: choice.id } : wrong('field.choice')
}
