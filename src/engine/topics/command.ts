// What works at every step: menu, back, help, person, stop, my dossiers, continue, restart, and the two languages.
import type { Turn } from '../turn.ts'
import { askAgency } from './browse.ts'
import { showCard } from './card.ts'
import { askRestart, deleteDraft, resumeDraft, stopHere } from './draft.ts'
import { showDossiers } from './follow.ts'
import { stepBack } from './form-edit.ts'
import { showHelp } from './help.ts'
import { askToJoin } from './join.ts'
import { showOwnPapers } from './own-papers.ts'
import { askForPerson } from './person.ts'
import { askAgain } from './topics.ts'
import { showMenu } from './welcome.ts'

const commands: Readonly<Record<string, (turn: Turn) => void>> = {
  menu: showMenu,
  browse: askAgency,
  back: goBack,
  help: showHelp,
  person: askForPerson,
  stop: stopHere,
  dossiers: showDossiers,
  papers: showOwnPapers,
  join: askToJoin,
  continue: resumeDraft,
  restart: askRestart,
  drop: deleteDraft,
  'language-en': (turn) => changeLanguage(turn, 'en'),
  'language-vi': (turn) => changeLanguage(turn, 'vi'),
}

export function isCommand(name: string): boolean {
  return Object.hasOwn(commands, name)
}

export function runCommand(turn: Turn, name: string): void {
  commands[name]?.(turn)
}

function goBack(turn: Turn): void {
  const { topic, draft } = turn.state
  switch (topic.type) {
    case 'form':
      return stepBack(turn, topic.step)
    case 'attach':
    case 'delivery':
    case 'review':
      return stepBack(turn, null)
    case 'consent':
    case 'portal':
      if (draft) return showCard(turn, draft.procedure, 'full')
      return topic.type === 'portal' ? showCard(turn, topic.procedure, 'full') : showMenu(turn)
    default:
      return draft ? resumeDraft(turn) : showMenu(turn)
  }
}

function changeLanguage(turn: Turn, language: 'vi' | 'en'): void {
  turn.change({ language })
  turn.say('language.changed')
  askAgain(turn)
}
