// What is wanted of a paper (first, again, renewed, changed, ended): names of one object differ in nothing else.

import { isMarked, type Token } from './normalise.ts'
import { createPhrases, noPairs } from './phrases.ts'

export interface ActionLists {
  /** How names say it. */
  readonly names: readonly string[]
  /** How people say it, beside the words of names. */
  readonly said: readonly string[]
  /** Where no name says it, these come nearest: who lost a card may have it exchanged. */
  readonly near: readonly string[]
}

export interface ActionWeights {
  /** The name does what is asked. */
  readonly same: number
  /** It does what comes nearest. */
  readonly near: number
  /** Something is asked of the object and the name is the plain one: it may be the only one there is. */
  readonly plain: number
  /** It does something else. */
  readonly other: number
  /** Nothing was asked, and the name is of a special one. */
  readonly unasked: number
}

/** Sets of actions as bits. The lowest is the plain one, which a name has that says no other. */
export interface Actions {
  ofName(name: readonly Token[]): number
  ofWords(words: readonly Token[]): number
  /** What a score is multiplied by. */
  factor(asked: number, has: number): number
}

export const plainAction = 1
/** Of what is neither right nor wrong to do with a paper: help, matters outside. */
export const anyAction = -1
/** A name says what it does at its beginning; further on it tells of cases. */
const namingWords = 12

export function buildActions(lists: Readonly<Record<string, ActionLists>>, weights: ActionWeights): Actions {
  const inNames = createPhrases<number>()
  const inWords = createPhrases<number>()
  const bits = new Map(Object.keys(lists).map((id, at) => [id, id === 'first' ? plainAction : 2 << at]))
  const near = new Map<number, number>()
  for (const [id, { names, said, near: neighbours }] of Object.entries(lists)) {
    const bit = bits.get(id) ?? 0
    for (const phrase of names) inNames.add(phrase, bit)
    // A phrase that people use of several actions stands in the list of each.
    for (const phrase of [...names, ...said]) {
      const others = Object.entries(lists).filter(([, { said }]) => said.includes(phrase))
      inWords.add(
        phrase,
        others.reduce((set, [other]) => set | (bits.get(other) ?? 0), bit),
      )
    }
    near.set(
      bit,
      neighbours.reduce((set, other) => set | (bits.get(other) ?? 0), 0),
    )
  }

  function setOf(words: readonly Token[], phrases: typeof inNames): number {
    const marked = words.some(isMarked)
    let set = 0
    for (let place = 0; place < words.length; ) {
      const found = phrases.at(words, place, marked, noPairs)
      set |= found?.value ?? 0
      place += found?.words.length ?? 1
    }
    return set
  }

  return {
    ofName(words) {
      const begin = words[0]?.text === 'thu' && words[1]?.text === 'tuc' ? 2 : 0
      const set = setOf(words.slice(begin, begin + namingWords), inNames)
      // "Cấp, cấp lại giấy phép" does both.
      return set === 0 || words[begin]?.ends ? set | plainAction : set
    },
    ofWords: (words) => setOf(words, inWords),
    factor(asked, has) {
      if (has === anyAction) return 1
      if (asked === 0) return has & plainAction ? 1 : weights.unasked
      if (asked & has & ~plainAction) return weights.same
      if (asked === plainAction) return has & plainAction ? 1 : weights.other
      for (const [bit, neighbours] of near) if (asked & bit && neighbours & has) return weights.near
      return has & plainAction ? weights.plain : weights.other
    },
  }
}
