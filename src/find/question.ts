// Reads a question: words corrected and replaced, cut into the stretches in which its point may stand.
import type { FindIndex } from './index.ts'
import type { ReadToken } from './lexicon.ts'
import { formOf, tokens } from './normalise.ts'

export interface QueryTerm {
  readonly term: number
  readonly text: string
  readonly weight: number
  /** The marks typed, as a number of the index; 0 when none were. */
  readonly form: number
}

/** A stretch of the question: which of its terms stand there (1), and what they tell together. */
export interface Stretch {
  readonly holds: Uint8Array
  readonly asked: number
  /** The end of a story, where most people come to the point. */
  readonly isEnd: boolean
}

export interface Question {
  readonly read: readonly ReadToken[]
  readonly terms: readonly QueryTerm[]
  readonly stretches: readonly Stretch[]
  /** Something in it is said of other matters than an office's. */
  readonly pointsElsewhere: boolean
  /** How much its words are said of matters outside rather than of an office's, around 0. */
  readonly leaning: number
  /** In words of applying to an office ("xin giấy", "đăng ký"). */
  readonly isWish: boolean
  /** Words of a wish, but of nothing in particular ("tôi cần làm giấy tờ"). */
  readonly saysNothing: boolean
  /** What is wanted of the paper, as a set of the index's actions. */
  readonly actions: number
  /** Words typed, before anything was replaced. */
  readonly typedCount: number
  /** One word of two syllables or less. */
  readonly isBrief: boolean
  /** Everything that was said, spaces around, for phrases looked up as a whole. */
  readonly text: string
}

/** Long stories put the point at the end or the start; this many characters hold both. */
const longestQuery = 2_000
/** A question of so many telling words is read as a whole; a longer one is a story. */
const longestWhole = 20
/** The point of a story fits in so many telling words. */
const stretchLength = 12
const stretchStep = 4
/** A story has at most so many stretches, so that no text takes longer than a few milliseconds. */
const mostStretches = 60
/** A question around the procedure says little about which one. */
const aroundShare = 0.25

export function readQuestion(index: FindIndex, query: string): Question {
  const said = index.lexicon.withoutManners(tokens(clip(query)))
  const isEnglish = index.lexicon.isEnglish(said)
  const typed = isEnglish ? said : index.spelling.correct(said)
  const read = index.lexicon.read(typed, index.terms.isPair)
  const telling = read.filter(({ filler }) => !filler)

  /** Terms of the index → their places among those of the question. */
  const numbers = new Map<number, number>()
  const terms: QueryTerm[] = []
  const unknown = Math.log(1 + index.entries.length) * index.weights.unknown
  /** By telling word: the terms that begin there (the word, the pair) and what an unknown word costs. */
  const at = telling.map((token, place) => {
    const share = token.share ** index.weights.replaced
    const own = addTerm(index.terms.ofWord(token.text), token.text, token.around, token, share)
    const next = telling[place + 1]
    // The end of a sentence parts a pair.
    const pair =
      next && !token.ends
        ? addTerm(
            index.terms.ofPair(token.text, next.text),
            `${token.text} ${next.text}`,
            token.around && next.around,
            null,
            Math.min(token.share, next.share) ** index.weights.replaced,
          )
        : -1
    return {
      own,
      pair,
      lost: own < 0 ? unknown * (token.around || /^\d+$/.test(token.text) ? aroundShare : 1) : 0,
    }
  })

  function addTerm(
    term: number,
    text: string,
    around: boolean,
    token: ReadToken | null,
    share: number,
  ): number {
    if (term < 0) return -1
    const known = numbers.get(term)
    if (known !== undefined) return known
    numbers.set(term, terms.length)
    const weight = (index.information[term] as number) * (around ? aroundShare : 1) * share
    const form = token?.form ? (index.terms.forms.get(formOf(token)) ?? -1) : 0
    return terms.push({ term, text, weight, form }) - 1
  }

  function stretch(from: number, to: number): Stretch {
    const held = new Set<number>()
    let asked = 0
    for (let place = from; place < to; place++) {
      const { own, pair, lost } = at[place] ?? { own: -1, pair: -1, lost: 0 }
      if (own >= 0) held.add(own)
      if (pair >= 0 && place + 1 < to) held.add(pair)
      asked += lost
    }
    for (const number of held) asked += terms[number]?.weight ?? 0
    const holds = new Uint8Array(terms.length)
    for (const number of held) holds[number] = 1
    return { holds, asked, isEnd: to - from < telling.length && to > telling.length - stretchStep }
  }

  const particular = telling.filter(({ text, around }) => !around && !index.lexicon.light.has(text))
  return {
    read,
    terms,
    pointsElsewhere: index.lexicon.pointsElsewhere(typed),
    // Most of what was heard in English is said of other matters, whatever this one is about.
    leaning: isEnglish ? 0 : index.leaning(typed),
    isWish: index.lexicon.isWish(typed),
    // A single word may be anything; several that say nothing are a person who does not know where to begin.
    saysNothing: particular.length === 0 && read.length >= 3,
    actions: index.actions.ofWords(typed) | index.actions.ofWords(read),
    typedCount: typed.length,
    isBrief: particular.length <= 2 && telling.length <= 3,
    stretches: cut(telling).map(([from, to]) => stretch(from, to)),
    text: ` ${telling.map(({ text }) => text).join(' ')} `,
  }
}

function clip(query: string): string {
  if (query.length <= longestQuery) return query
  return `${query.slice(0, longestQuery / 2)} . ${query.slice(-longestQuery / 2)}`
}

// The whole, every sentence, and stretches that overlap, so that noise elsewhere does not thin the point out.
function cut(telling: readonly ReadToken[]): [number, number][] {
  const { length } = telling
  const cuts: [number, number][] = [[0, length]]
  if (length <= longestWhole) return cuts
  cuts.push([length - stretchLength, length], [length - stretchLength / 2, length])
  let begin = 0
  for (const [place, { ends }] of telling.entries()) {
    if (!ends && place < length - 1) continue
    if (place + 1 - begin >= 2 && place + 1 - begin <= longestWhole) cuts.push([begin, place + 1])
    begin = place + 1
  }
  const step = Math.max(stretchStep, Math.ceil(length / (mostStretches / 2)))
  for (let from = 0; from < length; from += step) cuts.push([from, Math.min(length, from + stretchLength)])
  return cuts.slice(0, mostStretches)
}
