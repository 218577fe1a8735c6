// node test/bench/learn-find.ts: tries other weights on the tuned questions, one number at a time, and prints what helps. A person decides.
//
// The questions are parted in five: each part is judged by weights learned from the other four, which shows what learning is worth
// on questions not learned from. BENCH_NAMES as for the bench.
import { join } from 'node:path'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { buildSnapshot } from '../../src/content/snapshot.ts'
import { buildIndex, type FindIndex } from '../../src/find/index.ts'
import { weights as usual, type Weights } from '../../src/find/weights.ts'
import { judge, type Question, readNames, readQuestions } from '../support/questions.ts'

type Tunable = Exclude<keyof Weights, 'level' | 'action' | 'certain'>

const parts = 5
const factors = [0.85, 0.93, 1.07, 1.15]
/** These change what a term tells or where an entry stands, so the index is built anew for them. */
const built: readonly Tunable[] = ['pair', 'light', 'guide', 'help', 'outside']
const read: readonly Tunable[] = [
  'otherMarks',
  'nameShare',
  'wordingShare',
  'askedShare',
  'storyShare',
  'together',
  'special',
  'specialAsked',
  'leastScore',
]

const files = readContent(defaultContentDirectory)
const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
const { index, lexicon } = buildSnapshot(files, revisions, { demo: false, catalogue: readNames() ?? [] })
const questions = readQuestions(join(import.meta.dirname, '..', 'find', 'questions', 'tuned.tsv'))

for (let part = 0; part < parts; part++) {
  const others = questions.filter((_, at) => at % parts !== part)
  const held = questions.filter((_, at) => at % parts === part)
  const learned = learn(others, usual)
  const { firstPercent, inThreePercent } = judge(held, withWeights(learned))
  const before = judge(held, index)
  console.log(
    `part ${part + 1}: first ${before.firstPercent} → ${firstPercent} %, in three ${before.inThreePercent} → ${inThreePercent} %`,
  )
}
console.log('learned from all:', learn(questions, usual))

function learn(from: readonly Question[], start: Weights): Weights {
  let best = start
  let worth = worthOf(from, index)
  for (const name of [...built, ...read]) {
    for (const factor of factors) {
      const tried = { ...best, [name]: best[name] * factor }
      const found = worthOf(from, withWeights(tried))
      if (found <= worth) continue
      best = tried
      worth = found
    }
  }
  return best
}

function withWeights(weights: Weights): FindIndex {
  const same = built.every((name) => weights[name] === usual[name])
  return same
    ? { ...index, weights }
    : buildIndex(index.entries, lexicon, { ...files.words, sayings: files.sayings }, weights)
}

// First places count fully, being among three nearly half; a refused good question costs more than a wrong answer.
function worthOf(from: readonly Question[], tried: FindIndex): number {
  const {
    questions: all,
    firstPercent,
    inThreePercent,
    refusedPercent,
    outside,
    outsideRecognisedPercent,
  } = judge(from, tried)
  return (
    all * (firstPercent * 0.55 + inThreePercent * 0.45 - refusedPercent * 0.5) +
    outside * outsideRecognisedPercent
  )
}
