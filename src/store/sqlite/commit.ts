// The hot path on SQLite: one synced transaction for many arrivals, turns and deliveries. Hand-written statements, because
// this is where the durable turns per second are won.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { State } from '../../engine/state.ts'
import { leaseMs, mostTurnFailures, turnRetryMs } from '../bounds.ts'
import type {
  Arrival,
  Batch,
  ClaimedTurn,
  Committed,
  Completion,
  HotPath,
  OutboxRow,
  TurnRecord,
  TurnResult,
} from '../store.ts'

interface WaitingRow {
  inbox_id: number
  conversation_id: number
  event_id: string
  event: string
  at: number
  attempts: number
  channel: string
  address: string
  state: string | null
}

export function createSqliteHotPath(raw: DatabaseSync): HotPath {
  const statements = prepareAll(raw)

  function commit(batch: Batch, decide: (turn: ClaimedTurn) => TurnResult): Committed {
    const grown = new Map<string, { channel: string; conversation: string }>()
    const outbox: OutboxRow[] = []
    const failures: Committed['failures'][number][] = []
    raw.exec('begin immediate')
    try {
      for (const completion of batch.completions) complete(statements, completion, batch.now)
      for (const one of batch.activities) {
        const id = conversationId(statements, one.channel, one.conversation, batch.now)
        if (append(statements, id, one.key, one.activity, batch.now))
          grown.set(`${one.channel}\n${one.conversation}`, one)
      }
      const fresh = batch.arrivals.map((arrival) => arrive(statements, arrival, grown))
      const waiting = batch.turns === 0 ? [] : claim(statements, batch)
      for (const row of waiting) takeTurn(statements, row, batch, decide, outbox, failures)
      const more =
        batch.turns > 0 && waiting.length > 0 && claim(statements, { ...batch, turns: 1 }).length > 0
      raw.exec('commit')
      return {
        fresh,
        outbox,
        turns: waiting.length - failures.length,
        failures,
        more,
        grown: [...grown.values()],
      }
    } catch (error) {
      if (raw.isTransaction) raw.exec('rollback')
      throw error
    }
  }

  return { commit: async (batch, decide) => commit(batch, decide) }
}

type Statements = ReturnType<typeof prepareAll>

function prepareAll(raw: DatabaseSync) {
  const prepare = (sql: string): StatementSync => raw.prepare(sql)
  return {
    findConversation: prepare('select id from conversations where channel = ? and address = ?'),
    addConversation: prepare(
      'insert into conversations (channel, address, created_at, updated_at) values (?, ?, ?, ?) returning id',
    ),
    addInbox: prepare(
      `insert into inbox (channel, update_id, conversation_id, event_id, event, at) values (?, ?, ?, ?, ?, ?)
       on conflict (channel, update_id) do nothing`,
    ),
    nextSequence: prepare(
      'update conversations set activity_count = activity_count + 1 where id = ? returning activity_count as sequence',
    ),
    hasActivity: prepare('select 1 from activities where conversation_id = ? and key = ?'),
    addActivity: prepare(
      'insert into activities (conversation_id, sequence, key, activity, at) values (?, ?, ?, ?, ?)',
    ),
    // The oldest waiting row of each conversation; a row that waits for its next try holds the line behind it.
    waiting: prepare(
      `select i.id as inbox_id, i.conversation_id, i.event_id, i.event, i.at, i.attempts, c.channel, c.address, c.state
       from (select conversation_id, min(id) as first from inbox where status = 0 group by conversation_id) f
       join inbox i on i.id = f.first join conversations c on c.id = i.conversation_id
       where i.ready_at <= ? order by i.id limit ?`,
    ),
    saveState: prepare('update conversations set state = ?, turns = turns + 1, updated_at = ? where id = ?'),
    inboxDone: prepare('update inbox set status = 1, error = null where id = ?'),
    inboxFailed: prepare(
      'update inbox set status = ?, attempts = attempts + 1, ready_at = ?, error = ? where id = ?',
    ),
    openReply: prepare(
      `select 1 from outbox where conversation_id = ? and lane = 'reply' and status = 0 limit 1`,
    ),
    addOutbox: prepare(
      `insert into outbox (conversation_id, lane, key, payload, status, lease_until, owner, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing returning id`,
    ),
    addEscalation: prepare(
      `insert into escalations (id, conversation_id, reason, state, opened_at) values (?, ?, ?, 'open', ?)
       on conflict (id) do nothing`,
    ),
    addConsent: prepare(
      `insert into consents (id, conversation_id, purpose, version, granted, channel, at) values (?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do nothing`,
    ),
    setJob: prepare(
      `insert into jobs (key, kind, conversation_id, payload, wake_at) values (?, ?, ?, ?, ?)
       on conflict (key) do update set payload = excluded.payload, wake_at = excluded.wake_at, lease_until = 0,
         owner = null, attempts = 0`,
    ),
    setValue: prepare(
      `insert into channel_values (channel, key, value, expires_at) values (?, ?, ?, ?)
       on conflict (channel, key) do update set value = excluded.value, expires_at = excluded.expires_at`,
    ),
    forgetEvent: prepare(
      `update inbox set event = json_object('type', json_extract(event, '$.type'), 'forgotten', true)
       where event_id = ? and conversation_id = ?`,
    ),
    addRating: prepare(
      `insert into ratings (reference, conversation_id, stars, comment, at) values (?, ?, ?, ?, ?)
       on conflict (reference) do update set stars = excluded.stars, comment = excluded.comment, at = excluded.at`,
    ),
    outboxDone: prepare(
      'update outbox set status = 2, done_at = ?, message_id = ?, owner = null, error = null where id = ? and status < 2',
    ),
    outboxRetry: prepare(
      `update outbox set status = 0, attempts = attempts + 1, next_at = ?, error = ?, owner = null
       where id = ? and status = 1`,
    ),
    outboxRelease: prepare(
      'update outbox set status = 0, next_at = ?, owner = null where id = ? and status = 1',
    ),
    outboxParked: prepare(
      'update outbox set status = 3, attempts = attempts + 1, error = ?, owner = null where id = ? and status < 2',
    ),
    savepoint: prepare('savepoint turn'),
    release: prepare('release turn'),
    undo: prepare('rollback to turn'),
  }
}

function conversationId(statements: Statements, channel: string, address: string, now: number): number {
  const found = statements.findConversation.get(channel, address)
  if (found) return found.id as number
  return statements.addConversation.get(channel, address, now, now)?.id as number
}

function arrive(
  statements: Statements,
  arrival: Arrival,
  grown: Map<string, { channel: string; conversation: string }>,
): boolean {
  const id = conversationId(statements, arrival.channel, arrival.conversation, arrival.at)
  const added = statements.addInbox.run(
    arrival.internal ? 'motcua' : arrival.channel,
    arrival.updateId,
    id,
    arrival.eventId,
    JSON.stringify(arrival.event),
    arrival.at,
  )
  if (added.changes === 0) return false
  if (arrival.activity !== undefined) {
    append(statements, id, `in:${arrival.updateId}`, arrival.activity, arrival.at)
    grown.set(`${arrival.channel}\n${arrival.conversation}`, arrival)
  }
  return true
}

function append(statements: Statements, id: number, key: string, activity: unknown, now: number): boolean {
  if (statements.hasActivity.get(id, key)) return false
  const sequence = statements.nextSequence.get(id)?.sequence as number
  statements.addActivity.run(id, sequence, key, JSON.stringify(activity), now)
  return true
}

function claim(statements: Statements, batch: Pick<Batch, 'now' | 'turns'>): WaitingRow[] {
  return statements.waiting.all(batch.now, batch.turns) as unknown as WaitingRow[]
}

function takeTurn(
  statements: Statements,
  row: WaitingRow,
  batch: Batch,
  decide: (turn: ClaimedTurn) => TurnResult,
  outbox: OutboxRow[],
  failures: Committed['failures'][number][],
): void {
  const written = outbox.length
  let eventType = ''
  statements.savepoint.run()
  try {
    const event = { ...JSON.parse(row.event), id: row.event_id, at: row.at }
    eventType = String(event.type)
    const result = decide({
      conversationId: row.conversation_id,
      channel: row.channel,
      conversation: row.address,
      state: row.state === null ? null : (JSON.parse(row.state) as State),
      event,
    })
    statements.saveState.run(JSON.stringify(result.state), batch.now, row.conversation_id)
    statements.inboxDone.run(row.inbox_id)
    writeOutbox(statements, row, result, batch, outbox)
    for (const record of result.records) writeRecord(statements, row, record, batch.now)
    statements.release.run()
  } catch (cause) {
    // A full disk is not the turn's fault: counted against it, a day without room would park every conversation.
    if (isDatabaseTrouble(cause)) throw cause
    statements.undo.run()
    statements.release.run()
    outbox.length = written
    failures.push(failTurn(statements, row, eventType, batch.now, cause))
  }
}

/** SQLITE_ERROR, TOOBIG, CONSTRAINT, MISMATCH and RANGE are about what was written; everything else is about where. */
const ownErrors = new Set([1, 18, 19, 20, 25])

function isDatabaseTrouble(cause: unknown): boolean {
  const { code, errcode } = cause as { code?: unknown; errcode?: unknown }
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' && !ownErrors.has(errcode & 0xff)
}

function writeOutbox(
  statements: Statements,
  row: WaitingRow,
  result: TurnResult,
  batch: Batch,
  outbox: OutboxRow[],
): void {
  if (result.outbox.length === 0) return
  // A message must not overtake an older one that waits for its next try.
  const held =
    result.outbox.some((one) => one.lane === 'reply') &&
    Boolean(statements.openReply.get(row.conversation_id))
  for (const one of result.outbox) {
    const waits = held && one.lane === 'reply'
    const added = statements.addOutbox.get(
      row.conversation_id,
      one.lane,
      one.key,
      JSON.stringify(one.payload),
      waits ? 0 : 1,
      waits ? 0 : batch.now + leaseMs,
      waits ? null : batch.owner,
      batch.now,
    )
    if (!added || waits) continue
    outbox.push({
      id: added.id as number,
      conversationId: row.conversation_id,
      channel: row.channel,
      conversation: row.address,
      lane: one.lane,
      key: one.key,
      payload: one.payload,
      attempts: 0,
      createdAt: batch.now,
    })
  }
}

function writeRecord(statements: Statements, row: WaitingRow, record: TurnRecord, now: number): void {
  switch (record.type) {
    case 'escalation':
      statements.addEscalation.run(record.id, row.conversation_id, record.reason, now)
      return
    case 'consent':
      statements.addConsent.run(
        record.id,
        row.conversation_id,
        record.purpose,
        record.version,
        record.granted ? 1 : 0,
        row.channel,
        now,
      )
      return
    case 'job':
      statements.setJob.run(
        record.key,
        record.kind,
        row.conversation_id,
        JSON.stringify(record.payload),
        record.wakeAt,
      )
      return
    case 'value':
      statements.setValue.run(record.channel, record.key, JSON.stringify(record.value), record.expiresAt)
      return
    case 'rating':
      statements.addRating.run(record.reference, row.conversation_id, record.stars, record.comment, now)
      return
    case 'forget':
      statements.forgetEvent.run(record.eventId, row.conversation_id)
  }
}

function failTurn(
  statements: Statements,
  row: WaitingRow,
  eventType: string,
  now: number,
  cause: unknown,
): Committed['failures'][number] {
  const error = cause instanceof Error ? cause : new Error(String(cause))
  const parked = row.attempts + 1 >= mostTurnFailures
  // The error's message may quote data; its name and the event's type are enough to find the bug.
  statements.inboxFailed.run(
    parked ? 2 : 0,
    parked ? 0 : now + turnRetryMs(row.attempts),
    error.name,
    row.inbox_id,
  )
  if (parked) {
    statements.addEscalation.run(`parked-turn:${row.inbox_id}`, row.conversation_id, 'turn_parked', now)
  }
  return { conversationId: row.conversation_id, eventType, parked, error }
}

function complete(statements: Statements, completion: Completion, now: number): void {
  switch (completion.type) {
    case 'done':
      statements.outboxDone.run(now, completion.messageId ?? null, completion.rowId)
      return
    case 'retry':
      statements.outboxRetry.run(completion.nextAt, completion.error, completion.rowId)
      return
    case 'release':
      statements.outboxRelease.run(completion.nextAt, completion.rowId)
      return
    case 'parked':
      statements.outboxParked.run(completion.error, completion.rowId)
  }
}
