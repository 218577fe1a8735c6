// What is read of the entries before anything is asked, as plain data: it takes most of a start and can be kept between two.
import { type Actions, anyAction, buildActions } from './actions.ts'
import type { Entry, RankLists } from './index.ts'
import { buildLexicon, type Lexicon, type WordLists } from './lexicon.ts'
import { type Token, tokens } from './normalise.ts'
import type { KnownPairs } from './pairs.ts'
import type { HeldTerms, KnownTerms } from './terms.ts'
import { weights } from './weights.ts'
import { readWordings, type Wording } from './wordings.ts'

export interface Reading {
  readonly terms: KnownTerms
  /** By wording: its entry, whether it is a name, its text, and the actions of its entry and its own. */
  readonly wordingEntry: Int32Array
  readonly wordingIsName: Uint8Array
  readonly wordingText: readonly string[]
  readonly wordingActions: Int32Array
  /** By wording: where its terms begin in `held`; beside each the marks of the word, 0 where it has none to compare. */
  readonly heldStarts: Int32Array
  readonly held: Int32Array
  readonly heldForms: Int32Array
  /** By entry: which of `special` its name contains. */
  readonly specials: readonly (readonly number[])[]
  /** The words of each special case, as terms read. */
  readonly special: readonly (readonly string[])[]
  /** Words as they stand before anything is replaced, everywhere and in matters outside. */
  readonly typedPairs: KnownPairs
  readonly outsidePairs: KnownPairs
}

/** Everything a reading depends on, beside the program. Plain data too: it can be read in another thread. */
export interface ReadingSources {
  readonly entries: readonly Entry[]
  readonly lists: WordLists & RankLists
}

export function readSources({ entries, lists }: ReadingSources): Reading {
  return readEntries(entries, buildLexicon(lists), lists)
}

export function readEntries(entries: readonly Entry[], lexicon: Lexicon, lists: RankLists): Reading {
  const read = readWordings(entries, lists, lexicon)
  const { held, terms, typed, typedNames } = read
  const kept = read.wordings.filter(
    ({ number }) => (held.starts[number] as number) < (held.ends[number] as number),
  )
  const special = lists.special.map((phrase) =>
    lexicon
      .read(tokens(phrase), terms.isPair)
      .filter(({ filler }) => !filler)
      .map(({ text }) => text),
  )
  // Which actions there are is one thing, what they are worth another.
  const actions = buildActions(lists.actions, weights.action)
  const entryActions = entries.map((entry, at) => actionsOf(entry, typedNames[at] ?? [], actions))
  return {
    terms: terms.known(),
    wordingEntry: new Int32Array(kept.map(({ entry }) => entry)),
    wordingIsName: new Uint8Array(kept.map(({ isName }) => (isName ? 1 : 0))),
    wordingText: kept.map(({ text }) => text),
    wordingActions: actionsOfWordings(kept, typed, entryActions, actions),
    ...spread(kept, held, terms.words.size),
    specials: findSpecials(read.names, special),
    special,
    typedPairs: read.typedPairs.known(),
    outsidePairs: read.outsidePairs.known(),
  }
}

/** The terms of each wording's text. */
function spread(wordings: readonly Wording[], { terms, forms, starts, ends }: HeldTerms, wordCount: number) {
  const heldStarts = new Int32Array(wordings.length + 1)
  for (let wording = 0; wording < wordings.length; wording++) {
    const { number } = wordings[wording] as Wording
    const size = (ends[number] as number) - (starts[number] as number)
    heldStarts[wording + 1] = (heldStarts[wording] as number) + size
  }
  const held = new Int32Array(heldStarts[wordings.length] as number)
  const heldForms = new Int32Array(held.length)
  let place = 0
  for (const { number } of wordings) {
    const end = ends[number] as number
    for (let at = starts[number] as number; at < end; at++) {
      const term = terms[at] as number
      held[place] = term < 0 ? wordCount + ~term : term
      heldForms[place] = forms[at] as number
      place += 1
    }
  }
  return { heldStarts, held, heldForms }
}

/** By name: the numbers of the special cases in it. */
function findSpecials(
  names: readonly (readonly Token[])[],
  special: readonly (readonly string[])[],
): number[][] {
  const byFirst = Map.groupBy(special.keys(), (number) => special[number]?.[0] ?? '')
  return names.map((name) => {
    const found: number[] = []
    for (let at = 0; at < name.length; at++) {
      for (const number of byFirst.get(name[at]?.text ?? '') ?? []) {
        if (standsAt(at, name, special[number] ?? []) && !found.includes(number)) found.push(number)
      }
    }
    return found.sort((one, other) => one - other)
  })
}

function standsAt(at: number, name: readonly Token[], phrase: readonly string[]): boolean {
  return phrase.every((word, offset) => name[at + offset]?.text === word)
}

function actionsOfWordings(
  kept: readonly Wording[],
  typed: readonly (readonly Token[])[],
  ofEntries: readonly number[],
  actions: Actions,
): Int32Array {
  // What things are called stands in many wordings, and is looked through once.
  const said: number[] = []
  return new Int32Array(
    kept.map(({ entry, isName, number }) => {
      const own = ofEntries[entry] as number
      if (isName) return own
      said[number] ??= actions.ofWords(typed[number] as readonly Token[])
      return own | said[number]
    }),
  )
}

function actionsOf({ kind, aliases }: Entry, name: readonly Token[], actions: Actions): number {
  // Help and matters outside are never the wrong thing to do with a paper.
  if (kind === 'help' || kind === 'outside') return anyAction
  // A guide's first alias is its published name.
  return actions.ofName(kind === 'procedure' && aliases[0] ? tokens(aliases[0]) : name)
}
