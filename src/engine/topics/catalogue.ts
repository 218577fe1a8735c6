// A procedure we know by name only: told as far as its data go, with its page and the hotline for the rest.
import type { Turn } from '../turn.ts'
import { showMenu } from './welcome.ts'

/** Characters of a name on a button; published names can list a page of cases. */
const longestLabel = 120

export function showCatalogueEntry(turn: Turn, key: string): void {
  const entry = turn.content.catalogue.get(key)
  if (!entry) {
    turn.say('card.gone')
    return showMenu(turn)
  }
  const portal = turn.content.portals.get('quoc-gia')
  turn.change({ topic: { type: 'find' } })
  turn.showCard({
    title: shorten(entry.name),
    lines: [
      ...(entry.code ? [{ label: turn.phrase('catalogue.code'), text: entry.code }] : []),
      ...(entry.field ? [{ label: turn.phrase('catalogue.field'), text: entry.field }] : []),
      ...(entry.agency ? [{ label: turn.phrase('catalogue.agency'), text: entry.agency }] : []),
      { label: turn.phrase('catalogue.rest'), text: turn.phrase('catalogue.unknown') },
      {
        label: turn.phrase('catalogue.page'),
        text:
          entry.page ??
          turn.phrase('catalogue.search', { domain: portal?.domain ?? '', name: shorten(entry.name) }),
      },
      ...(portal?.hotline ? [{ label: turn.phrase('catalogue.hotline'), text: portal.hotline.number }] : []),
    ],
    note: turn.phrase('catalogue.note'),
    options: [
      { id: 'person', label: turn.phrase('menu.person') },
      { id: 'menu', label: turn.phrase('card.menu') },
    ],
  })
}

export function shorten(name: string): string {
  if (name.length <= longestLabel) return name
  const cut = name.lastIndexOf(' ', longestLabel)
  return `${name.slice(0, cut > 0 ? cut : longestLabel)}…`
}
