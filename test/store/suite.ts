// What every store must keep of its contract. Each database calls this once, with the way to open its own.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CatalogueEntry } from '../../src/content/catalogue.ts'
import { initialState, type State } from '../../src/engine/state.ts'
import type {
  Arrival,
  Batch,
  ClaimedTurn,
  Committed,
  Completion,
  OutboxDraft,
  Store,
  TurnRecord,
  TurnResult,
} from '../../src/store/store.ts'

/** An empty database of the test's own. */
export interface StoreGround {
  /** Opens it. May be called again after `close`, and finds what was written. */
  open(): Promise<Store>
  remove(): Promise<void>
}

const owner = 'process-1'
const start = Date.UTC(2026, 10, 22, 9)
const minute = 60_000

export function testStore(name: string, makeGround: () => Promise<StoreGround>): void {
  describe(name, () => {
    let ground: StoreGround
    let store: Store
    let now: number

    beforeEach(async () => {
      ground = await makeGround()
      store = await ground.open()
      now = start
    })

    afterEach(async () => {
      await store.close()
      await ground.remove()
    })

    async function reopen(): Promise<void> {
      await store.close()
      store = await ground.open()
    }

    /** One commit; every turn is taken by `decide`, which by default only counts. */
    const commit = (batch: Partial<Batch>, decide: (turn: ClaimedTurn) => TurnResult = count) =>
      store.hot.commit(
        { now, owner, arrivals: [], completions: [], activities: [], turns: 0, ...batch },
        decide,
      )

    const turns = (decide?: (turn: ClaimedTurn) => TurnResult, most = 100) => commit({ turns: most }, decide)

    const say = (conversation: string, text: string, updateId: string = randomUUID()): Arrival => ({
      channel: 'telegram',
      conversation,
      updateId,
      event: { type: 'message_received', text },
      eventId: `event-${updateId}`,
      at: now,
    })

    /** A conversation with rows written by one turn. */
    async function write(
      conversation: string,
      drafts: OutboxDraft[],
      records: TurnRecord[] = [],
    ): Promise<Committed> {
      await commit({ arrivals: [say(conversation, 'write')] })
      return turns(() => ({ state: initialState, outbox: drafts, records }))
    }

    const complete = (...completions: Completion[]) => commit({ completions })

    const claim = (by = owner, limit = 100) => store.outbox.claim(now, by, limit)

    const keysOf = (rows: readonly { key: string }[]) => rows.map(({ key }) => key)

    describe('arrivals', () => {
      test('an update is new once, in whatever commit it comes again', async () => {
        const first = say('a', 'one', 'u1')
        const { fresh } = await commit({ arrivals: [first, first, say('a', 'two', 'u2')] })
        expect(fresh).toEqual([true, false, true])
        expect((await commit({ arrivals: [first] })).fresh).toEqual([false])
        await reopen()
        expect((await commit({ arrivals: [first] })).fresh).toEqual([false])
        const seen = await listen()
        expect(seen).toEqual(['one', 'two'])
      })

      test('the same id on another channel, or as an outcome of our own, is another update', async () => {
        const { fresh } = await commit({
          arrivals: [
            say('a', 'one', 'u1'),
            { ...say('a', 'two', 'u1'), channel: 'zalo-oa' },
            { ...say('a', 'three', 'u1'), internal: true },
          ],
        })
        expect(fresh).toEqual([true, true, true])
        expect(await store.conversations.count()).toBe(2)
      })

      test('a repeat keeps the first text, and its activity is not stored again', async () => {
        await commit({ arrivals: [{ ...say('a', 'first', 'u1'), activity: { text: 'first' } }] })
        const again = await commit({
          arrivals: [{ ...say('a', 'second', 'u1'), activity: { text: 'second' } }],
        })
        expect(again.grown).toEqual([])
        expect(await listen()).toEqual(['first'])
        expect(await store.activities.after('telegram', 'a', 0, 10)).toEqual([
          { sequence: 1, activity: { text: 'first' } },
        ])
      })

      test('what was said comes back letter by letter', async () => {
        const text = 'Nguyễn Thị Ngọc Ánh 🇻🇳 \u0000 "\'\\ \n e\u0301 \ud83d'.replace('\ud83d', '')
        await commit({ arrivals: [say('a', text)] })
        expect(await listen()).toEqual([text])
      })

      async function listen(): Promise<string[]> {
        const seen: string[] = []
        for (let more = true; more; ) {
          const taken = await turns((turn) => {
            if (turn.event.type === 'message_received') seen.push(turn.event.text ?? '')
            return count(turn)
          })
          more = taken.more
        }
        return seen
      }
    })

    describe('turns', () => {
      test('one for each conversation in a commit, the oldest first, in the order of arrival', async () => {
        await commit({ arrivals: [say('a', 'a1'), say('b', 'b1'), say('a', 'a2'), say('c', 'c1')] })
        const seen: string[] = []
        const watch = (turn: ClaimedTurn) => {
          if (turn.event.type === 'message_received') seen.push(turn.event.text ?? '')
          return count(turn)
        }
        expect(await turns(watch, 2)).toMatchObject({ turns: 2, more: true })
        expect(seen).toEqual(['a1', 'b1'])
        expect(await turns(watch)).toMatchObject({ turns: 2, more: false })
        expect(seen).toEqual(['a1', 'b1', 'a2', 'c1'])
        expect(await turns(watch)).toMatchObject({ turns: 0, more: false })
      })

      test('none are taken when none are asked for', async () => {
        const taken = await commit({ arrivals: [say('a', 'x')], turns: 0 }, () => {
          throw new Error('not asked for')
        })
        expect(taken.turns).toBe(0)
      })

      test('an arrival can have its turn in its own commit', async () => {
        expect(await commit({ arrivals: [say('a', 'x')], turns: 10 })).toMatchObject({
          turns: 1,
          more: false,
        })
      })

      test('a turn sees the state the one before left, its event with id and time, and its conversation', async () => {
        const arrival = say('a', 'x', 'u1')
        await commit({ arrivals: [arrival] })
        const seen: ClaimedTurn[] = []
        const watch = (turn: ClaimedTurn) => {
          seen.push(turn)
          return count(turn)
        }
        now += 5
        await turns(watch)
        expect(seen).toMatchObject([
          {
            channel: 'telegram',
            conversation: 'a',
            state: null,
            event: { type: 'message_received', text: 'x', id: arrival.eventId, at: start },
          },
        ])
        await reopen()
        await commit({ arrivals: [say('a', 'y')] })
        await turns(watch)
        expect(seen[1]?.state).toEqual({ ...initialState, misunderstood: 1 })
        expect(await store.conversations.find('telegram', 'a')).toEqual({
          id: seen[0]?.conversationId,
          state: { ...initialState, misunderstood: 2 },
        })
        expect(await store.conversations.find('telegram', 'nobody')).toBeNull()
        expect(await store.conversations.find('zalo-oa', 'a')).toBeNull()
      })

      test('one that throws is undone alone: the others of the commit stand', async () => {
        await commit({ arrivals: [say('a', 'x'), say('b', 'boom'), say('c', 'x')] })
        const taken = await turns((turn) => {
          if (turn.conversation === 'b') throw new TypeError('our bug')
          return { ...count(turn), outbox: [reply(`${turn.conversation}:r0`)] }
        })
        expect(taken.turns).toBe(2)
        expect(taken.failures).toMatchObject([{ eventType: 'message_received', parked: false }])
        expect(taken.failures[0]?.error).toBeInstanceOf(TypeError)
        expect(keysOf(taken.outbox)).toEqual(['a:r0', 'c:r0'])
        expect((await store.conversations.find('telegram', 'b'))?.state).toBeNull()
      })

      test('one whose rows cannot be written is undone with all of them', async () => {
        await commit({ arrivals: [say('a', 'x')] })
        const records = [job('first'), { ...job('second'), wakeAt: null as unknown as number }]
        const taken = await turns((turn) => ({ ...count(turn), outbox: [reply('a:r0')], records }))
        expect(taken).toMatchObject({ turns: 0, outbox: [], failures: [{ parked: false }] })
        expect((await store.conversations.find('telegram', 'a'))?.state).toBeNull()
        now += 10 * minute
        expect(await store.jobs.claim(now, owner, minute, 10)).toEqual([])
        expect(await claim()).toEqual([])
      })

      test('one that failed waits, holds what came after it, and runs once when the cause is gone', async () => {
        await commit({ arrivals: [say('a', 'boom'), say('a', 'after')] })
        const seen: string[] = []
        let broken = true
        const stumble = (turn: ClaimedTurn) => {
          const text = turn.event.type === 'message_received' ? (turn.event.text ?? '') : ''
          if (text === 'boom' && broken) throw new Error('our bug')
          seen.push(text)
          return count(turn)
        }
        await turns(stumble)
        expect(await turns(stumble)).toMatchObject({ turns: 0, failures: [], more: false })
        broken = false
        now += 10 * minute
        await turns(stumble)
        await turns(stumble)
        expect(seen).toEqual(['boom', 'after'])
      })

      test('after five failures it is parked with one escalation, and the line moves on', async () => {
        await commit({ arrivals: [say('a', 'boom'), say('a', 'after')] })
        const parked: boolean[] = []
        let after = 0
        for (let tries = 0; tries < 12; tries++) {
          const taken = await turns((turn) => {
            if (turn.event.type === 'message_received' && turn.event.text === 'boom')
              throw new Error('our bug')
            after += 1
            return count(turn)
          })
          parked.push(...taken.failures.map((failure) => failure.parked))
          now += 10 * minute
        }
        expect(parked).toEqual([false, false, false, false, true])
        expect(after).toBe(1)
        expect(await store.escalations.open(10)).toMatchObject([{ reason: 'turn_parked' }])
      })

      test('a commit that fails leaves nothing of itself', async () => {
        const broken = { ...say('b', 'x'), at: null as unknown as number }
        await expect(commit({ arrivals: [say('a', 'x', 'u1'), broken], turns: 10 })).rejects.toThrow()
        expect(await store.conversations.count()).toBe(0)
        expect((await commit({ arrivals: [say('a', 'x', 'u1')] })).fresh).toEqual([true])
      })
    })

    describe('outbox rows of a turn', () => {
      test('come back leased, in order of writing, and are nobody else’s until the lease runs out', async () => {
        const { outbox } = await write('a', [reply('k1'), effect('k2'), reply('k3')])
        expect(outbox).toMatchObject([
          { key: 'k1', lane: 'reply', attempts: 0, channel: 'telegram', conversation: 'a', createdAt: now },
          { key: 'k2', lane: 'effect', payload: { order: 'k2' } },
          { key: 'k3', lane: 'reply', payload: { text: 'k3' } },
        ])
        expect(await claim('process-2')).toEqual([])
        now += 10 * minute
        // Of the replies only the oldest: the second must not overtake it.
        expect(keysOf(await claim('process-2'))).toEqual(['k1', 'k2'])
        expect(await claim('process-3')).toEqual([])
      })

      test('a key is written once, whichever turn orders it again', async () => {
        await write('a', [effect('submit:1')])
        expect((await write('a', [effect('submit:1'), effect('other')])).outbox).toMatchObject([
          { key: 'other' },
        ])
        expect((await write('b', [effect('submit:1')])).outbox).toEqual([])
      })

      test('a reply written while an older one waits is held behind it; effects and other conversations are not', async () => {
        const [first] = (await write('a', [reply('k1')])).outbox
        await complete({ rowId: first?.id ?? 0, type: 'retry', nextAt: now + minute, error: 'unavailable' })
        expect(keysOf((await write('a', [reply('k2'), effect('k3')])).outbox)).toEqual(['k3'])
        expect(keysOf((await write('b', [reply('k4')])).outbox)).toEqual(['k4'])
        expect(await claim()).toEqual([])
        now += minute
        expect(keysOf(await claim())).toEqual(['k1'])
        expect(await claim()).toEqual([])
        await complete({ rowId: first?.id ?? 0, type: 'done' })
        expect(keysOf(await claim())).toEqual(['k2'])
      })
    })

    describe('ends of tries', () => {
      test('done is the end: no claim, no later outcome brings it back', async () => {
        const [row] = (await write('a', [reply('k1')])).outbox
        const rowId = row?.id ?? 0
        await complete({ rowId, type: 'done', messageId: 'm1' })
        await complete({ rowId, type: 'retry', nextAt: now, error: 'late' })
        await complete({ rowId, type: 'release', nextAt: now })
        await complete({ rowId, type: 'parked', error: 'late' })
        now += 60 * minute
        expect(await claim()).toEqual([])
        expect(await store.outbox.parked(10)).toEqual([])
        expect(await store.outbox.nextDue()).toBeNull()
      })

      test('a retry counts and comes back when due, a release comes back uncounted', async () => {
        const [row] = (await write('a', [reply('k1')])).outbox
        const rowId = row?.id ?? 0
        await complete({ rowId, type: 'retry', nextAt: now + minute, error: 'unavailable' })
        expect(await claim()).toEqual([])
        expect(await store.outbox.nextDue()).toBe(now + minute)
        now += minute
        expect(await claim()).toMatchObject([{ key: 'k1', attempts: 1 }])
        await complete({ rowId, type: 'release', nextAt: now + 5 })
        now += 5
        expect(await claim()).toMatchObject([{ key: 'k1', attempts: 1 }])
        await complete({ rowId, type: 'retry', nextAt: now, error: 'unavailable' })
        expect(await claim()).toMatchObject([{ key: 'k1', attempts: 2 }])
      })

      test('a parked row is seen by staff with its error and holds nobody', async () => {
        const rows = (await write('a', [reply('k1'), reply('k2')])).outbox
        await complete({ rowId: rows[0]?.id ?? 0, type: 'parked', error: 'recipient_gone' })
        await complete({ rowId: rows[1]?.id ?? 0, type: 'release', nextAt: now })
        expect(await store.outbox.parked(10)).toMatchObject([
          { key: 'k1', error: 'recipient_gone', attempts: 1, conversation: 'a' },
        ])
        expect(keysOf(await claim())).toEqual(['k2'])
        await reopen()
        expect(await store.outbox.parked(0)).toEqual([])
        expect(await store.outbox.parked(10)).toHaveLength(1)
      })

      test('an outcome in the same commit as its end becomes the next turn', async () => {
        const [row] = (await write('a', [effect('k1')])).outbox
        const outcome: Arrival = {
          ...say('a', '', 'k1:ended'),
          internal: true,
          event: { type: 'submission_delayed', draftId: 'd1' },
        }
        const seen: string[] = []
        const ended = await commit(
          { completions: [{ rowId: row?.id ?? 0, type: 'done' }], arrivals: [outcome], turns: 5 },
          (turn) => {
            seen.push(turn.event.type)
            return count(turn)
          },
        )
        expect(ended.turns).toBe(1)
        expect(seen).toEqual(['submission_delayed'])
      })
    })

    describe('the outbox', () => {
      test('gives due rows in order of writing, as many as asked for', async () => {
        const { outbox } = await write('a', [effect('k1'), effect('k2'), effect('k3')])
        for (const { id } of outbox) await complete({ rowId: id, type: 'release', nextAt: now })
        expect(keysOf(await claim(owner, 2))).toEqual(['k1', 'k2'])
        expect(keysOf(await claim(owner, 2))).toEqual(['k3'])
      })

      test('gives a row to one of several who ask at once', async () => {
        const { outbox } = await write('a', [effect('k1'), effect('k2'), effect('k3')])
        for (const { id } of outbox) await complete({ rowId: id, type: 'release', nextAt: now })
        const claimed = await Promise.all(['p1', 'p2', 'p3', 'p4'].map((by) => claim(by, 2)))
        expect(keysOf(claimed.flat()).sort()).toEqual(['k1', 'k2', 'k3'])
      })

      test('the next due time is that of a row a claim would give, not of one held behind another', async () => {
        expect(await store.outbox.nextDue()).toBeNull()
        const [first, second, other] = (await write('a', [reply('k1'), reply('k2'), effect('k3')])).outbox
        await complete({ rowId: first?.id ?? 0, type: 'retry', nextAt: now + 5 * minute, error: 'x' })
        await complete({ rowId: second?.id ?? 0, type: 'release', nextAt: now })
        expect(await store.outbox.nextDue()).toBe(now + 5 * minute)
        await complete({ rowId: other?.id ?? 0, type: 'retry', nextAt: now + minute, error: 'x' })
        expect(await store.outbox.nextDue()).toBe(now + minute)
      })

      test('everything claimed can be given back at once', async () => {
        await write('a', [reply('k1'), effect('k2')])
        expect(await store.outbox.releaseAll()).toBe(2)
        expect(await store.outbox.releaseAll()).toBe(0)
        expect(await claim('process-2')).toMatchObject([
          { key: 'k1', attempts: 0 },
          { key: 'k2', attempts: 0 },
        ])
      })
    })

    describe('activities', () => {
      const append = (conversation: string, key: string, activity: unknown = { key }) =>
        commit({ activities: [{ channel: 'telegram', conversation, key, activity }] })

      test('are numbered from 1 within a conversation, by order of commit', async () => {
        await append('a', 'k1')
        await commit({
          arrivals: [{ ...say('a', 'x'), activity: { said: 'x' } }],
          activities: [
            { channel: 'telegram', conversation: 'b', key: 'k1', activity: 1 },
            { channel: 'telegram', conversation: 'a', key: 'k2', activity: [2] },
          ],
        })
        expect(await store.activities.after('telegram', 'a', 0, 10)).toEqual([
          { sequence: 1, activity: { key: 'k1' } },
          { sequence: 2, activity: [2] },
          { sequence: 3, activity: { said: 'x' } },
        ])
        expect(await store.activities.after('telegram', 'b', 0, 10)).toEqual([{ sequence: 1, activity: 1 }])
        expect(await store.activities.after('zalo-oa', 'a', 0, 10)).toEqual([])
      })

      test('are read after a watermark, as many as asked for', async () => {
        for (const key of ['k1', 'k2', 'k3', 'k4']) await append('a', key)
        const read = await store.activities.after('telegram', 'a', 1, 2)
        expect(read.map(({ sequence }) => sequence)).toEqual([2, 3])
        expect(await store.activities.after('telegram', 'a', 4, 2)).toEqual([])
      })

      test('a key is stored once, leaves no gap, and only what grew is reported', async () => {
        expect((await append('a', 'k1', 'first')).grown).toMatchObject([
          { channel: 'telegram', conversation: 'a' },
        ])
        expect((await append('a', 'k1', 'second')).grown).toEqual([])
        await reopen()
        await append('a', 'k1', 'third')
        await append('a', 'k2')
        expect(await store.activities.after('telegram', 'a', 0, 10)).toEqual([
          { sequence: 1, activity: 'first' },
          { sequence: 2, activity: { key: 'k2' } },
        ])
      })
    })

    describe('records of a turn', () => {
      test('an escalation is open once, oldest first', async () => {
        await write('a', [], [{ type: 'escalation', id: 'x1', reason: 'asked' }])
        now += 1
        await write('b', [], [{ type: 'escalation', id: 'x2', reason: 'failed' }])
        await write('a', [], [{ type: 'escalation', id: 'x1', reason: 'asked' }])
        expect(await store.escalations.open(10)).toMatchObject([
          { id: 'x1', reason: 'asked', openedAt: start },
          { id: 'x2', reason: 'failed', openedAt: start + 1 },
        ])
        expect(await store.escalations.open(1)).toHaveLength(1)
      })

      test('a consent is taken down, and again without complaint', async () => {
        const consent = {
          type: 'consent',
          id: 'c1',
          purpose: 'filing',
          version: '1',
          granted: true,
        } satisfies TurnRecord
        expect((await write('a', [], [consent])).failures).toEqual([])
        expect((await write('a', [], [consent])).failures).toEqual([])
      })
    })

    describe('jobs', () => {
      const lease = 2 * minute
      const claimJobs = (by = owner) => store.jobs.claim(now, by, lease, 10)

      test('wake at their time, for one process, with what was ordered', async () => {
        await write('a', [], [job('j1', now + minute)])
        expect(await claimJobs()).toEqual([])
        now += minute
        expect(await claimJobs()).toEqual([
          {
            key: 'j1',
            kind: 'remind',
            payload: { of: 'j1' },
            wakeAt: now,
            attempts: 0,
            channel: 'telegram',
            conversation: 'a',
          },
        ])
        expect(await claimJobs('process-2')).toEqual([])
        now += lease
        expect(await claimJobs('process-2')).toHaveLength(1)
      })

      test('several who ask at once share them', async () => {
        await write('a', [], [job('j1'), job('j2'), job('j3')])
        const claimed = await Promise.all(['p1', 'p2', 'p3'].map((by) => claimJobs(by)))
        expect(keysOf(claimed.flat()).sort()).toEqual(['j1', 'j2', 'j3'])
      })

      test('a later order under the same key replaces the one before, even while it runs', async () => {
        await write('a', [], [job('j1')])
        await claimJobs()
        await write('a', [], [job('j1', now + minute)])
        await store.jobs.remove('j1', owner)
        expect(await claimJobs()).toEqual([])
        now += minute
        expect(await claimJobs()).toHaveLength(1)
        await store.jobs.remove('j1', owner)
        now += 60 * minute
        expect(await claimJobs()).toEqual([])
      })

      test('are put off with a new payload, and failures are counted until one goes well', async () => {
        await write('a', [], [job('j1')])
        await claimJobs()
        await store.jobs.reschedule('j1', owner, now + minute, undefined, true)
        now += minute
        expect(await claimJobs()).toMatchObject([{ attempts: 1, payload: { of: 'j1' } }])
        await store.jobs.reschedule('j1', owner, now + minute, { seen: 'x' })
        now += minute
        expect(await claimJobs()).toMatchObject([{ attempts: 0, payload: { seen: 'x' } }])
      })

      test('only who holds one may put it off or remove it', async () => {
        await write('a', [], [job('j1')])
        await claimJobs()
        await store.jobs.remove('j1', 'process-2')
        await store.jobs.reschedule('j1', 'process-2', now)
        expect(await claimJobs()).toEqual([])
        now += lease
        expect(await claimJobs()).toHaveLength(1)
      })

      test('everything claimed can be given back at once, across a restart', async () => {
        await write('a', [], [job('j1')])
        await claimJobs()
        await store.jobs.releaseAll()
        await reopen()
        expect(await claimJobs('process-2')).toHaveLength(1)
      })
    })

    describe('submissions', () => {
      const intent = (draftId: string, reference = `mce-${draftId}`) => ({
        reference,
        draftId,
        portal: 'quoc-gia',
        channel: 'telegram',
        conversation: 'a',
        at: now,
      })

      test('an intent is written once for a draft', async () => {
        expect(await store.submissions.open(intent('d1'))).toEqual({
          reference: 'mce-d1',
          conversation: { channel: 'telegram', conversation: 'a' },
          draftId: 'd1',
          portal: 'quoc-gia',
          state: 'intended',
          portalId: null,
          code: null,
          steps: [],
        })
        await store.submissions.record('mce-d1', 'creating', '', now)
        const [again, other] = await Promise.all([
          store.submissions.open(intent('d1')),
          store.submissions.open(intent('d2')),
        ])
        expect(again.steps).toEqual([{ step: 'creating', detail: '', at: now }])
        expect(other.draftId).toBe('d2')
        expect(await store.submissions.count()).toBe(2)
      })

      test('a draft cannot be filed a second time under another reference', async () => {
        await store.submissions.open(intent('d1'))
        await expect(store.submissions.open(intent('d1', 'mce-other'))).rejects.toThrow()
        expect(await store.submissions.count()).toBe(1)
      })

      test('steps are kept in order, and the end with its code survives a restart', async () => {
        await store.submissions.open(intent('d1'))
        for (const step of ['creating', 'created', 'sending']) {
          await store.submissions.record('mce-d1', step, `of ${step}`, now++)
        }
        await store.submissions.close('mce-d1', { state: 'received', portalId: '7', code: 'H1', at: now })
        await store.submissions.close('mce-d1', { state: 'received', at: now })
        await reopen()
        expect(await store.submissions.find('mce-d1')).toMatchObject({
          state: 'received',
          portalId: '7',
          code: 'H1',
          steps: [{ step: 'creating' }, { step: 'created', detail: 'of created' }, { step: 'sending' }],
        })
        expect(await store.submissions.find('mce-d2')).toBeNull()
      })
    })

    describe('files', () => {
      const wrappedKey = new Uint8Array([1, 2, 255, 0])
      const create = (id: string, conversation = 'a') =>
        store.files.create({
          id,
          channel: 'telegram',
          conversation,
          name: 'giấy.jpg',
          sizeBytes: 100,
          createdAt: now,
          wrappedKey,
        })

      test('go from receiving to complete to kept', async () => {
        await create('f1')
        await store.files.received('f1', 40, false)
        expect(await store.files.find('f1')).toMatchObject({
          state: 'receiving',
          receivedBytes: 40,
          name: 'giấy.jpg',
        })
        await store.files.received('f1', 100, true)
        await store.files.keep('f1', { attachmentId: 'at1', mediaType: 'image/jpeg', digest: 'd' })
        await store.files.received('f1', 50, false)
        await reopen()
        const kept = await store.files.byAttachment('at1')
        expect(kept).toMatchObject({
          id: 'f1',
          channel: 'telegram',
          conversation: 'a',
          state: 'kept',
          receivedBytes: 100,
          mediaType: 'image/jpeg',
          digest: 'd',
        })
        expect(Array.from(kept?.wrappedKey ?? [])).toEqual(Array.from(wrappedKey))
      })

      test('a file still arriving is not kept', async () => {
        await create('f1')
        await store.files.keep('f1', { attachmentId: 'at1', mediaType: 'image/jpeg', digest: 'd' })
        expect(await store.files.byAttachment('at1')).toBeNull()
      })

      test('destroying drops key and description once, and stays', async () => {
        await create('f1')
        await store.files.received('f1', 100, true)
        expect(await store.files.destroy('f1')).toBe(true)
        expect(await store.files.destroy('f1')).toBe(false)
        await store.files.keep('f1', { attachmentId: 'at1', mediaType: 'x', digest: 'd' })
        await store.files.received('f1', 100, true)
        expect(await store.files.find('f1')).toMatchObject({
          state: 'destroyed',
          wrappedKey: null,
          name: '',
          digest: '',
        })
        expect(await store.files.destroy('nothing')).toBe(false)
      })

      test('what nobody took up is found by its age, and counts for its conversation only', async () => {
        await create('old')
        await create('kept')
        await store.files.received('kept', 100, true)
        await store.files.keep('kept', { attachmentId: 'at1', mediaType: 'x', digest: 'd' })
        now += minute
        await create('new')
        await create('other', 'b')
        expect((await store.files.abandoned(now, 0, 10)).map(({ id }) => id)).toEqual(['old'])
        expect(await store.files.abandoned(now + 1, 0, 2)).toHaveLength(2)
        expect(await store.files.pendingCount('telegram', 'a')).toBe(2)
        expect(await store.files.pendingCount('telegram', 'b')).toBe(1)
        expect(await store.files.pendingCount('telegram', 'nobody')).toBe(0)
      })
    })

    describe('catalogue', () => {
      const entry = (key: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
        key,
        code: null,
        name: `Thủ tục ${key}`,
        field: 'Nông nghiệp',
        level: null,
        agency: null,
        page: null,
        source: null,
        ...more,
      })

      test('a second import changes and never doubles, and what a table leaves out stays', async () => {
        expect(await store.catalogue.put([entry('a'), entry('b')], 1)).toEqual({
          added: 2,
          updated: 0,
          unchanged: 0,
        })
        expect(
          await store.catalogue.put([entry('a'), entry('b', { name: 'Tên mới', field: null })], 2),
        ).toEqual({
          added: 0,
          updated: 1,
          unchanged: 1,
        })
        expect(await store.catalogue.all()).toEqual([entry('a'), entry('b', { name: 'Tên mới' })])
      })

      test('the version grows when something changed, and only then', async () => {
        const before = await store.catalogue.version()
        await store.catalogue.put([entry('a')], 1)
        const after = await store.catalogue.version()
        expect(after).toBeGreaterThan(before)
        await store.catalogue.put([entry('a')], 2)
        await store.catalogue.put([], 3)
        expect(await store.catalogue.version()).toBe(after)
      })
    })

    describe('guides', () => {
      test('are kept by revision and come back in order', async () => {
        const guide = { slug: 'khai-sinh', guide: { name: 'Khai sinh' }, sourceHash: 'h', at: now }
        await store.guides.add({ ...guide, revision: 2, status: 'draft', sourceHash: null })
        await store.guides.add({ ...guide, revision: 1, status: 'published' })
        await store.guides.add({ ...guide, slug: 'bao-tu', revision: 1, status: 'published' })
        await expect(store.guides.add({ ...guide, revision: 1, status: 'draft' })).rejects.toThrow()
        await reopen()
        expect(await store.guides.all()).toEqual([
          { slug: 'bao-tu', revision: 1, guide: { name: 'Khai sinh' }, sourceHash: 'h', status: 'published' },
          {
            slug: 'khai-sinh',
            revision: 1,
            guide: { name: 'Khai sinh' },
            sourceHash: 'h',
            status: 'published',
          },
          { slug: 'khai-sinh', revision: 2, guide: { name: 'Khai sinh' }, sourceHash: null, status: 'draft' },
        ])
      })
    })

    describe('values', () => {
      test('are set, replaced, read and deleted by channel and key', async () => {
        expect(await store.values.get('telegram', 'k', now)).toBeNull()
        await store.values.set('telegram', 'k', { a: [1, null, 'ữ'] }, null)
        await store.values.set('zalo-oa', 'k', 'other', null)
        await reopen()
        expect(await store.values.get('telegram', 'k', now)).toEqual({ a: [1, null, 'ữ'] })
        await store.values.set('telegram', 'k', false, now + minute)
        expect(await store.values.get('telegram', 'k', now)).toBe(false)
        await store.values.delete('telegram', 'k')
        expect(await store.values.get('telegram', 'k', now)).toBeNull()
        expect(await store.values.get('zalo-oa', 'k', now)).toBe('other')
      })

      test('one that is taken goes to one of many', async () => {
        await store.values.set('telegram', 'ticket', 'once', null)
        const taken = await Promise.all(
          Array.from({ length: 20 }, () => store.values.take('telegram', 'ticket', now)),
        )
        expect(taken.filter((value) => value !== null)).toEqual(['once'])
      })

      test('are gone at their time, whether swept or not', async () => {
        await store.values.set('telegram', 'short', 1, now + minute)
        await store.values.set('telegram', 'taken', 1, now + minute)
        await store.values.set('telegram', 'long', 1, now + 2 * minute)
        await store.values.set('telegram', 'ever', 1, null)
        now += minute
        expect(await store.values.get('telegram', 'short', now)).toBeNull()
        expect(await store.values.take('telegram', 'taken', now)).toBeNull()
        expect(await store.values.sweep(now)).toBe(1)
        expect(await store.values.get('telegram', 'long', now)).toBe(1)
        now += 100 * minute
        expect(await store.values.sweep(now)).toBe(1)
        expect(await store.values.get('telegram', 'ever', now)).toBe(1)
      })
    })

    test('says that it can be written to, and leaves no trace of asking', async () => {
      expect(await store.probe()).toBe(true)
      expect(await store.values.sweep(now)).toBe(0)
    })

    test('what was committed is there after it was closed and opened again', async () => {
      await commit({ arrivals: [say('a', 'x', 'u1'), say('a', 'y', 'u2')] })
      await turns((turn) => ({ ...count(turn), outbox: [reply('k1')], records: [job('j1')] }))
      await reopen()
      expect(await turns()).toMatchObject({ turns: 1 })
      expect((await store.conversations.find('telegram', 'a'))?.state?.misunderstood).toBe(2)
      expect(await store.conversations.count()).toBe(1)
      expect(await store.jobs.claim(now, owner, minute, 10)).toHaveLength(1)
    })
  })
}

/** Counts turns in a place of the state where counting does no harm. */
function count(turn: ClaimedTurn): TurnResult {
  const state: State = { ...initialState, misunderstood: (turn.state?.misunderstood ?? 0) + 1 }
  return { state, outbox: [], records: [] }
}

const reply = (key: string): OutboxDraft => ({ key, lane: 'reply', payload: { text: key } })
const effect = (key: string): OutboxDraft => ({ key, lane: 'effect', payload: { order: key } })
const job = (key: string, wakeAt = 0): Extract<TurnRecord, { type: 'job' }> => ({
  type: 'job',
  key,
  kind: 'remind',
  payload: { of: key },
  wakeAt,
})
