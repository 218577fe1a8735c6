// What a reminder is about, by the first word of its key.
import type { Event } from '../event.ts'
import type { Turn } from '../turn.ts'
import { remindOfDraft } from './draft.ts'
import { ownDue } from './own-filing.ts'
import { sweepOwnPapers } from './own-papers.ts'
import { refilingOver } from './refile.ts'
import { promiseDue } from './staff.ts'

export function reminderDue(turn: Turn, { key }: Extract<Event, { type: 'reminder_due' }>): void {
  const [about = '', ...rest] = key.split(':')
  const id = rest.join(':')
  switch (about) {
    case 'own-papers':
      return sweepOwnPapers(turn)
    case 'draft':
      return remindOfDraft(turn, id)
    case 'staff':
      return promiseDue(turn, id)
    case 'due':
      return ownDue(turn, id)
    case 'refile':
      return refilingOver(turn, id)
  }
}
