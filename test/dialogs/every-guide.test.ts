// Every guide that can be filed is filed: each question answered plainly, each paper sent, until the order to file is given.
import { describe, expect, test } from 'vitest'
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Field } from '../../src/content/schema.ts'
import type { Effect } from '../../src/engine/effect.ts'
import type { InboundEvent, OutcomeEvent } from '../../src/engine/event.ts'
import { stepsOf } from '../../src/engine/rules/steps.ts'
import { initialState, type State } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'
import { composed, plainLook } from '../support/dialog.ts'

const content = snapshotOfFiles(defaultContentDirectory, { demo: true })
const at = Date.parse('2026-11-23T03:00:00Z')

const plain: Readonly<Record<Exclude<Field['type'], 'choice'>, string>> = {
  name: 'Nguyễn Văn An',
  text: 'Theo giấy tờ gửi kèm',
  'citizen-number': '052090001234',
  phone: '0912345678',
  date: '20/12/2026',
  'past-date': '20/9/2026',
  'birth-date': '20/9/1990',
  year: '1990',
  address: 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai',
  email: 'an@example.vn',
  money: '5000000',
  number: '3',
}

/** Files the guide, taking the nth choice of each question; the effects ordered on the way. */
function file(
  slug: string,
  nth: number,
): { effects: Effect[]; state: State; said: string[]; messages: number } {
  let state: State = initialState
  let count = 0
  let messages = 0
  const effects: Effect[] = []
  const said: string[] = []

  function happen(event: InboundEvent | OutcomeEvent): void {
    count += 1
    const outcome = step(state, { ...event, id: `e${count}`, at: at + count }, content)
    state = JSON.parse(JSON.stringify(outcome.state))
    effects.push(...outcome.effects)
    // The link is put in on the way out.
    said.push(...outcome.replies.map((reply) => JSON.stringify(reply).replaceAll('{link}', 'https://…')))
    for (const effect of outcome.effects) {
      if (effect.type === 'compose_component') happen(composed(effect, `c${count}`, at))
      if (effect.type !== 'inspect_attachment') continue
      const { attachmentId } = effect
      happen({
        type: 'attachment_kept',
        attachmentId,
        mediaType: 'image/jpeg',
        sizeBytes: 9,
        digest: attachmentId,
        look: plainLook,
      })
    }
  }
  function say(text: string): void {
    messages += 1
    happen({ type: 'message_received', text })
  }
  function choose(id: string): void {
    const number = (state.offered?.choices.findIndex((choice) => choice.id === id) ?? -1) + 1
    if (number === 0) throw new Error(`${slug}: "${id}" is not offered; last said ${said.at(-1)}`)
    say(String(number))
  }

  happen({ type: 'conversation_started', start: slug })
  choose('start')
  choose('agree')
  for (let turns = 0; turns < 120 && state.draft; turns++) {
    const { topic, draft } = state
    const guide = content.guideAt(draft.procedure, draft.revision)?.guide
    if (draft.doubt) choose('use-anyway')
    else if (topic.type === 'form' && guide) {
      const asked = stepsOf(guide, draft.answers).find(({ id }) => id === topic.step)
      const choices =
        asked?.type === 'question'
          ? asked.question.choices
          : asked?.type === 'field'
            ? asked.field.choices
            : null
      if (asked?.type === 'more')
        choose(draft.answers[asked.id.replace(/\d+$/, '2')] === undefined && nth > 0 ? 'co' : 'khong')
      else if (choices) choose(choices[nth % choices.length]?.id ?? '')
      else if (asked?.type === 'field') say(plain[asked.field.type as keyof typeof plain])
    } else if (topic.type === 'attach') {
      messages += 1
      const source = { type: 'held' as const, uploadId: `u${count}` }
      happen({ type: 'message_received', attachments: [{ source, name: 'a.jpg', sizeBytes: 9 }] })
      choose('complete')
    } else if (topic.type === 'delivery') choose(state.offered?.choices[0]?.id ?? '')
    else if (topic.type === 'review') choose('confirm')
    else throw new Error(`${slug}: stuck at ${topic.type}`)
  }
  return { effects, state, said, messages }
}

const guides = [...content.guides.values()]
const fileable = guides.filter(({ guide }) =>
  guide.offers.some((offer) => offer.level >= 3 && content.portals.get(offer.portal)?.takesFilings),
)

describe.each([0, 1, 2])('taking choice %i of each question', (nth) => {
  test.each(fileable.map(({ slug }) => slug))('%s is filed with its form and its papers', (slug) => {
    const { effects, state, said } = file(slug, nth)
    const orders = effects.filter((effect) => effect.type === 'submit_dossier')
    expect(orders).toHaveLength(1)
    expect(state.dossiers[0]).toMatchObject({ procedure: slug, status: 'sending' })
    expect(said.join('\n')).not.toMatch(/⟨|\{[a-z]+\}/)
  })
})

test.each(guides.map(({ slug }) => slug))('%s answers what people ask around it', (slug) => {
  let state = step(initialState, { type: 'conversation_started', start: slug, id: 'a', at }, content).state
  for (const question of [
    'phí',
    'bao lâu',
    'cần giấy tờ gì',
    'nộp ở đâu',
    'ai được làm',
    'các bước',
    'kết quả',
    'căn cứ pháp lý',
    'điều kiện',
    'mức độ',
  ]) {
    const outcome = step(state, { type: 'message_received', text: question, id: question, at }, content)
    state = outcome.state
    expect(state.topic).toEqual({ type: 'card', procedure: slug })
    expect(JSON.stringify(outcome.replies)).toContain('Kiểm tra ngày')
  }
})
