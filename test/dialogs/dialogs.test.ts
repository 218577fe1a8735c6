// Whole conversations: events in; replies, effects and the last state out. MOTCUA_REWRITE_DIALOGS=1 writes what is said now;
// read the difference as a reviewer would.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import { type Dialog, playDialog } from '../support/dialog.ts'

const folder = import.meta.dirname
const trial = snapshotOfFiles(defaultContentDirectory, { demo: true })
const live = snapshotOfFiles(defaultContentDirectory, { demo: false })
const rewrite = process.env.MOTCUA_REWRITE_DIALOGS === '1'

for (const name of readdirSync(folder).filter((one) => one.endsWith('.yaml'))) {
  const file = join(folder, name)
  const dialog = parse(readFileSync(file, 'utf8')) as Dialog
  test(`${name}: ${dialog.about}`, () => {
    const played = playDialog(dialog, dialog.live ? live : trial)
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
        stringify(
          { about: dialog.about, ...(dialog.live ? { live: true } : {}), at: dialog.at, steps, ends },
          { lineWidth: 0 },
        ),
      )
      return
    }
    expect(steps).toEqual(dialog.steps)
    expect(ends).toEqual(dialog.ends)
  })
}
