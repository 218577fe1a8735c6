// The first words, and the menu behind "menu".
import type { Event } from '../event.ts'
import type { Heard } from '../hear.ts'
import type { Turn } from '../turn.ts'
import { showCard } from './card.ts'
import { showCatalogueEntry } from './catalogue.ts'
import { resumeDraft } from './draft.ts'
import type { Answer } from './topics.ts'

type Started = Omit<Extract<Event, { type: 'conversation_started' }>, 'id' | 'at'>

export function greet(turn: Turn, event: Started): void {
  if (event.language === 'en' && !turn.state.greeted) turn.change({ language: 'en' })
  const slug = event.start === undefined ? undefined : slugOf(turn, event.start)
  if (slug) {
    turn.change({ greeted: true })
    return showCard(turn, slug, 'full')
  }
  const key = event.start === undefined ? undefined : catalogueKeyOf(turn, event.start)
  if (key) {
    turn.change({ greeted: true })
    return showCatalogueEntry(turn, key)
  }
  // A page that reloads starts the conversation again; saying hello twice would be noise.
  const returning = turn.state.greeted
  turn.change({ greeted: true })
  if (turn.state.draft) return resumeDraft(turn)
  if (returning) return showMenu(turn)
  const demo = turn.content.demo ? `\n\n${turn.phrase('welcome.demo')}` : ''
  turn.sayText(turn.phrase('welcome.hello') + demo)
  showMenu(turn)
}

export function showMenu(turn: Turn): void {
  if (turn.state.topic.type !== 'welcome') turn.change({ topic: { type: 'welcome' } })
  turn.offer(turn.phrase('menu.ask'), [
    ...(turn.state.draft || turn.state.shelf.length > 0
      ? [{ id: 'continue', label: turn.phrase('menu.continue') }]
      : []),
    { id: 'popular', label: turn.phrase('menu.popular') },
    { id: 'browse', label: turn.phrase('menu.browse') },
    { id: 'dossiers', label: turn.phrase('menu.dossiers') },
    { id: 'help', label: turn.phrase('menu.help') },
    { id: 'person', label: turn.phrase('menu.person') },
  ])
}

export function answerWelcome(turn: Turn, heard: Heard): Answer {
  if (heard.choice === 'popular') {
    showPopular(turn)
    return 'understood'
  }
  if (heard.choice?.startsWith('card:')) {
    showCard(turn, heard.choice.slice('card:'.length), 'full')
    return 'understood'
  }
  return 'unknown'
}

export function showPopular(turn: Turn): void {
  const { popular, guides } = turn.content
  const options = popular.flatMap((slug) => {
    const found = guides.get(slug)
    return found ? [{ id: `card:${slug}`, label: found.guide.shortName }] : []
  })
  turn.offer(turn.phrase('menu.popular-ask'), options)
}

function slugOf(turn: Turn, start: string): string | undefined {
  if (turn.content.guides.has(start)) return start
  return [...turn.content.guides.values()].find(({ guide }) => guide.code === start)?.slug
}

// A link to a procedure known by name only carries its key, which is its code where it has one.
function catalogueKeyOf(turn: Turn, start: string): string | undefined {
  return turn.content.catalogue.has(start) ? start : undefined
}
