// Files a guide through the engine alone: each question answered plainly, each paper sent, until the order to file is given.
import { defaultContentDirectory, snapshotOfFiles } from '../../src/cli/content.ts'
import type { Field } from '../../src/content/schema.ts'
import type { Effect } from '../../src/engine/effect.ts'
import type { AttachmentLook, InboundEvent, OutcomeEvent } from '../../src/engine/event.ts'
import { stepsOf } from '../../src/engine/rules/steps.ts'
import { initialState, type State } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'
import { composed, plainLook } from './dialog.ts'

export const content = snapshotOfFiles(defaultContentDirectory, { demo: true })
export const at = Date.parse('2026-11-23T03:00:00Z')

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

const cardOfTheApplicant: AttachmentLook = {
  ...plainLook,
  cardSeen: true,
  card: {
    number: '052090001234',
    fullName: 'Nguyễn Văn An',
    birthDay: '1990-09-20',
    sex: 'nam',
    address: 'Thôn 3, Phước Hòa, Tuy Phước, Bình Định',
  },
}

export interface Filed {
  readonly effects: Effect[]
  readonly state: State
  readonly said: string[]
  /** Applicant messages until the review was shown, and in all. */
  readonly messagesToReview: number
  readonly messages: number
}

/** Files the guide, taking the nth choice of each question. With a card, its photo is sent where the form first offers to read one. */
export function fileGuide(slug: string, nth: number, { card = false } = {}): Filed {
  let state: State = initialState
  let count = 0
  let messages = 0
  let messagesToReview = 0
  let cardLeft = card
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
        look: effect.readCard ? cardOfTheApplicant : plainLook,
      })
    }
  }
  function say(text: string): void {
    messages += 1
    happen({ type: 'message_received', text })
  }
  function send(name: string): void {
    messages += 1
    const source = { type: 'held' as const, uploadId: `u${count}` }
    happen({ type: 'message_received', attachments: [{ source, name, sizeBytes: 9 }] })
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
    else if (topic.type === 'id-card') choose(draft.card?.person === null ? 'person:nguoi-nop' : 'use-card')
    else if (topic.type === 'assent') choose('assented')
    else if (cardLeft && topic.type === 'form' && said.at(-1)?.includes('mã QR của thẻ căn cước')) {
      cardLeft = false
      send('the.jpg')
    } else if (topic.type === 'form' && guide) {
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
      send('a.jpg')
      choose('complete')
    } else if (topic.type === 'delivery') choose(state.offered?.choices[0]?.id ?? '')
    else if (topic.type === 'review') {
      messagesToReview ||= messages
      choose('confirm')
    } else throw new Error(`${slug}: stuck at ${topic.type}`)
  }
  return { effects, state, said, messagesToReview, messages }
}
