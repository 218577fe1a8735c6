// The layouts of content/forms and the guides they fill from, read as files.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { type FormLayout, formLayoutSchema } from '../../src/content/form-layout.ts'
import { type Guide, guideSchema } from '../../src/content/schema.ts'
import type { FormAnswer } from '../../src/files/form/layout.ts'

const content = resolve(import.meta.dirname, '../../content')

export const layouts: ReadonlyMap<string, FormLayout> = new Map(
  readdirSync(join(content, 'forms')).map((file) => [
    file.replace(/\.yaml$/, ''),
    formLayoutSchema.parse(parse(readFileSync(join(content, 'forms', file), 'utf8'))),
  ]),
)

export function guideOf(slug: string): Guide {
  return guideSchema.parse(parse(readFileSync(join(content, 'procedures', `${slug}.yaml`), 'utf8')))
}

/** An answer to every field, long and full of diacritics where it may be. */
export function answersFor(guide: Guide, chosen: Readonly<Record<string, string>> = {}): FormAnswer[] {
  const asked = [
    ...guide.questions.map((one) => ({ ...one, label: one.ask, type: 'choice', question: true })),
    ...guide.fields.map((one) => ({ ...one, question: false })),
  ]
  return asked.map(({ id, label, type, choices, question }) => {
    const choice = choices?.find((one) => one.id === chosen[id]) ?? choices?.[0]
    const value = choice?.id ?? samples[type] ?? 'Thửa số 3, tờ bản đồ số 12'
    return {
      id,
      label,
      value,
      shown: choice?.label ?? value,
      question,
      ...(choices ? { choices } : {}),
    }
  })
}

const samples: Readonly<Record<string, string>> = {
  name: 'Nguyễn Thị Hoàng Quỳnh',
  'citizen-number': '052194001234',
  phone: '0912 345 678',
  date: '15/12/2027',
  'past-date': '03/11/2026',
  'birth-date': '29/02/1996',
  year: '1948',
  address: 'thôn Kỳ Sơn, xã Tuy Phước, tỉnh Gia Lai',
  email: 'hoang.quynh@example.vn',
  money: '50.000.000 đồng',
  number: '3',
  text: 'Trạm y tế xã Tuy Phước, tỉnh Gia Lai',
}
