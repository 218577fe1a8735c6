// Which fields of a form speak of one person. By the guides' habit the id of a field is the person and the part:
// `me-ten`, `me-so`, `me-ngay-sinh`; without a person (`ho-ten`, `so-dinh-danh`, `ngay-sinh`) it is the one the paper is about.
import type { Field } from '../../content/schema.ts'

export type PersonPart = 'name' | 'number' | 'birth-day' | 'sex' | 'address'

const endings: readonly { part: PersonPart; ids: readonly string[]; types: readonly Field['type'][] }[] = [
  { part: 'name', ids: ['ho-ten', 'ten'], types: ['name'] },
  { part: 'number', ids: ['so-dinh-danh', 'so'], types: ['citizen-number'] },
  { part: 'birth-day', ids: ['ngay-sinh'], types: ['birth-date'] },
  { part: 'sex', ids: ['gioi-tinh'], types: ['choice'] },
  { part: 'address', ids: ['dia-chi', 'cu-tru', 'thuong-tru'], types: ['address'] },
]

export interface PersonField {
  /** The first part of the field's id; '' for the person the paper is about. */
  readonly person: string
  readonly part: PersonPart
}

/** Whose and what a field is; null for one that is not about a person in these ways. */
export function personField(field: Field): PersonField | null {
  const base = field.id.replace(/~\d+$/, '')
  const turn = field.id.slice(base.length)
  for (const { part, ids, types } of endings) {
    if (!types.includes(field.type)) continue
    for (const id of ids) {
      if (base === id) return { person: turn, part }
      if (base.endsWith(`-${id}`)) return { person: base.slice(0, -id.length - 1) + turn, part }
    }
  }
  return null
}
