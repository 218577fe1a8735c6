// Help articles: how the assistant works, the levels, paying, where to file.
import type { Heard } from '../hear.ts'
import { showDay } from '../rules/dates.ts'
import type { Turn } from '../turn.ts'
import type { Answer } from './topics.ts'
import { askAgain } from './topics.ts'

export function showHelp(turn: Turn): void {
  const articles = [...turn.content.help.values()]
  if (!turn.state.draft) turn.change({ topic: { type: 'help' } })
  turn.say('help.intro')
  if (turn.state.draft) return askAgain(turn)
  turn.offer(turn.phrase('help.ask'), [
    ...articles.slice(0, 8).map(({ code, title }) => ({ id: `help:${code}`, label: title })),
    { id: 'menu', label: turn.phrase('card.menu') },
  ])
}

export function answerHelp(turn: Turn, heard: Heard): Answer {
  if (!heard.choice?.startsWith('help:')) return 'unknown'
  showArticle(turn, heard.choice.slice('help:'.length))
  return 'understood'
}

/** Shows an article; in the middle of a draft the open question follows it. */
export function showArticle(turn: Turn, code: string): void {
  const article = [...turn.content.help.values()].find((one) => one.code === code)
  if (!article) return
  turn.sayText(
    `${article.title}\n\n${article.body.trim()}\n\n${turn.phrase('card.checked', { day: showDay(article.checkedOn), source: article.source })}`,
  )
  askAgain(turn)
}
