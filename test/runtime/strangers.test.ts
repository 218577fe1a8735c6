// Details of a dossier for who knows a second fact of it, agreement by a code, joined chats: and nothing for who guesses.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Effect } from '../../src/engine/effect.ts'
import { initialState, type State } from '../../src/engine/state.ts'
import type { EffectContext } from '../../src/runtime/deliver.ts'
import { confirmations } from '../../src/runtime/effects/confirmations.ts'
import { joining } from '../../src/runtime/effects/joining.ts'
import { lookUpDossier } from '../../src/runtime/effects/look-up-dossier.ts'
import type { OutboxRow } from '../../src/store/store.ts'
import { plainReport } from '../support/dialog.ts'
import { type Ground, makeGround, openRig, type Rig, scriptChannel } from './support.ts'

let ground: Ground
let rig: Rig
let now = Date.UTC(2026, 10, 22)
const code = 'THU-H00.01-261122-0001'

beforeEach(async () => {
  ground = makeGround()
  rig = await openRig(ground, scriptChannel(), { started: false })
  await rig.say('owner', 'xin chào').catch(() => {})
  await rig.store.submissions.open({
    reference: 'mce-1',
    draftId: 'd1',
    portal: 'quoc-gia',
    channel: 'telegram',
    conversation: 'owner',
    at: now,
  })
  await rig.store.submissions.close('mce-1', { state: 'received', code, at: now })
  const state: State = {
    ...initialState,
    dossiers: [
      {
        draftId: 'd1',
        reference: 'mce-1',
        procedure: 'dang-ky-khai-sinh',
        revision: 1,
        portal: 'quoc-gia',
        confirmedAt: now,
        code,
        status: 'processing',
        statusText: '',
        note: '',
        dueAt: null,
        report: { ...plainReport, code, status: 'processing' },
        answers: { 'nguoi-nop-so': '052090001234', 'nguoi-nop-dien-thoai': '0912345678' },
      },
    ],
  }
  rig.raw.prepare(`update conversations set state = ? where address = 'owner'`).run(JSON.stringify(state))
})

afterEach(async () => {
  await rig.store.close()
  ground.remove()
})

function from(conversation: string): EffectContext {
  return {
    row: { channel: 'telegram', conversation, key: 'k' } as OutboxRow,
    signal: AbortSignal.timeout(5_000),
    outcome: (name, event) => ({
      channel: 'telegram',
      conversation,
      updateId: name,
      internal: true,
      event,
      eventId: name,
      at: now,
    }),
  }
}

async function lookUp(fact: string, conversation = 'stranger') {
  const order: Extract<Effect, { type: 'look_up_dossier' }> = { type: 'look_up_dossier', code, fact }
  const result = await lookUpDossier({ store: rig.store, now: () => now })(order, from(conversation))
  return result.type === 'done' ? result.outcomes[0]?.event : null
}

test('the number or the phone of the applicant opens the status, and nothing else does', async () => {
  expect(await lookUp('052090001234')).toMatchObject({
    type: 'dossier_found',
    report: { status: 'processing' },
  })
  expect(await lookUp('+84912345678')).toMatchObject({ type: 'dossier_found' })
  expect(await lookUp('052090001235')).toEqual({ type: 'dossier_not_found', code, reason: 'no_match' })
  expect(JSON.stringify(await lookUp('052090001234'))).not.toContain('0912345678')
})

test('after five wrong facts an hour even the right one is not heard, and then it is again', async () => {
  for (let tries = 0; tries < 5; tries++) await lookUp(`05209000000${tries}`)
  expect(await lookUp('052090001234')).toEqual({ type: 'dossier_not_found', code, reason: 'too_many' })
  expect(await lookUp('052090001234', 'another')).toMatchObject({ type: 'dossier_found' })
  now += 3_600_001
  expect(await lookUp('052090001234')).toMatchObject({ type: 'dossier_found' })
})

test('a code to agree by works for others only, is counted when wrong, and once answered is gone', async () => {
  const handlers = confirmations({ store: rig.store, now: () => now })
  const asked = await handlers.ask_confirmation(
    { type: 'ask_confirmation', draftId: 'd2', touchedAt: 7, summary: 'Đăng ký khai sinh' },
    from('helper'),
  )
  const made = asked.type === 'done' ? asked.outcomes[0]?.event : null
  const number = made?.type === 'confirmation_ready' ? made.code : ''
  expect(number).toMatch(/^\d{8}$/)
  expect(JSON.stringify(rig.rows('select * from channel_values'))).not.toContain(number)
  const open = async (who: string, typed = number) => {
    const result = await handlers.open_confirmation({ type: 'open_confirmation', code: typed }, from(who))
    return result.type === 'done' ? result.outcomes[0]?.event : null
  }
  expect(await open('helper')).toEqual({ type: 'confirmation_unknown', reason: 'no_match' })
  expect(await open('applicant')).toMatchObject({ type: 'confirmation_opened', summary: 'Đăng ký khai sinh' })
  const order = { type: 'answer_confirmation', code: number, agreed: true } as const
  const answered = await handlers.answer_confirmation(order, from('applicant'))
  if (answered.type !== 'done') throw new Error('not answered')
  expect(answered.outcomes).toMatchObject([
    {
      conversation: 'helper',
      event: { type: 'confirmation_answered', draftId: 'd2', touchedAt: 7, agreed: true },
    },
  ])
  await answered.afterwards?.()
  expect(await open('applicant')).toEqual({ type: 'confirmation_unknown', reason: 'no_match' })
  for (let tries = 0; tries < 5; tries++) await open('guesser', '00000000')
  expect(await open('guesser', '00000000')).toEqual({ type: 'confirmation_unknown', reason: 'too_many' })
})

test('joined chats each learn of the other’s dossiers; a code tried by its own chat or too late joins nothing', async () => {
  const handlers = joining({ store: rig.store, now: () => now })
  const result = await handlers.make_join_code({ type: 'make_join_code' }, from('owner'))
  const made = result.type === 'done' ? result.outcomes[0]?.event : null
  const number = made?.type === 'join_code_ready' ? made.code : ''
  const join = async (who: string) => {
    const joined = await handlers.join_by_code({ type: 'join_by_code', code: number }, from(who))
    return joined.type === 'done'
      ? joined.outcomes.map(({ conversation, event }) => [conversation, event])
      : []
  }
  expect(await join('owner')).toMatchObject([['owner', { type: 'join_refused' }]])
  expect(await join('phone')).toMatchObject([
    ['phone', { type: 'conversation_joined', dossiers: [{ code }] }],
    ['owner', { type: 'conversation_joined', dossiers: [] }],
  ])
  now += 10 * 60_000 + 1
  expect(await join('late')).toMatchObject([['late', { type: 'join_refused' }]])
})
