// motcua content show: a guide as an applicant would be told it on any day, past or future, for any answers.
import { parseArgs } from 'node:util'
import type { Event } from '../engine/event.ts'
import { initialState, newDraft } from '../engine/state.ts'
import { answerAspect } from '../engine/topics/aspect.ts'
import { beginTurn } from '../engine/turn.ts'
import { defaultContentDirectory, snapshotOfFiles } from './content.ts'

const help = `motcua content show <tên-hướng-dẫn> [--on 2027-01-15] [--answer mục=giá-trị …] [--content thư-mục]
In hướng dẫn như người dân được nghe vào ngày đó: giấy tờ, phí, thời hạn theo các câu trả lời đã cho.`

const aspects = [
  'who',
  'conditions',
  'documents',
  'fee',
  'time',
  'steps',
  'result',
  'where',
  'level',
  'basis',
]

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      on: { type: 'string' },
      answer: { type: 'string', multiple: true, default: [] },
      content: { type: 'string', default: process.env.CONTENT_DIR || defaultContentDirectory },
      help: { type: 'boolean', default: false },
    },
  })
  const [slug] = positionals
  const at = values.on === undefined ? Date.now() : Date.parse(`${values.on}T09:00:00+07:00`)
  if (values.help || !slug || Number.isNaN(at)) {
    console.log(help)
    return values.help ? 0 : 2
  }
  const content = snapshotOfFiles(values.content, { demo: false })
  const found = content.guides.get(slug)
  if (!found) {
    console.error(`Không có hướng dẫn "${slug}". Có: ${[...content.guides.keys()].join(', ')}`)
    return 1
  }
  const answers = Object.fromEntries(values.answer.map((one) => one.split(/=(.*)/s).slice(0, 2)))
  const event: Event = { type: 'conversation_started', id: 'show', at }
  const turn = beginTurn(initialState, event, content)
  const portal = found.guide.offers[0]?.portal ?? ''
  turn.change({
    topic: { type: 'card', procedure: slug },
    draft: { ...newDraft({ id: 'show', procedure: slug, revision: found.revision, portal, at }), answers },
  })
  console.log(`${found.guide.shortName} (${found.guide.code ?? 'chưa có mã'})\n${found.guide.summary}\n`)
  // A turn says three messages at most, so each aspect is a turn of its own.
  for (const aspect of aspects) {
    const one = beginTurn(turn.state, event, content)
    answerAspect(one, aspect)
    for (const reply of one.finish().replies) if (reply.type === 'text') console.log(`${reply.text}\n`)
  }
  for (const { q, a, confidence } of found.guide.faq) console.log(`Hỏi: ${q}\nĐáp: ${a} [${confidence}]\n`)
  return 0
}
