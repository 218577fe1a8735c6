// Whether the words of a question are said of what offices do or of matters outside, whatever they are about. Learned from the lists.
import type { Token } from './normalise.ts'

export interface Leaning {
  /** Above 0: said rather of matters outside ("nào tốt", "hôm nay"). Below: of an office's ("giấy phép", "cấp lại"). */
  of(typed: readonly Token[]): number
}

interface Heard {
  inside: number
  outside: number
}

/** What was heard less often tells nothing yet. */
const leastHeard = 3
/** No single word decides alone. */
const most = 2.5

export function createLeaning() {
  const heard = new Map<string, Heard>()
  const all: Heard = { inside: 0, outside: 0 }
  return {
    hear(typed: readonly Token[], isOutside: boolean): void {
      const side = isOutside ? 'outside' : 'inside'
      all[side] += 1
      for (const said of spoken(typed)) {
        const known = heard.get(said)
        if (known) known[side] += 1
        else heard.set(said, { inside: isOutside ? 0 : 1, outside: isOutside ? 1 : 0 })
      }
    },
    done(): Leaning {
      const leanings = new Map<string, number>()
      // As if everything had been heard half a time outside, and as much more inside as more was heard there.
      const prior = (0.5 * all.inside) / Math.max(1, all.outside)
      for (const [said, { inside, outside }] of heard) {
        if (inside + outside < leastHeard) continue
        const leaning =
          Math.log((outside + 0.5) / (all.outside + 1)) - Math.log((inside + prior) / (all.inside + 1))
        leanings.set(said, Math.max(-most, Math.min(most, leaning)))
      }
      return {
        of(typed) {
          let sum = 0
          for (const said of spoken(typed)) sum += leanings.get(said) ?? 0
          return sum / (1 + Math.sqrt(typed.length))
        },
      }
    },
  }
}

/** Words and neighbouring pairs, each once. */
function spoken(typed: readonly Token[]): Set<string> {
  const said = new Set<string>()
  for (let at = 0; at < typed.length; at++) {
    const word = (typed[at] as Token).text
    said.add(word)
    const next = typed[at + 1]?.text
    if (next !== undefined) said.add(`${word} ${next}`)
  }
  return said
}
