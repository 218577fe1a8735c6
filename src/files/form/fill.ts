// An official form filled from answers: a layout and what the applicant said become a document.
import type { Block, Document } from '../document/model.ts'
import type {
  FormAnswer,
  FormInput,
  FormLayout,
  LayoutBlock,
  LayoutCondition,
  LayoutSource,
} from './layout.ts'
import { conditionsOf, fieldsOf } from './sources.ts'

export function fillForm(layout: FormLayout, input: FormInput): Document {
  const answers = new Map(input.answers.map((answer) => [answer.id, answer]))
  const title = layout.title.replaceAll('{procedure}', input.procedure)
  const recipient = layout.recipient.replaceAll('{agency}', input.agency)
  // What only decided how the form looks has been said by that.
  const named = new Set([...layout.blocks.flatMap(fieldsOf), ...conditionsOf(layout)])
  const others = input.answers.filter(
    (answer) => !named.has(answer.id) && !answer.question && answer.shown !== '',
  )
  return {
    title,
    blocks: [
      { type: 'motto' },
      {
        type: 'title',
        text: title.toLocaleUpperCase('vi'),
        ...(layout.under ? { under: layout.under } : {}),
      },
      {
        type: 'paragraph',
        align: 'center',
        runs: [{ text: 'Kính gửi: ', bold: true }, { text: recipient }],
      },
      { type: 'space', points: 4 },
      ...layout.blocks
        .filter((block) => !block.when || holds(block.when, answers))
        .flatMap((block) => fill(block, answers, input.answers, others)),
      { type: 'paragraph', indent: true, runs: [{ text: layout.commitment }] },
      {
        type: 'signature',
        place: placeAndDay(input.place, input.day),
        parts: layout.signatures.map(({ title, note, from }) => ({
          title,
          ...(note ? { note } : {}),
          name: firstAnswered(from, answers),
        })),
      },
      ...(layout.note ? [{ type: 'note', text: layout.note } satisfies Block] : []),
    ],
  }
}

type Answers = ReadonlyMap<string, FormAnswer>

function fill(
  block: LayoutBlock,
  answers: Answers,
  all: readonly FormAnswer[],
  others: readonly FormAnswer[],
): Block[] {
  if ('heading' in block) return [{ type: 'heading', text: block.heading }]
  if ('text' in block) {
    return [{ type: 'paragraph', runs: [{ text: block.text, italic: block.italic ?? false }] }]
  }
  if ('line' in block) {
    return [
      { type: 'line', label: block.line, value: firstAnswered(block.from, answers), lines: block.dots ?? 1 },
    ]
  }
  if ('side' in block) {
    const parts = block.side.map(({ label, from, width }) => ({
      label,
      value: firstAnswered(from, answers),
      width: width ?? 1,
    }))
    return [{ type: 'lines', parts }]
  }
  if ('boxes' in block) return [boxes(block, answers)]
  if ('table' in block) {
    const told = firstAnswered(block.from, answers)
      .split(/\s*[;\n]\s*/)
      .filter(Boolean)
    const people = [...rowsOfGroup(block.table, answers), ...told.map((one) => ['', one])]
    const count = Math.max(block.rows, people.length)
    const rows = Array.from({ length: count }, (_, at) => [`${at + 1}`, ...(people[at] ?? ['', '']).slice(1)])
    return [{ type: 'table', columns: block.table.map(({ label, width }) => ({ label, width })), rows }]
  }
  const told = block.answers === 'all' ? all.filter((answer) => !answer.question) : others
  if (told.length === 0) return []
  const label: Block[] = block.label ? [{ type: 'heading', text: block.label }] : []
  return [...label, ...told.map(({ label, shown }): Block => ({ type: 'line', label, value: shown }))]
}

// The second person's answers are kept under the same ids with ~2, the third's with ~3.
function rowsOfGroup(
  columns: readonly { readonly from?: readonly LayoutSource[] | undefined }[],
  answers: Answers,
): string[][] {
  const rows: string[][] = []
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `~${number}`
    const row = columns.map(({ from }) =>
      firstAnswered(
        from?.map((source) => (typeof source === 'string' ? source + suffix : source)),
        answers,
      ),
    )
    if (row.every((cell) => cell === '')) return rows
    rows.push(row)
  }
}

function boxes(block: Extract<LayoutBlock, { boxes: string }>, answers: Answers): Block {
  const answer = block.field ? answers.get(block.field) : undefined
  const options = answer?.choices
    ? answer.choices.map(({ id, label }) => ({ label, ticked: id === answer.value }))
    : (block.options ?? []).map((label) => ({ label, ticked: label === answer?.shown }))
  if (options.length === 0) return { type: 'line', label: block.boxes, value: answer?.shown ?? '' }
  return { type: 'boxes', label: block.boxes, options }
}

function holds({ answer, is }: LayoutCondition, answers: Answers): boolean {
  const value = answers.get(answer)?.value
  return value === undefined || (typeof is === 'string' ? is === value : is.includes(value))
}

function firstAnswered(sources: readonly LayoutSource[] | undefined, answers: Answers): string {
  for (const source of sources ?? []) {
    if (typeof source === 'string') {
      const shown = answers.get(source)?.shown ?? ''
      if (shown !== '') return shown
      continue
    }
    // A source that depends on an answer needs that answer: it must not guess.
    if (source.when && (!answers.has(source.when.answer) || !holds(source.when, answers))) continue
    let complete = true
    const text = source.text.replace(/\{([a-z0-9-]+)\}/g, (_, id: string) => {
      const shown = answers.get(id)?.shown ?? ''
      if (shown === '') complete = false
      return shown
    })
    if (complete) return text
  }
  return ''
}

function placeAndDay(place: string, day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  return `${place || '……………………'}, ngày ${date ?? '……'} tháng ${month ?? '……'} năm ${year ?? '………'}`
}
