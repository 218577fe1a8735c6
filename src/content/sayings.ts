// Reads content/sayings.tsv and content/outside.tsv: how people ask for a procedure or for what is nobody's business here, a line each.
// Tables, because they are long and a spreadsheet opens them.
import type { ContentProblem } from './load.ts'

export type Sayings = Readonly<Record<string, readonly string[]>>

/** A saying longer than this is a story; a few of its words say as much. */
const longestSaying = 120

export function readSayings(
  text: string,
  file: string,
): { readonly sayings: Sayings; readonly problems: readonly ContentProblem[] } {
  const sayings: Record<string, string[]> = {}
  const problems: ContentProblem[] = []
  const lineOf = new Map<string, number>()
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const report = (sentence: string) => problems.push({ file, path: `dòng ${at + 1}`, sentence })
    const tab = line.indexOf('\t')
    const key = line.slice(0, Math.max(0, tab)).trim()
    const said = line
      .slice(tab + 1)
      .split(';')
      .map((saying) => saying.trim())
      .filter(Boolean)
    const earlier = lineOf.get(key)
    if (key === '' || said.length === 0) {
      report(
        'cần mã thủ tục, chữ trong tên hay tên chủ đề, một phím Tab, rồi các cách nói cách nhau bằng dấu chấm phẩy',
      )
    } else if (earlier !== undefined) {
      report(`"${key}" đã có ở dòng ${earlier}; gộp các cách nói vào một dòng`)
    } else {
      const long = said.find((saying) => saying.length > longestSaying)
      if (long) report(`"${long.slice(0, 40)}…" dài quá; một cách nói tối đa ${longestSaying} chữ cái`)
      lineOf.set(key, at + 1)
      sayings[key] = said
    }
  }
  return { sayings, problems }
}
