// A person's name: letters only, composed, capital first letters; a name without marks is asked once more.
import { fold } from '../../../find/normalise.ts'
import { type FieldResult, right, sentence, wrong } from './result.ts'

/** Family names that always carry marks; a name that begins with one of these typed bare was typed in haste. */
const markedFamilyNames = new Set(
  'nguyen tran pham hoang huynh vo dang bui do ho ngo duong ly dinh doan truong luong trinh dao vu le ta ha'.split(
    ' ',
  ),
)

export function checkName(text: string): FieldResult {
  if (/\d/.test(text) || !/^[\p{L}\p{M} .'’-]+$/u.test(text)) return wrong('field.name')
  if (text.replace(/[^\p{L}]/gu, '').length < 2) return wrong('field.name')
  const name = capitalise(text)
  const words = name.split(' ')
  if (words.length === 1) return right(name, { doubt: sentence('doubt.name-short', { name }) })
  const bare = fold(name) === name.toLowerCase()
  if (bare && markedFamilyNames.has(words[0]?.toLowerCase() ?? ''))
    return right(name, { doubt: sentence('doubt.name-no-marks', { name }) })
  return right(name)
}

// Typed all small or all large it gets capital first letters; anything else was typed with care and stays.
function capitalise(text: string): string {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return text
  return text
    .toLowerCase()
    .replace(/(^|[ '’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}
