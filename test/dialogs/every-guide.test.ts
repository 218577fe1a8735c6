// Every guide that can be filed is filed: each question answered plainly, each paper sent, until the order to file is given.
import { describe, expect, test } from 'vitest'
import { initialState } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'
import { at, content, fileGuide } from '../support/file-guide.ts'

const guides = [...content.guides.values()]
const fileable = guides.filter(({ guide }) =>
  guide.offers.some((offer) => offer.level >= 3 && content.portals.get(offer.portal)?.takesFilings),
)

describe.each([0, 1, 2])('taking choice %i of each question', (nth) => {
  test.each(fileable.map(({ slug }) => slug))('%s is filed with its form and its papers', (slug) => {
    const { effects, state, said } = fileGuide(slug, nth)
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
