// Checks the word list: the assistant's own commands must exist, and one wording must not mean two of them.
import { fold } from '../find/normalise.ts'
import type { ContentProblem } from './load.ts'
import type { Words } from './schema.ts'

/** What an applicant can say at every step. */
export const commandIds = [
  'menu',
  'browse',
  'back',
  'help',
  'person',
  'stop',
  'dossiers',
  'papers',
  'join',
  'continue',
  'restart',
  'skip',
  'done',
  'edit',
  'language-en',
  'language-vi',
] as const

/** What an applicant can ask about a procedure. */
export const aspectIds = [
  'fee',
  'time',
  'documents',
  'where',
  'who',
  'conditions',
  'level',
  'steps',
  'result',
  'basis',
] as const

export function checkWords(words: Words): ContentProblem[] {
  return [
    ...checkIds('commands', words.commands, commandIds),
    ...checkIds('aspects', words.aspects, aspectIds),
    ...checkActions(words.actions),
    ...checkClaims('commands', words.commands),
    ...checkClaims('aspects', words.aspects),
    ...checkClaims('', { yes: words.yes, no: words.no }),
  ]
}

// Names that say nothing of the kind are of the first action, and what comes nearest must be an action too.
function checkActions(actions: Words['actions']): ContentProblem[] {
  const file = 'words.yaml'
  const ids = Object.keys(actions)
  const first: ContentProblem[] =
    ids.length > 0 && !('first' in actions)
      ? [{ file, path: 'actions', sentence: 'thiếu mục "first": việc của tên không nói việc nào khác' }]
      : []
  const unknown = Object.entries(actions).flatMap(([id, { near }]) =>
    near
      .filter((other) => !(other in actions))
      .map((other) => ({
        file,
        path: `actions.${id}.near`,
        sentence: `không có việc nào tên "${other}"; chỉ dùng: ${ids.join(', ')}`,
      })),
  )
  return [...first, ...unknown]
}

function checkIds(
  part: string,
  lists: Readonly<Record<string, unknown>>,
  ids: readonly string[],
): ContentProblem[] {
  const file = 'words.yaml'
  const missing = ids.filter((id) => !(id in lists))
  const unknown = Object.keys(lists).filter((id) => !ids.includes(id))
  return [
    ...missing.map((id) => ({ file, path: part, sentence: `thiếu mục "${id}"; thêm các cách nói cho nó` })),
    ...unknown.map((id) => ({
      file,
      path: `${part}.${id}`,
      sentence: `không có việc nào tên "${id}"; chỉ dùng: ${ids.join(', ')}`,
    })),
  ]
}

function checkClaims(part: string, lists: Readonly<Record<string, readonly string[]>>): ContentProblem[] {
  const problems: ContentProblem[] = []
  const owners = new Map<string, string>()
  for (const [id, wordings] of Object.entries(lists)) {
    for (const [index, wording] of wordings.entries()) {
      const folded = fold(wording)
      const owner = owners.get(folded)
      if (owner === undefined) owners.set(folded, id)
      else if (owner !== id) {
        const path = [part, id, index].filter((step) => step !== '').join('.')
        const sentence = `"${wording}" đã nằm ở "${owner}"; một cách nói chỉ được một nghĩa`
        problems.push({ file: 'words.yaml', path, sentence })
      }
    }
  }
  return problems
}
