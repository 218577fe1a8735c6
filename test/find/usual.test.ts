// Of near entries, the one of which such words are mostly said.
import { expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import { findAnswer } from '../../src/find/answer.ts'
import { buildIndex, type Entry } from '../../src/find/index.ts'

const { lexicon } = snapshotOfFiles(defaultContentDirectory, { demo: false })

function entry(key: string, name: string, aliases: readonly string[]): Entry {
  return { key, kind: 'catalogue', code: null, name, aliases }
}

test('words said in all wordings of an entry count more than the same words among much else', () => {
  const said = ['trại hổ chuồng sắt', 'xây chuồng sắt cho hổ', 'hổ ở chuồng sắt']
  const other = [
    'ngập nước',
    'cháy kho',
    'sập mái',
    'đổ cổng',
    'dột mưa',
    'gãy cột',
    'mất cửa',
    'nứt tường',
    'hở rào',
    'cong xà',
  ]
  const index = buildIndex(
    [entry('much', 'Nuôi hổ', [...said, ...other]), entry('only', 'Nuôi hổ dữ', said)],
    lexicon,
  )
  expect(findAnswer(index, 'hổ chuồng sắt').results[0]?.key).toBe('only')
})
