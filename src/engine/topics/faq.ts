// Questions a guide answers by itself: the nearest of its FAQ, when it is near enough.
import type { Guide } from '../../content/schema.ts'
import type { Lexicon } from '../../find/lexicon.ts'

/** How near two questions must be, and in how many words; below that an answer would be a guess. */
const nearEnough = 0.65
const leastShared = 3
/** What was asked must be covered by the guide's question more than the other way round: people ask briefly. */
const askedWeight = 0.7

export function nearestFaq(guide: Guide, question: string, lexicon: Lexicon): Guide['faq'][number] | null {
  const asked = new Set(lexicon.rewrite(question))
  let best: Guide['faq'][number] | null = null
  let bestScore = nearEnough
  for (const [at, item] of guide.faq.entries()) {
    const words = questionsOf(guide, lexicon)[at] ?? new Set<string>()
    const shared = [...asked].filter((word) => words.has(word)).length
    const score = (askedWeight * shared) / asked.size + ((1 - askedWeight) * shared) / words.size
    if (shared >= leastShared && score > bestScore) {
      best = item
      bestScore = score
    }
  }
  return best
}

// A guide's questions are the same at every turn; rewriting them anew was a tenth of a turn's time.
const remembered = new WeakMap<Lexicon, WeakMap<Guide, readonly ReadonlySet<string>[]>>()

function questionsOf(guide: Guide, lexicon: Lexicon): readonly ReadonlySet<string>[] {
  const ofLexicon = remembered.get(lexicon) ?? new WeakMap<Guide, readonly ReadonlySet<string>[]>()
  remembered.set(lexicon, ofLexicon)
  const words = ofLexicon.get(guide) ?? guide.faq.map(({ q }) => new Set(lexicon.rewrite(q)))
  ofLexicon.set(guide, words)
  return words
}
