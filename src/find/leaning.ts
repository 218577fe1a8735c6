// Whether the words of a question are said of what offices do or of matters outside, whatever they are about. Learned from the lists.
import type { Token } from './normalise.ts'
import type { Pairs } from './pairs.ts'

/** Above 0: said rather of matters outside ("nào tốt", "hôm nay"). Below: of an office's ("giấy phép", "cấp lại"). */
export type Leaning = (typed: readonly Token[]) => number

/** What was heard less often tells nothing yet. */
const leastHeard = 3
/** No single word decides alone. */
const most = 2.5

/** `all`: everything that is heard; `outside`: the part of it said of matters outside. */
export function createLeaning(all: Pairs, outside: Pairs): Leaning {
  const outsideTexts = outside.count()
  const insideTexts = all.count() - outsideTexts
  // As if everything had been heard half a time outside, and as much more inside as more was heard there.
  const unheard = (0.5 * insideTexts) / Math.max(1, outsideTexts)

  function leaningOf(times: number, timesOutside: number): number {
    if (times < leastHeard) return 0
    const leaning =
      Math.log((timesOutside + 0.5) / (outsideTexts + 1)) -
      Math.log((times - timesOutside + unheard) / (insideTexts + 1))
    return Math.max(-most, Math.min(most, leaning))
  }

  return (typed) => {
    let sum = 0
    const said = new Set<string>()
    for (const [at, { text }] of typed.entries()) {
      if (!said.has(text)) sum += leaningOf(all.timesOf(text), outside.timesOf(text))
      said.add(text)
      const next = typed[at + 1]?.text
      if (next === undefined || said.has(`${text} ${next}`)) continue
      said.add(`${text} ${next}`)
      sum += leaningOf(all.timesTogether(text, next), outside.timesTogether(text, next))
    }
    return sum / (1 + Math.sqrt(typed.length))
  }
}
