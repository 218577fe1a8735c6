import { describe, expect, test } from 'vitest'
import { toOutgoing } from '../../../../adapters/web-chat/outbound.ts'
import { backoffMs } from '../../../../adapters/web-chat/page/backoff.ts'
import {
  addActivities,
  groupMessages,
  openChoices,
  splitLinks,
  type WireActivity,
} from '../../../../adapters/web-chat/page/transcript.ts'

const message = (id: string, role: string, text = id, timestamp = '2026-11-22T08:00:00Z'): WireActivity => ({
  type: 'message',
  id,
  text,
  timestamp,
  from: { role },
})

describe('the transcript', () => {
  test('shows what the server says: text, choices with their numbers, a card as data', () => {
    const choices = [{ ref: 'n.1', label: 'Nộp hồ sơ', number: 1 }]
    const lines = [{ label: 'Lệ phí', text: 'Miễn phí' }]
    const card = { title: 'Khai sinh', lines, note: 'Kiểm tra 20/11/2026' }
    const sent = toOutgoing({ conversation: 'c', reply: { type: 'card', ...card, choices } }, 'k', 0)
    const [shown] = addActivities(
      [],
      sent.map(({ activity }) => JSON.parse(JSON.stringify(activity))),
    )
    expect(shown).toMatchObject({ from: 'assistant', card, choices })
  })

  test('shows a repeated activity once and ignores what is not a message', () => {
    const first = addActivities([], [message('a', 'bot'), message('b', 'user'), message('a', 'bot')])
    expect(first.map(({ id, from }) => [id, from])).toEqual([
      ['a', 'assistant'],
      ['b', 'me'],
    ])
    expect(addActivities(first, [message('b', 'user'), { type: 'typing' }])).toBe(first)
  })

  test('offers the last open choices, and none once the person has answered', () => {
    const choices = [{ ref: 'r', label: 'Có', number: 1 }]
    const asked = addActivities([], [message('q', 'bot'), message('note', 'bot')]).map((one) =>
      one.id === 'q' ? { ...one, choices } : one,
    )
    expect(openChoices(asked, false)?.id).toBe('q')
    expect(openChoices(asked, true)).toBeNull()
    expect(openChoices(addActivities(asked, [message('answer', 'user')]), false)).toBeNull()
  })

  test('groups one side in a row, until a pause', () => {
    const groups = groupMessages(
      addActivities(
        [],
        [
          message('1', 'bot'),
          message('2', 'bot'),
          message('3', 'bot', '3', '2026-11-22T08:06:00Z'),
          message('4', 'user', '4', '2026-11-22T08:06:01Z'),
        ],
      ),
    )
    expect(groups.map(({ messages }) => messages.length)).toEqual([2, 1, 1])
  })

  test('links https addresses only, and leaves the full stop to the sentence', () => {
    expect(splitLinks('Xem (https://dichvucong.gov.vn/a?b=1).').filter(({ href }) => href)).toEqual([
      { text: 'https://dichvucong.gov.vn/a?b=1', href: 'https://dichvucong.gov.vn/a?b=1' },
    ])
    for (const text of ['http://a.vn', 'javascript:alert(1)', 'data:text/html,x', '<a href="x">']) {
      expect(splitLinks(text)).toEqual([{ text, href: null }])
    }
  })
})

test('waiting between tries grows to at most 30 seconds, never below half of it', () => {
  expect([0, 1, 2, 3, 9].map((failures) => backoffMs(failures, 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 30_000,
  ])
  expect(backoffMs(9, 0)).toBe(15_000)
})
