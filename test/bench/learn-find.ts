// node test/bench/learn-find.ts [questions.tsv …]: learns the ranking's weights from questions and prints them. A person decides.
//
// What lists were written from says little about weights: everything it asks is in them. So the questions should be ones nobody
// wrote words for yet; LEARN_SAYINGS names an older content/sayings.tsv for questions that are in today's. BENCH_NAMES as for the bench.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { readSayings } from '../../src/content/sayings.ts'
import { buildSnapshot } from '../../src/content/snapshot.ts'
import { buildActions } from '../../src/find/actions.ts'
import { buildIndex, type FindIndex } from '../../src/find/index.ts'
import { readQuestion } from '../../src/find/question.ts'
import { type Ranked, rank } from '../../src/find/rank.ts'
import { weights as usual, type Weights } from '../../src/find/weights.ts'
import { type Question, readNames, readQuestions } from '../support/questions.ts'
import { learnCertainty } from './learn-certainty.ts'

const factors = [0.8, 0.9, 1.1, 1.25]
/** A step that gains less is chance. */
const leastGain = 0.0002
/** How steeply being a little ahead of the wrong one turns into being right. */
const steepness = 12

/** These change what a term tells or where an entry stands, so the index is built anew for them. */
const built = [
  'pair',
  'light',
  'guide',
  'help',
  'outside',
  'level.ministry',
  'level.province',
  'level.abolished',
]
const read = [
  'askedShare',
  'wordingShare',
  'nameShare',
  'together',
  'often',
  'usual',
  'special',
  'specialAsked',
  'storyShare',
  'storyEnd',
  'storyWhole',
  'otherMarks',
  'unknown',
  'replaced',
  'action.same',
  'action.near',
  'action.plain',
  'action.other',
  'action.unasked',
]

const named = process.argv.slice(2)
const folder = join(import.meta.dirname, '..', 'find', 'questions')
const files = readContent(defaultContentDirectory)
const older = process.env.LEARN_SAYINGS
const sayings = older ? readSayings(readFileSync(older, 'utf8'), older).sayings : files.sayings
const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
const { index, lexicon } = buildSnapshot({ ...files, sayings }, revisions, {
  demo: false,
  catalogue: readNames() ?? [],
})
const questions = (
  named.length > 0 ? named : [join(folder, 'second.tsv'), join(folder, 'third.tsv')]
).flatMap(readQuestions)
const asked = questions.filter(({ expected }) => expected[0] !== 'OUT' && expected[0] !== 'CLARIFY')

let best: Weights = usual
let bestIndex = index
let worth = worthOf(index)
console.log(`before: ${worth.toFixed(4)}`)
for (const name of [...read, ...built]) {
  for (const factor of factors) {
    const tried = scaled(best, name, factor)
    const triedIndex = withWeights(tried, built.includes(name))
    const found = worthOf(triedIndex)
    if (found < worth + leastGain) continue
    best = tried
    bestIndex = triedIndex
    worth = found
    console.log(`${name} × ${factor}: ${worth.toFixed(4)}`)
  }
}
console.log(best)
console.log('certain:', learnCertainty(bestIndex, questions))

function scaled(weights: Weights, name: string, factor: number): Weights {
  const copy = structuredClone(weights) as unknown as Record<string, number | Record<string, number>>
  const [group = '', part] = name.split('.')
  const value = copy[group]
  if (part === undefined) copy[group] = (value as number) * factor
  else
    copy[group] = {
      ...(value as Record<string, number>),
      [part]: ((value as Record<string, number>)[part] as number) * factor,
    }
  return copy as unknown as Weights
}

function withWeights(weights: Weights, anew: boolean): FindIndex {
  if (anew) return buildIndex(bestIndex.entries, lexicon, { ...files.words, sayings }, weights)
  return { ...bestIndex, weights, actions: buildActions(files.words.actions, weights.action) }
}

// Half for how far the right one is ahead, so that a step counts before it changes an answer; the rest for being first and among three.
function worthOf(tried: FindIndex): number {
  let sum = 0
  for (const { query, expected } of asked) {
    const ranked = rank(tried, readQuestion(tried, query)).filter(
      ({ entry }) => tried.entries[entry]?.kind !== 'outside',
    )
    sum += worthOfOne(ranked, (one) => isRight(tried, one, expected))
  }
  return sum / asked.length
}

function worthOfOne(ranked: readonly Ranked[], right: (one: Ranked) => boolean): number {
  const place = ranked.findIndex(right)
  const found = ranked[place]
  if (!found) return 0
  const wrong = ranked.find((one) => !right(one))
  const ahead = wrong ? Math.log(found.score / wrong.score) : 1
  return 0.7 / (1 + Math.exp(-steepness * ahead)) + (place === 0 ? 0.15 : 0) + (place < 3 ? 0.15 : 0)
}

function isRight({ entries }: FindIndex, { entry }: Ranked, expected: Question['expected']): boolean {
  const { code, name } = entries[entry] ?? { code: null, name: '' }
  return expected.includes(code ?? '') || expected.includes(`name:${name}`)
}
