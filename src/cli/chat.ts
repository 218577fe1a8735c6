// motcua chat: the assistant in a terminal, straight on the engine. Prints every input, so that a bug report becomes a dialog.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { dump } from 'js-yaml'
import type { Effect } from '../engine/effect.ts'
import type { Event, InboundEvent, OutcomeEvent } from '../engine/event.ts'
import type { Reply } from '../engine/reply.ts'
import { initialState, type State } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import { createDecoder } from '../files/decode/decoder.ts'
import { inspectBytes } from '../runtime/effects/inspect-attachment.ts'
import { defaultContentDirectory, snapshotOfFiles } from './content.ts'

const help = `motcua chat [--content thư-mục]
Gõ câu hỏi rồi Enter. Gõ số để chọn. @đường/dẫn/tệp.jpg để gửi một tệp (chỉ kiểm tra trên máy này).
Kết thúc bằng Ctrl+D: các lời đã gõ được in lại dạng YAML để làm bài kiểm tra hội thoại.
Từ đây không hồ sơ nào được gửi đi; muốn thử nộp, chạy npm start và mở trang web.`

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      content: { type: 'string', default: process.env.CONTENT_DIR || defaultContentDirectory },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const content = snapshotOfFiles(values.content, { demo: true })
  const decoder = createDecoder()
  const inputs: unknown[] = []
  const files = new Map<string, string>()
  let state: State = initialState

  async function happen(event: InboundEvent | OutcomeEvent): Promise<void> {
    const happened: Event = { ...event, id: randomUUID(), at: Date.now() }
    const outcome = step(state, happened, content)
    // Between turns the state goes through JSON, as it does in the database.
    state = JSON.parse(JSON.stringify(outcome.state))
    for (const reply of outcome.replies) console.log(show(reply))
    for (const effect of outcome.effects) await carryOut(effect)
  }

  async function carryOut(effect: Effect): Promise<void> {
    if (effect.type === 'submit_dossier') {
      console.log('  [chat] hồ sơ đã sẵn sàng; từ cửa sổ lệnh này không gửi đi đâu cả')
    }
    if (effect.type !== 'inspect_attachment' || effect.source.type !== 'remote') return
    const { attachmentId } = effect
    const bytes = readFileSync(files.get(effect.source.reference) ?? '')
    const found = await inspectBytes(bytes, effect, { decoder, scanner: null })
    await happen({ ...found, attachmentId })
  }

  function read(line: string): InboundEvent {
    if (!line.startsWith('@')) {
      inputs.push({ say: line })
      return { type: 'message_received', text: line }
    }
    const attachments = line
      .slice(1)
      .split(/\s+@/)
      .map((path) => {
        const reference = randomUUID()
        files.set(reference, path.trim())
        return { source: { type: 'remote' as const, reference }, name: basename(path.trim()), sizeBytes: 0 }
      })
    inputs.push({ send: attachments.map((one) => one.name) })
    return { type: 'message_received', attachments }
  }

  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '\n› ' })
  await happen({ type: 'conversation_started' })
  terminal.prompt()
  for await (const line of terminal) {
    if (line.trim()) {
      await happen(read(line.trim())).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' && error.code !== 'EISDIR') throw error
        console.log('  [chat] không mở được tệp này')
      })
    }
    terminal.prompt()
  }
  await decoder.close()
  console.log(`\n\n# Các lời đã gõ:\n${dump({ steps: inputs })}`)
  return 0
}

function show(reply: Reply): string {
  if (reply.type === 'file') return `\n${reply.text}\n  [tệp] ${reply.file.name}`
  const choices =
    reply.type === 'text' ? [] : reply.choices.map(({ number, label }) => `  [${number}] ${label}`)
  if (reply.type !== 'card') return `\n${[reply.text, ...choices].join('\n')}`
  const lines = reply.lines.map(({ label, text }) => `  ${label}: ${text}`)
  return `\n${[`── ${reply.title} ──`, ...lines, reply.note, ...choices].join('\n')}`
}
