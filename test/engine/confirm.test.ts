// A confirmation is of what was seen: whatever changes afterwards takes it back.
import { expect, test } from 'vitest'
import type { Event, InboundEvent, OutcomeEvent } from '../../src/engine/event.ts'
import { initialState, newDraft, type State } from '../../src/engine/state.ts'
import { step } from '../../src/engine/step.ts'
import { plainReport } from '../support/dialog.ts'
import { at, content } from '../support/file-guide.ts'

const answers = {
  'giay-to-sinh': 'chung-sinh',
  'quan-he': 'me',
  'nguoi-nop-ten': 'Lê Thị Hoa',
  'nguoi-nop-so': '052190001234',
  'nguoi-nop-dien-thoai': '0912345678',
  'nguoi-nop-dia-chi': 'Thôn 3, xã Tuy Phước, tỉnh Gia Lai',
  'con-ten': 'Nguyễn Bảo Châu',
  'con-ngay-sinh': '2026-11-21',
  'con-gioi-tinh': 'nu',
  'con-noi-sinh': 'Trạm y tế xã Tuy Phước',
}
const page = {
  id: 'a1',
  component: 'giay-chung-sinh',
  name: 'a.jpg',
  mediaType: 'image/jpeg',
  sizeBytes: 9,
  digest: 'x',
  state: 'kept',
} as const
const file = { fileId: 'f1', name: 'Giấy chứng sinh.pdf', mediaType: 'application/pdf', sizeBytes: 9 }
const composed = {
  type: 'component_composed',
  draftId: 'd1',
  component: page.component,
  composedId: 'c1',
  pages: 1,
  file,
} as const

function atReview(made: boolean): State {
  const draft = {
    ...newDraft({ id: 'd1', procedure: 'dang-ky-khai-sinh', revision: 1, portal: 'quoc-gia', at }),
    answers,
    skipped: ['cha-ten'],
    attachments: [page],
    completed: [page.component],
    delivery: 'online' as const,
    papers: [{ component: page.component, composedId: 'c1', made: made ? { pages: 1, file } : null }],
  }
  return {
    ...initialState,
    greeted: true,
    consent: { version: '2026-11', grantedAt: at },
    draft,
    topic: { type: 'review' },
  }
}

function play(state: State, ...events: (InboundEvent | OutcomeEvent)[]) {
  let count = 0
  const orders: string[] = []
  const said: string[] = []
  for (const event of events) {
    count += 1
    const happened: Event = { ...event, id: `e${count}`, at: at + count }
    const outcome = step(state, happened, content)
    state = outcome.state
    orders.push(...outcome.effects.map(({ type }) => type))
    said.push(JSON.stringify(outcome.replies))
  }
  return { state, orders, said: said.join('\n') }
}

const say = (text: string): InboundEvent => ({ type: 'message_received', text })

test('confirmed while the PDF is being made, it is filed when that is done, wherever its applicant looks', () => {
  expect(play(atReview(false), say('xác nhận nộp')).orders).not.toContain('submit_dossier')
  expect(play(atReview(false), say('xác nhận nộp'), say('hồ sơ của tôi'), composed).orders).toContain(
    'submit_dossier',
  )
})

test('an answer changed meanwhile takes the confirmation back', () => {
  const { orders } = play(
    atReview(false),
    say('xác nhận nộp'),
    say('sửa họ tên của bé'),
    say('Nguyễn Bảo Trân'),
    composed,
  )
  expect(orders).not.toContain('submit_dossier')
})

test('an answer that opens new questions takes it back too, before the review is seen again', () => {
  const { orders, state } = play(
    atReview(false),
    say('xác nhận nộp'),
    say('sửa quan hệ với bé'),
    say('cha'),
    composed,
  )
  expect(state.topic).toEqual({ type: 'form', step: 'me-ten' })
  expect(orders).not.toContain('submit_dossier')
})

test('the applicant’s yes counts for the draft as they saw it, and for no later one', () => {
  const asked = play(atReview(true), say('sửa số điện thoại'), say('0912345679'))
  const helped = play({ ...asked.state, topic: { type: 'review' } }, say('x'))
  const touchedAt = helped.state.draft?.touchedAt ?? 0
  const yes = (seen: number): OutcomeEvent => ({
    type: 'confirmation_answered',
    draftId: 'd1',
    touchedAt: seen,
    agreed: true,
  })
  expect(play(helped.state, yes(touchedAt - 1)).orders).not.toContain('submit_dossier')
  expect(play(helped.state, yes(touchedAt - 1)).said).toContain('không còn dùng được')
  expect(play(helped.state, yes(touchedAt)).orders).toContain('submit_dossier')
})

test('withdrawing is offered once, while there is something to withdraw', () => {
  const dossier = (withdrawing: boolean, status: 'processing' | 'finished'): State => ({
    ...initialState,
    greeted: true,
    dossiers: [
      {
        draftId: 'd1',
        reference: 'r1',
        procedure: 'dang-ky-khai-sinh',
        revision: 1,
        portal: 'quoc-gia',
        confirmedAt: at,
        code: 'THU-1',
        status,
        statusText: '',
        note: '',
        dueAt: null,
        report: { ...plainReport, code: 'THU-1', status, withdrawing },
      },
    ],
  })
  const listed = (state: State) => play(state, say('hồ sơ của tôi')).said
  expect(listed(dossier(false, 'processing'))).toContain('Xin rút hồ sơ')
  expect(listed(dossier(true, 'processing'))).not.toContain('Xin rút hồ sơ')
  expect(listed(dossier(true, 'processing'))).toContain('đang chờ cơ quan quyết định')
  expect(listed(dossier(false, 'finished'))).not.toContain('Xin rút hồ sơ')
})
