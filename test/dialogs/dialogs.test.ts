// Whole conversations: events in; replies, effects and the last state out. MOTCUA_REWRITE_DIALOGS=1 writes what is said now;
// read the difference as a reviewer would.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dump, load } from 'js-yaml'
import { expect, test } from 'vitest'
import { defaultContentDirectory, readContent, snapshotOfFiles } from '../../src/cli/content.ts'
import { buildSnapshot, type Snapshot } from '../../src/content/snapshot.ts'
import { type Dialog, playDialog } from '../support/dialog.ts'

const folder = import.meta.dirname
const trial = snapshotOfFiles(defaultContentDirectory, { demo: true })
const live = snapshotOfFiles(defaultContentDirectory, { demo: false })
const assisted = staffFile()
const rewrite = process.env.MOTCUA_REWRITE_DIALOGS === '1'

for (const name of readdirSync(folder).filter((one) => one.endsWith('.yaml'))) {
  const file = join(folder, name)
  const dialog = load(readFileSync(file, 'utf8')) as Dialog
  test(`${name}: ${dialog.about}`, () => {
    const played = playDialog(dialog, dialog.assisted ? assisted : dialog.live ? live : trial)
    const steps = played.turns.map(({ input, replies, effects }) => ({
      ...input,
      replies,
      ...(effects.length > 0 ? { effects } : {}),
    }))
    const { draft, dossiers, consent, topic } = played.state
    const ends = { topic, consent, draft, dossiers }
    if (rewrite) {
      writeFileSync(
        file,
        dump(
          {
            about: dialog.about,
            ...(dialog.live ? { live: true } : {}),
            ...(dialog.assisted ? { assisted: true } : {}),
            at: dialog.at,
            steps,
            ends,
          },
          { lineWidth: -1, quoteStyle: 'double' },
        ),
      )
      return
    }
    expect(steps).toEqual(dialog.steps)
    expect(ends).toEqual(dialog.ends)
  })
}

// No profile of ours files through staff today; here the national one does, in office hours and within a working day.
function staffFile(): Snapshot {
  const files = readContent(defaultContentDirectory)
  const national = files.portals.get('quoc-gia')
  if (!national) throw new Error('the national portal has no profile')
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
  const portal = {
    ...national,
    receivingHours: [
      { days: [...days], from: '07:30', to: '11:30' },
      { days: [...days], from: '13:30', to: '17:00' },
    ],
    connector: { ...national.connector, mode: 'assisted' as const, staffHours: 8 },
  }
  const portals = new Map([...files.portals, [portal.id, portal]])
  const revisions = [...files.guides].map(([slug, guide]) => ({ slug, revision: 1, guide }))
  return buildSnapshot({ ...files, portals }, revisions, { demo: false })
}
