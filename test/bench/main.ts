// npm run bench: measures what the design promises and prints one JSON object. Nothing here passes or fails.
//
// BENCH_PARTS (turns,find,aside,files,messages,start,journey,webhook,teams) to run only some. BENCH_SECONDS (5) of measured turns, BENCH_CONVERSATIONS (200) at once, BENCH_NAMES: a table of procedure names (TSV with a
// column "name") to measure find over; without it one beside the checkout is used when there is one.
import { cpus } from 'node:os'
import { measureFiles } from './files.ts'
import { measureAside, measureFind } from './find.ts'
import { measureMessages } from './messages.ts'
import { openTeamsSender, openTelegramSender } from './senders.ts'
import { measureJourney, measureStart } from './start.ts'
import { measureTurns } from './turns.ts'
import { measureWebhook } from './webhook.ts'

const seconds = Number(process.env.BENCH_SECONDS || 5)
const conversations = Number(process.env.BENCH_CONVERSATIONS || 200)

const parts: Readonly<Record<string, () => unknown>> = {
  turns: () => measureTurns({ seconds, conversations }),
  find: measureFind,
  aside: measureAside,
  files: measureFiles,
  messages: measureMessages,
  start: measureStart,
  journey: measureJourney,
  webhook: () => measureWebhook(openTelegramSender, { seconds, perSecond: 1_000 }),
  teams: () => measureWebhook(openTeamsSender, { seconds, perSecond: 1_000 }),
}
const wanted = process.env.BENCH_PARTS?.split(',') ?? Object.keys(parts)

const figures: Record<string, unknown> = {
  machine: { node: process.versions.node, cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown' },
}
for (const part of wanted) figures[part] = await parts[part]?.()
console.log(JSON.stringify(figures, null, 2))
