// Official forms: every layout fits its guides, loses no answer, and shows what was told.
import { expect, test } from 'vitest'
import type { Block } from '../../src/files/document/model.ts'
import { fillForm } from '../../src/files/form/fill.ts'
import type { FormInput, FormLayout } from '../../src/files/form/layout.ts'
import { checkLayout } from '../../src/files/form/sources.ts'
import { answersFor, guideOf, layouts } from './forms.ts'

const asked = (slugs: readonly string[]) =>
  new Map(
    slugs.map((slug) => {
      const guide = guideOf(slug)
      return [
        slug,
        { fields: guide.fields.map(({ id }) => id), questions: guide.questions.map(({ id }) => id) },
      ]
    }),
  )

const input = (slug: string, chosen: Record<string, string> = {}): FormInput => ({
  procedure: guideOf(slug).name,
  agency: 'Ủy ban nhân dân xã Tuy Phước',
  place: 'Tuy Phước',
  day: '2026-11-22',
  answers: answersFor(guideOf(slug), chosen),
})

const layout = (name: string): FormLayout => {
  const found = layouts.get(name)
  if (!found) throw new Error(name)
  return found
}

function words(blocks: readonly Block[]): string {
  return JSON.stringify(blocks)
}

function lineOf(blocks: readonly Block[], label: string): string | undefined {
  for (const block of blocks) {
    if (block.type === 'line' && block.label === label) return block.value
    if (block.type === 'lines') {
      const part = block.parts.find((one) => one.label === label)
      if (part) return part.value
    }
  }
  return undefined
}

test('no two layouts claim one guide, and exactly one serves all others', () => {
  const claimed = [...layouts.values()].flatMap(({ procedures }) => procedures)
  expect(new Set(claimed).size).toBe(claimed.length)
  expect([...layouts.values()].filter(({ procedures }) => procedures.length === 0)).toHaveLength(1)
})

test.each([...layouts])('%s speaks only of what its guides ask', (_, one) => {
  expect(checkLayout(one, asked(one.procedures))).toEqual([])
})

test('a field no guide asks, and an answer no line takes, are reported', () => {
  const wrong: FormLayout = {
    ...layout('khai-sinh'),
    blocks: [{ line: 'Họ tên', from: ['con-tem'] }],
    signatures: [{ title: 'Người khai' }],
  }
  const problems = checkLayout(wrong, asked(wrong.procedures))
  expect(problems).toContainEqual({ procedure: 'dang-ky-khai-sinh', kind: 'unknown', field: 'con-tem' })
  expect(problems).toContainEqual({ procedure: 'dang-ky-khai-sinh', kind: 'lost', field: 'con-ten' })
})

/** Each guide of each layout, once for every two choices anybody can make. */
const everyCase = [...layouts].flatMap(([name, one]) =>
  (one.procedures.length > 0 ? one.procedures : ['cap-ho-chieu']).map((slug) => {
    const guide = guideOf(slug)
    const choices = [...guide.questions, ...guide.fields].flatMap(({ id, choices = [] }) =>
      choices.map((choice) => ({ [id]: choice.id })),
    )
    // Some questions come up only after another choice.
    const pairs = choices.flatMap((one) => choices.map((other) => ({ ...one, ...other })))
    return [name, slug, pairs] as const
  }),
)

test.each(everyCase)(
  '%s for %s: whatever is chosen, every answer told stands on the form',
  (name, slug, cases) => {
    const lost = new Set<string>()
    for (const chosen of cases) {
      const filled = { ...input('cap-ho-chieu'), answers: answersFor(guideOf(slug), chosen) }
      const marked = filled.answers.map((answer, at) =>
        answer.choices || answer.question ? answer : { ...answer, shown: `mark-${at}.` },
      )
      const text = words(fillForm(layout(name), { ...filled, answers: marked }).blocks)
      for (const { id, shown } of marked) {
        if (shown.startsWith('mark-') && !text.includes(shown))
          lost.add(`${id} with ${JSON.stringify(chosen)}`)
      }
    }
    expect([...lost]).toEqual([])
  },
)

test('who registers a birth stands as mother or father, and never as the other', () => {
  const asMother = fillForm(layout('khai-sinh'), {
    ...input('dang-ky-khai-sinh', { 'quan-he': 'me' }),
    answers: answersFor(guideOf('dang-ky-khai-sinh'), { 'quan-he': 'me' }).filter(
      ({ id }) => !id.startsWith('me-') && !id.startsWith('cha-'),
    ),
  }).blocks
  expect(lineOf(asMother, 'Họ, chữ đệm, tên người mẹ')).toBe('Nguyễn Thị Hoàng Quỳnh')
  expect(lineOf(asMother, 'Họ, chữ đệm, tên người cha')).toBe('')
})

test('a foundling has no lines for parents', () => {
  const form = fillForm(layout('khai-sinh'), input('dang-ky-khai-sinh', { 'giay-to-sinh': 'bo-roi' }))
  expect(lineOf(form.blocks, 'Họ, chữ đệm, tên người mẹ')).toBeUndefined()
})

test('the bride is on the side of the bride, whoever files', () => {
  const guide = guideOf('dang-ky-ket-hon')
  for (const [sex, side] of [
    ['nu', 'Bên nữ'],
    ['nam', 'Bên nam'],
  ] as const) {
    const answers = answersFor(guide, { 'nguoi-nop-gioi-tinh': sex }).map((one) =>
      one.id === 'nguoi-nop-ten' ? { ...one, shown: 'Người Nộp' } : one,
    )
    const form = fillForm(layout('ket-hon'), { ...input('dang-ky-ket-hon'), answers })
    const signatures = form.blocks.find((block) => block.type === 'signature')
    expect(signatures?.parts.find(({ title }) => title === side)?.name).toBe('Người Nộp')
  }
})

test('without answers the form is empty lines to fill by hand, date included', () => {
  const form = fillForm(layout('khai-tu'), { procedure: 'x', agency: 'y', place: '', day: '', answers: [] })
  expect(lineOf(form.blocks, 'Nơi chết')).toBe('')
  expect(words(form.blocks)).toContain('ngày …… tháng …… năm')
})

test('a choice shows all its boxes and one tick', () => {
  const form = fillForm(layout('khai-sinh'), input('dang-ky-khai-sinh', { 'con-gioi-tinh': 'nu' }))
  const boxes = form.blocks.find((block) => block.type === 'boxes' && block.label === 'Giới tính')
  expect(boxes).toMatchObject({
    options: [
      { label: 'Nam', ticked: false },
      { label: 'Nữ', ticked: true },
    ],
  })
})

test('people told one after another get a row each', () => {
  const answers = answersFor(guideOf('dang-ky-tam-tru')).map((one) =>
    one.id === 'nguoi-cung-o' ? { ...one, shown: 'Trần An; Trần Bình\nTrần Chi; Trần Dũng' } : one,
  )
  const told = answers.some(({ id }) => id === 'nguoi-cung-o')
    ? answers
    : [
        ...answers,
        { id: 'nguoi-cung-o', label: '', value: '', shown: 'Trần An; Trần Bình\nTrần Chi; Trần Dũng' },
      ]
  const form = fillForm(layout('ct01'), { ...input('dang-ky-tam-tru'), answers: told })
  const table = form.blocks.find((block) => block.type === 'table')
  expect(table?.rows.map((row) => row[1])).toEqual(['Trần An', 'Trần Bình', 'Trần Chi', 'Trần Dũng'])
})

test('people asked for one by one get a row each, every cell in its column', () => {
  const person = (suffix: string, name: string) => [
    { id: `cung-chuyen-ten${suffix}`, label: '', value: name, shown: name },
    { id: `cung-chuyen-so${suffix}`, label: '', value: '0', shown: `số của ${name}` },
  ]
  const answers = [...person('', 'Trần An'), ...person('~2', 'Trần Bình')]
  const form = fillForm(layout('ct01'), { ...input('dang-ky-thuong-tru'), answers })
  const table = form.blocks.find((block) => block.type === 'table')
  expect(table?.rows.slice(0, 3).map((row) => [row[0], row[1], row[4]])).toEqual([
    ['1', 'Trần An', 'số của Trần An'],
    ['2', 'Trần Bình', 'số của Trần Bình'],
    ['3', '', undefined],
  ])
})
