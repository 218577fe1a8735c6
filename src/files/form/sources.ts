// Which fields a layout speaks of, and whether they exist: a form must not lose an answer, nor wait for one never asked.
import type { FormLayout, LayoutBlock, LayoutSource } from './layout.ts'

/** Fields whose answers the block writes. */
export function fieldsOf(block: LayoutBlock): string[] {
  if ('side' in block) return block.side.flatMap(({ from }) => idsOf(from))
  if ('boxes' in block) return block.field ? [block.field] : []
  if ('table' in block) return [...idsOf(block.from), ...block.table.flatMap(({ from }) => idsOf(from))]
  if ('line' in block) return idsOf(block.from)
  return []
}

function idsOf(sources: readonly LayoutSource[] | undefined): string[] {
  return (sources ?? []).flatMap((source) =>
    typeof source === 'string'
      ? [source]
      : [...source.text.matchAll(/\{([a-z0-9-]+)\}/g)].map((match) => match[1] ?? ''),
  )
}

/** Fields and questions that only decide what is written. */
export function conditionsOf(layout: FormLayout): string[] {
  const sources = (block: LayoutBlock): readonly LayoutSource[] =>
    'side' in block
      ? block.side.flatMap(({ from }) => from ?? [])
      : 'line' in block || 'table' in block
        ? (block.from ?? [])
        : []
  return layout.blocks.flatMap((block) => [
    ...(block.when ? [block.when.answer] : []),
    ...sources(block).flatMap((source) =>
      typeof source === 'string' || !source.when ? [] : [source.when.answer],
    ),
  ])
}

export interface LayoutProblem {
  readonly procedure: string
  /** `unknown`: no procedure of the layout asks it. `lost`: the procedure asks it and the form has no place for it. */
  readonly kind: 'unknown' | 'lost'
  readonly field: string
}

/** `asked`: by slug, the ids of fields and questions of the layout's procedures. Unknown procedures are reported too. */
export function checkLayout(
  layout: FormLayout,
  asked: ReadonlyMap<string, { fields: readonly string[]; questions: readonly string[] }>,
): LayoutProblem[] {
  const written = new Set([
    ...layout.blocks.flatMap(fieldsOf),
    ...layout.signatures.flatMap(({ from }) => idsOf(from)),
  ])
  const named = new Set([...written, ...conditionsOf(layout)])
  const known = new Set<string>()
  const problems: LayoutProblem[] = []
  for (const procedure of layout.procedures) {
    const guide = asked.get(procedure)
    if (!guide) problems.push({ procedure, kind: 'unknown', field: '' })
    for (const id of [...(guide?.fields ?? []), ...(guide?.questions ?? [])]) known.add(id)
    const keepsAll = layout.blocks.some((block) => 'answers' in block)
    for (const field of guide?.fields ?? []) {
      if (!keepsAll && !named.has(field)) problems.push({ procedure, kind: 'lost', field })
    }
  }
  if (layout.procedures.length > 0) {
    for (const field of named) {
      if (!known.has(field))
        problems.push({ procedure: layout.procedures.join(', '), kind: 'unknown', field })
    }
  }
  return problems
}
