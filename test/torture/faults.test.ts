// Every way a submission can break, at every instant it can: nothing is filed twice, nothing is told that is not true, nothing hangs.
//
// MOTCUA_SUBMISSIONS (each cell once) and MOTCUA_SUPPLEMENTS (8, every third cell); MOTCUA_SEED to run a failed run again.
// The long run, which prints its table: MOTCUA_SUBMISSIONS=1000 MOTCUA_SUPPLEMENTS=100 npx vitest run test/torture/faults.test.ts
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { root } from '../../src/cli/content.ts'
import { restBase } from '../../src/sandbox/demo.ts'
import { TestPortal } from '../sandbox/support.ts'
import { pause } from '../support/direct-line.ts'
import { type Launched, launchScript, makeHome } from '../support/program.ts'
import { type Cell, cells, strikesItself } from './cells.ts'
import { judge, tabulate, type Verdict } from './ledger.ts'
import { keepContent } from './one-guide.ts'
import { confirmOrders, placeOrders, placeSupplements, referenceOf } from './orders.ts'
import { seeded } from './random.ts'
import { standBetween } from './troublemaker.ts'

const submissions = Number(process.env.MOTCUA_SUBMISSIONS || cells.length)
const followUps = cells.filter(({ cut }) => ['file-3', 'request-out', 'committed', 'answer-in'].includes(cut))
const supplements = Number(process.env.MOTCUA_SUPPLEMENTS || 8)
/** A run in which nothing moves for so long hangs; how long a busy machine takes while things move is no matter. */
const patienceMs = 120_000
/** Never the reason to end before patience is; several busy neighbours slow a run down tenfold. */
const longestMs = 600_000
/** Confirmed together: every kill interrupts them all, so more would only be interrupted more. */
const atOnce = 66
const seed = Number(process.env.MOTCUA_SEED || 20261122)

test(
  'submissions that break at every instant and in every way: none twice, none told falsely, none left hanging',
  async () => {
    const world = await openWorld()
    try {
      await placeOrders(world.directory, submissions)
      const cellOf = (nth: number) => cells[nth % cells.length] as Cell
      const spared: string[] = []
      for (let from = 0; from < submissions; from += atOnce) {
        const to = Math.min(submissions, from + atOnce)
        await confirmOrders(world.directory, from, to)
        spared.push(...(await world.run({ from, to, cellOf, prefix: 'submit:' })))
      }
      check(judge(world.directory, cellOf, submissions, 'submit'), spared)
    } finally {
      await world.close()
    }
  },
  longestMs + submissions * 6_000,
)

test(
  'supplements that break are handed back once',
  async () => {
    const world = await openWorld()
    try {
      await placeOrders(world.directory, supplements)
      await confirmOrders(world.directory, 0, supplements)
      await world.run({ from: 0, to: supplements, cellOf: () => null, prefix: 'submit:' })
      const portal = new TestPortal(world.portal())
      for (let id = 1; id <= supplements; id += 1) {
        await portal.officer(id, { actionCode: '3200', stepCode: '200', note: 'Thiếu mặt sau', failed: '2' })
      }
      await placeSupplements(world.directory, supplements)
      const cellOf = (nth: number) => followUps[(nth * 3) % followUps.length] as Cell
      const spared = await world.run({ from: 0, to: supplements, cellOf, prefix: 'supplement:' })
      check(judge(world.directory, cellOf, supplements, 'supplement'), spared)
    } finally {
      await world.close()
    }
  },
  longestMs + supplements * 12_000,
)

function check(verdicts: Verdict[], spared: readonly string[]): void {
  console.log(`seed ${seed}\n${tabulate(verdicts)}`)
  const bad = verdicts.filter(
    (one) => one.end === 'open' || one.duplicates > 0 || one.falselyTold || one.wrongPapers,
  )
  expect(bad).toEqual([])
  expect(spared, 'troubles that never came').toEqual([])
  // Whatever is given up on must say why.
  expect(verdicts.filter(({ end, reason }) => end === 'parked' && reason === '')).toEqual([])
}

async function openWorld() {
  const home = makeHome()
  const { directory } = home
  // A process that dies this often should not compile its source each time it starts.
  const environment = { ...home.environment, NODE_COMPILE_CACHE: join(directory, 'compiled') }
  const random = seeded(seed)
  const main = join(root, 'src', 'sandbox', 'main.ts')
  const launchPortal = (port: number) =>
    launchScript([main, '--port', String(port), '--data', join(directory, 'portal')], environment)
  keepContent(directory)
  // What was compiled is written down by a process that ends in peace.
  const first = launchPortal(0)
  await first.ready
  await first.end('SIGTERM')
  let portal = launchPortal(0)
  const portalUrl = await portal.ready
  const port = Number(new URL(portalUrl).port)
  let filer: Launched | null = null
  let running = true
  let reviving: Promise<void> = Promise.resolve()

  return {
    directory,
    portal: () => portalUrl,
    /** Runs until every order with this prefix has ended, starting again whatever dies. */
    async run(order: {
      from: number
      to: number
      cellOf: (nth: number) => Cell | null
      prefix: string
    }): Promise<string[]> {
      const numbers = Array.from({ length: order.to - order.from }, (_, at) => order.from + at)
      const plans = new Map(numbers.map((nth) => [referenceOf(nth), order.cellOf(nth)]))
      const self = [...plans].flatMap(([reference, cell]) =>
        cell && strikesItself(cell) && order.prefix === 'submit:' ? [[reference, cell.cut] as const] : [],
      )
      writeFileSync(join(directory, 'plans.json'), JSON.stringify(Object.fromEntries(self)))
      const itself = new Map(self)
      const between = await standBetween({
        portal: () => portalUrl,
        cellOf: (reference) => (itself.has(reference) ? null : (plans.get(reference) ?? null)),
        random,
        killFiler: async () => {
          await filer?.end('SIGKILL')
        },
        killPortal: async () => {
          const victim = portal
          await victim.end('SIGKILL')
          reviving = reviving.then(async () => {
            if (portal !== victim) return
            portal = launchPortal(port)
            await portal.ready
          })
          await reviving
        },
      })
      const struck = (reference: string) =>
        itself.has(reference)
          ? existsSync(join(directory, `struck-${reference}`))
          : between.troubled.has(reference)
      const script = join(import.meta.dirname, 'filer.ts')
      running = true
      const keepFiling = (async () => {
        while (running) {
          const mine = launchScript(
            [script, directory, `${between.url}${restBase}`],
            environment,
            /^ready (\S+)/m,
          )
          filer = mine
          mine.ready.catch(() => {})
          const code = await mine.gone
          if (running && code !== null && code !== 0)
            throw new Error(`the filer ended with ${code}:\n${mine.output()}`)
        }
      })()
      const database = new DatabaseSync(join(directory, 'motcua.db'), { timeout: 5_000 })
      const open = database.prepare(
        `select (select count(*) from outbox where key like ? and status < 2)
           + (select count(*) from inbox where status = 0) + (select count(*) from outbox where lane = 'reply' and status < 2)
           + (select count(*) from jobs where kind = 'watch' and (wake_at = 0 or attempts > 0))
           + (select ? - count(*) from outbox where key like ?) as n`,
      )
      const left = () => Number(open.get(`${order.prefix}%`, order.to, `${order.prefix}%`)?.n)
      // A portal that dies again and again makes every wait longer; the instants are what is tried here, not the waits.
      const hurry = database.prepare(
        "update outbox set next_at = ?1 where status = 0 and lane = 'effect' and next_at > ?1 + 300",
      )
      const hurryWatches = database.prepare(
        'update jobs set wake_at = ?1 where attempts > 0 and lease_until = 0 and wake_at > ?1',
      )
      const wait = (async () => {
        let moved = { at: Date.now(), left: -1, troubles: -1 }
        // Twice in a row: the last outcome may be just about to arrive.
        for (let quiet = 0; quiet < 2 && Date.now() < moved.at + patienceMs; ) {
          await pause(300)
          hurry.run(Date.now())
          hurryWatches.run(Date.now())
          const now = { at: Date.now(), left: left(), troubles: [...plans.keys()].filter(struck).length }
          if (now.left !== moved.left || now.troubles !== moved.troubles) moved = now
          quiet = now.left === 0 ? quiet + 1 : 0
        }
      })()
      try {
        await Promise.race([wait, keepFiling])
      } finally {
        running = false
        database.close()
        await (filer as Launched | null)?.end('SIGKILL')
        await keepFiling.catch(() => {})
        await between.close()
        await reviving
      }
      return [...plans].filter(([name, cell]) => cell && !struck(name)).map(([name]) => name)
    },
    async close() {
      await portal.end('SIGKILL')
      home.remove()
    },
  }
}
