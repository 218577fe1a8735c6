// The layouts of content/forms and the guides they fill from, read as files.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { load } from 'js-yaml'
import { type FormLayout, formLayoutSchema } from '../../src/content/form-layout.ts'
import { type Guide, guideSchema } from '../../src/content/schema.ts'
import { stepsOf } from '../../src/engine/rules/steps.ts'
import type { FormAnswer } from '../../src/files/form/layout.ts'

const content = resolve(import.meta.dirname, '../../content')

export const layouts: ReadonlyMap<string, FormLayout> = new Map(
  readdirSync(join(content, 'forms')).map((file) => [
    file.replace(/\.yaml$/, ''),
    formLayoutSchema.parse(load(readFileSync(join(content, 'forms', file), 'utf8'))),
  ]),
)

const guides = new Map<string, Guide>()

export function guideOf(slug: string): Guide {
  const read = () =>
    guideSchema.parse(load(readFileSync(join(content, 'procedures', `${slug}.yaml`), 'utf8')))
  const guide = guides.get(slug) ?? read()
  guides.set(slug, guide)
  return guide
}

/** An answer to everything that is asked when these choices are made; the first choice elsewhere. */
export function answersFor(guide: Guide, chosen: Readonly<Record<string, string>> = {}): FormAnswer[] {
  const known: Record<string, string> = {}
  const answers: FormAnswer[] = []
  // What is asked depends on what was answered, so one at a time.
  for (let step = nextStep(guide, known); step; step = nextStep(guide, known)) {
    if (step.type === 'more') {
      known[step.id] = 'khong'
      continue
    }
    const { choices, type } =
      step.type === 'field' ? step.field : { choices: step.question.choices, type: 'choice' as const }
    const choice = choices?.find((one) => one.id === chosen[step.id]) ?? choices?.[0]
    const value = choice?.id ?? samples[type] ?? ''
    known[step.id] = type === 'birth-date' || type === 'past-date' || type === 'date' ? '2026-11-01' : value
    answers.push({
      id: step.id,
      label: step.type === 'field' ? step.field.label : step.question.ask,
      value,
      shown: choice?.label ?? value,
      question: step.type === 'question',
      ...(choices ? { choices } : {}),
    })
  }
  return answers
}

function nextStep(guide: Guide, known: Readonly<Record<string, string>>) {
  return stepsOf(guide, known).find(({ id }) => known[id] === undefined)
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
