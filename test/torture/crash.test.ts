// Kill -9 at random instants: nothing acknowledged is lost, no turn runs twice, no dossier is filed twice.
//
// MOTCUA_CRASHES kills (6), MOTCUA_APPLICANTS at once (3), MOTCUA_SEED to run a failed run again. A long run:
// MOTCUA_CRASHES=200 npx vitest run test/torture
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { dossierCode, prepareBirth } from '../support/birth.ts'
import { openWebChat, pause } from '../support/direct-line.ts'
import { acceptDossier } from '../support/officer.ts'
import { makeHome } from '../support/program.ts'
import { audit, type Registration } from './audit.ts'
import { seeded } from './random.ts'
import { startWorld, type World } from './world.ts'

const crashes = Number(process.env.MOTCUA_CRASHES || 6)
const applicants = Number(process.env.MOTCUA_APPLICANTS || 3)
const seed = Number(process.env.MOTCUA_SEED || Math.floor(Math.random() * 2 ** 31))

test(
  'births registered while either program is killed again and again: every message once, every turn once, every dossier once',
  async () => {
    const random = seeded(seed)
    const home = makeHome()
    const data = join(home.directory, 'data')
    const world = await startWorld(home, random)
    const strikes: string[] = []
    try {
      let striking = true
      const registrations: Registration[] = []
      const people = Array.from({ length: applicants }, async (_, person) => {
        for (let time = 0; striking || time === 0; time++) {
          registrations.push(await register(world, `p${person}-${time}`, random))
        }
      })
      const strike = async () => {
        for (let at = 0; at < crashes; at++) strikes.push(await world.strike())
        striking = false
        await world.settle()
      }
      await Promise.all([strike(), ...people])
      const last = registrations.at(-1)
      if (last) await newsArrives(world, data, last)
      await nothingWaits(data)
      await world.stop()
      await audit(data, registrations)
      console.log(`${strikes.length} kills, ${registrations.length} registrations, seed ${seed}`)
      home.remove()
    } catch (error) {
      await world.clear()
      const story = [`MOTCUA_SEED=${seed}`, `data kept in ${home.directory}`, ...strikes].join('\n')
      throw new Error(`${(error as Error).message}\n${story}\n${world.output().slice(-4_000)}`, {
        cause: error,
      })
    }
  },
  300_000 + crashes * 20_000,
)

async function register(world: World, mark: string, random: () => number): Promise<Registration> {
  const applicant = await openWebChat({
    base: () => world.url,
    // Each restart costs seconds where others use the machine too; what is waited for is never in doubt.
    patienceMs: 120_000,
    waitMs: 180_000,
    // One request in ten loses its answer on the way and is sent again.
    timeoutMs: () => (random() < 0.1 ? 1 + random() * 15 : 10_000),
  })
  await prepareBirth(applicant, mark)
  world.confirming()
  await applicant.tap('Xác nhận nộp')
  if (random() < 0.5) await applicant.tapAgain()
  await applicant.hear(dossierCode)
  const codes = (await applicant.transcript()).flatMap((text) => dossierCode.exec(text)?.[1] ?? [])
  return { mark, applicant, codes }
}

// The watch of a dossier filed before the last crashes still works.
async function newsArrives(world: World, data: string, { applicant, codes }: Registration): Promise<void> {
  const portal = new DatabaseSync(join(data, 'sandbox', 'sandbox.db'), { readOnly: true })
  const dossier = portal.prepare('select id from dossier where dossier_no = ?').get(codes[0] ?? '')
  portal.close()
  await acceptDossier(world.officer, Number(dossier?.id))
  await applicant.hear(/Có tin mới/, 30_000)
}

async function nothingWaits(data: string): Promise<void> {
  const database = new DatabaseSync(join(data, 'motcua.db'), { readOnly: true })
  const open = database.prepare(
    'select (select count(*) from inbox where status = 0) + (select count(*) from outbox where status < 2) as n',
  )
  const until = Date.now() + 30_000
  while (Number(open.get()?.n) > 0 && Date.now() < until) await pause(50)
  const left = Number(open.get()?.n)
  database.close()
  expect(left, 'rows still waiting').toBe(0)
}
