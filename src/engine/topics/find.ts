// From a person's own words to a procedure: one card, a short choice, or a help article.
import { findAnswer } from '../../find/answer.ts'
import type { Heard } from '../hear.ts'
import type { Turn } from '../turn.ts'
import { answerAspect } from './aspect.ts'
import { answerBrowse } from './browse.ts'
import { showCard } from './card.ts'
import { shorten, showCatalogueEntry } from './catalogue.ts'
import { showArticle } from './help.ts'
import { type Answer, askAgain } from './topics.ts'
import { showMenu, showPopular } from './welcome.ts'

/** More than this is not a choice but a list. */
const mostChoices = 4
/** The topic of the word list for who needs the police, a fire engine or an ambulance. */
const emergency = 'khan-cap'

/** Answers a question about which procedure or how things work; false when nothing fits. */
export function search(turn: Turn, text: string): boolean {
  const { content } = turn
  const answer = findAnswer(content.index, text)
  if (answer.outside !== undefined) {
    sayOutside(turn, answer.outside)
    return true
  }
  const best = answer.results[0]
  if (!best) return false
  if (answer.kind === 'help') {
    showArticle(turn, best.key)
    return true
  }
  if (answer.kind === 'match' && best.kind === 'catalogue') {
    showCatalogueEntry(turn, best.key)
    return true
  }
  if (answer.kind === 'match') {
    // "khai sinh hết bao nhiêu tiền" names the procedure and asks one thing about it: answer that thing.
    const aspect = content.lexicon.aspect(text)
    if (aspect) turn.change({ topic: { type: 'card', procedure: best.key } })
    if (aspect && answerAspect(turn, aspect.name)) showCard(turn, best.key, 'short')
    else showCard(turn, best.key, 'full')
    return true
  }
  turn.change({ topic: { type: 'find' } })
  turn.offer(turn.phrase('find.which'), [
    ...answer.results
      .filter((entry) => entry.kind !== 'help')
      .slice(0, mostChoices)
      .map(({ kind, key, name }) => ({
        id: kind === 'procedure' ? `card:${key}` : `catalogue:${key}`,
        label: shorten(name),
      })),
    { id: 'none', label: turn.phrase('find.none-of-these') },
  ])
  return true
}

// Weather, prices, doctors: understood, but nobody here deals with it. A polite way on, and the draft stays where it was.
function sayOutside(turn: Turn, topic: string): void {
  turn.say(topic === emergency ? 'find.emergency' : 'find.outside')
  if (turn.state.draft) return askAgain(turn)
  turn.change({ topic: { type: 'find' } })
  turn.offer(turn.phrase('find.outside-next'), [
    { id: 'popular', label: turn.phrase('menu.popular') },
    { id: 'browse', label: turn.phrase('menu.browse') },
    { id: 'person', label: turn.phrase('menu.person') },
  ])
}

export function answerFind(turn: Turn, heard: Heard): Answer {
  if (answerBrowse(turn, heard)) return 'understood'
  if (heard.choice === 'popular') {
    showPopular(turn)
    return 'understood'
  }
  if (heard.choice?.startsWith('card:')) {
    showCard(turn, heard.choice.slice('card:'.length), 'full')
    return 'understood'
  }
  if (heard.choice?.startsWith('catalogue:')) {
    showCatalogueEntry(turn, heard.choice.slice('catalogue:'.length))
    return 'understood'
  }
  if (heard.choice === 'none') {
    turn.say('find.say-otherwise')
    showMenu(turn)
    return 'understood'
  }
  return 'unknown'
}
