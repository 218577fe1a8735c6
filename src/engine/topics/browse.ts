// Browsing without words: office, field, online level, procedure. Ends at the same cards that questions lead to.
import { nearestName } from '../../find/nearest.ts'
import type { Heard } from '../hear.ts'
import type { Option, Turn } from '../turn.ts'
import { shorten } from './catalogue.ts'

/** Choices of one message, "xem thêm" beside them: nine numbers, readable on a small phone. */
const mostShown = 8

const offices = ['commune', 'province', 'ministry', 'court', 'other'] as const
type Office = (typeof offices)[number]

/** A procedure as browsing sees it. */
interface Shelved {
  /** What choosing it gives back. */
  readonly id: string
  readonly label: string
  readonly office: Office
  readonly field: string
  /** The highest online level any portal offers; null when nobody says. */
  readonly level: number | null
}

/** The way so far. It travels in the choices, so nothing of it needs remembering. */
interface Path {
  readonly office: Office
  readonly field?: string
  readonly level?: string
  readonly from: number
}

export function askAgency(turn: Turn): void {
  const shelved = listShelved(turn)
  turn.change({ topic: { type: 'find' } })
  turn.offer(
    turn.phrase('browse.ask-agency'),
    offices
      .filter((office) => shelved.some((one) => one.office === office))
      .map((office) => ({ id: idOf({ office, from: 0 }), label: turn.phrase(`browse.agency-${office}`) })),
  )
}

/** True when the choice, or a field's name typed while fields are offered, was browsing. */
export function answerBrowse(turn: Turn, heard: Heard): boolean {
  const path = heard.choice === null ? typedField(turn, heard.text) : pathOf(heard.choice)
  if (!path) return false
  const shelved = listShelved(turn).filter(({ office }) => office === path.office)
  if (path.field === undefined) askField(turn, path, shelved)
  else askProcedure(turn, path, path.field, shelved)
  return true
}

function askField(turn: Turn, path: Path, shelved: readonly Shelved[]): void {
  const counts = new Map<string, number>()
  for (const { field } of shelved) counts.set(field, (counts.get(field) ?? 0) + 1)
  const fields = [...counts].sort((one, other) => other[1] - one[1]).map(([field]) => field)
  offerPage(
    turn,
    turn.phrase('browse.ask-field', { agency: turn.phrase(`browse.agency-${path.office}`) }),
    fields.map((field) => ({
      id: idOf({ office: path.office, field, from: 0 }),
      label: field || turn.phrase('browse.no-field'),
    })),
    path,
  )
}

function askProcedure(turn: Turn, path: Path, field: string, shelved: readonly Shelved[]): void {
  const inField = shelved.filter((one) => one.field === field)
  const levels = [...new Set(inField.map(({ level }) => String(level ?? 0)))].sort().reverse()
  const name = field || turn.phrase('browse.no-field')
  // A step with one way on is no step, nor is a field that fits on one page.
  if (path.level === undefined && levels.length > 1 && inField.length > mostShown) {
    return offerPage(
      turn,
      turn.phrase('browse.ask-level', { field: name }),
      levels.map((level) => ({
        id: idOf({ ...path, level, from: 0 }),
        label: level === '0' ? turn.phrase('browse.level-unknown') : turn.phrase('browse.level', { level }),
      })),
      path,
    )
  }
  const chosen = inField.filter(({ level }) => path.level === undefined || String(level ?? 0) === path.level)
  offerPage(
    turn,
    turn.phrase('browse.ask-procedure', { field: name }),
    chosen.map(({ id, label }) => ({ id, label })),
    path,
  )
}

function offerPage(turn: Turn, text: string, options: readonly Option[], path: Path): void {
  turn.change({ topic: { type: 'find' } })
  const page = options.slice(path.from, path.from + mostShown)
  const left = options.length - path.from - page.length
  if (page.length === 0) turn.say('browse.empty')
  turn.offer(text, [
    ...page,
    ...(left > 0
      ? [
          {
            id: idOf({ ...path, from: path.from + mostShown }),
            label: turn.phrase('browse.more', { count: left }),
          },
        ]
      : []),
  ])
}

// While fields are offered their names may be typed, also one of a later page.
function typedField(turn: Turn, text: string): Path | null {
  const first = turn.state.offered?.choices[0]?.id
  const path = first === undefined ? null : pathOf(first)
  if (!path?.field || path.level !== undefined) return null
  const fields = listShelved(turn).flatMap(({ office, field }) => (office === path.office ? [field] : []))
  const field = nearestName([...new Set(fields)], text)
  return field === null ? null : { office: path.office, field, from: 0 }
}

function listShelved(turn: Turn): Shelved[] {
  const { guides, catalogue } = turn.content
  return [
    ...[...guides.values()].map(
      ({ slug, guide }): Shelved => ({
        id: `card:${slug}`,
        label: guide.shortName,
        office: guide.agency.level,
        field: fieldName(guide.field),
        level: Math.max(...guide.offers.map(({ level }) => level)),
      }),
    ),
    ...[...catalogue.values()].map(
      ({ key, name, field, level, agency }): Shelved => ({
        id: `catalogue:${key}`,
        label: shorten(name),
        office: officeOf(`${level ?? ''} ${agency ?? ''}`),
        field: fieldName(field ?? ''),
        level: null,
      }),
    ),
  ]
}

// Published lists write the same field with and without its ministry: "Đất đai (Bộ Nông nghiệp và Môi trường)".
function fieldName(field: string): string {
  return field.replace(/\s*\(.*\)\s*$/, '').trim()
}

/** The office nearest to a person of those a published level or agency names. */
function officeOf(text: string): Office {
  if (/commune|xã|phường|district|huyện/i.test(text)) return 'commune'
  if (/province|tỉnh|sở/i.test(text)) return 'province'
  if (/ministry|bộ|trung ương/i.test(text)) return 'ministry'
  if (/court|tòa án/i.test(text)) return 'court'
  return 'other'
}

function idOf({ office, field, level, from }: Path): string {
  return `browse:${JSON.stringify([office, field ?? null, level ?? null, from])}`
}

function pathOf(choice: string): Path | null {
  if (!choice.startsWith('browse:')) return null
  const [office, field, level, from] = JSON.parse(choice.slice('browse:'.length)) as [
    Office,
    string | null,
    string | null,
    number,
  ]
  return { office, from, ...(field === null ? {} : { field }), ...(level === null ? {} : { level }) }
}
