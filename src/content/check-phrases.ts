// Checks the sentences the assistant says: every language has every key, with the same blanks to fill.
import type { ContentProblem } from './load.ts'
import type { Phrases } from './schema.ts'

/** Phrase key → names of the blanks the program fills there. */
export type PhraseUse = Readonly<Record<string, readonly string[]>>

/** The blanks of a sentence: `Đã gửi {count} tệp` has `count`. */
export function listBlanks(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''))].sort()
}

/** Compares every language with what the program uses; without that list, with all languages taken together. */
export function checkPhrases(phrases: ReadonlyMap<string, Phrases>, used?: PhraseUse): ContentProblem[] {
  const wanted = used ?? gatherUse(phrases)
  return [...phrases].flatMap(([language, sentences]) => {
    const file = `phrases/${language}.yaml`
    const missing = Object.keys(wanted).filter((key) => !(key in sentences))
    const problems = missing.map((key) => ({ file, path: key, sentence: 'thiếu câu này; viết thêm' }))
    for (const [key, sentence] of Object.entries(sentences)) {
      const blanks = wanted[key]
      if (blanks === undefined) {
        problems.push({ file, path: key, sentence: 'không chỗ nào dùng câu này; bỏ đi hoặc sửa lại tên' })
        continue
      }
      const written = listBlanks(sentence)
      for (const blank of written.filter((name) => !blanks.includes(name))) {
        problems.push({
          file,
          path: key,
          sentence: `không có chỗ trống tên {${blank}}; ${adviseBlanks(blanks)}`,
        })
      }
      for (const blank of blanks.filter((name) => !written.includes(name))) {
        problems.push({ file, path: key, sentence: `thiếu chỗ trống {${blank}}; thêm vào câu` })
      }
    }
    return problems
  })
}

function adviseBlanks(blanks: readonly string[]): string {
  if (blanks.length === 0) return 'câu này không có chỗ trống nào'
  return `chỉ dùng ${blanks.map((name) => `{${name}}`).join(', ')}`
}

function gatherUse(phrases: ReadonlyMap<string, Phrases>): PhraseUse {
  const use: Record<string, readonly string[]> = {}
  for (const sentences of phrases.values()) {
    for (const [key, sentence] of Object.entries(sentences)) use[key] ??= listBlanks(sentence)
  }
  return use
}
