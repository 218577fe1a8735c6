// What must be true after any number of crashes, read from the databases of both programs once they have stopped.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PDFDocument } from '@cantoo/pdf-lib'
import { expect } from 'vitest'
import { createWebChatChannel } from '../../adapters/web-chat/index.ts'
import { toOutgoing } from '../../adapters/web-chat/outbound.ts'
import { defaultContentDirectory, readContent } from '../../src/cli/content.ts'
import { guideSchema } from '../../src/content/schema.ts'
import { buildSnapshot, type Snapshot } from '../../src/content/snapshot.ts'
import type { Event } from '../../src/engine/event.ts'
import type { Reply } from '../../src/engine/reply.ts'
import type { State } from '../../src/engine/state.ts'
import { decideTurn } from '../../src/runtime/decide.ts'
import type { OutboxDraft } from '../../src/store/store.ts'
import { birthPapers } from '../support/birth.ts'
import type { Applicant } from '../support/direct-line.ts'
import { createMemoryHost } from '../support/memory-host.ts'
import { baseConfig } from '../support/web-chat.ts'

export interface Registration {
  readonly mark: string
  readonly applicant: Applicant
  /** Every code the applicant was told. */
  readonly codes: readonly string[]
}

export async function audit(dataDirectory: string, registrations: readonly Registration[]): Promise<void> {
  const database = new DatabaseSync(join(dataDirectory, 'motcua.db'), { readOnly: true })
  const portal = new DatabaseSync(join(dataDirectory, 'sandbox', 'sandbox.db'), { readOnly: true })
  try {
    nothingIsLeftOpen(database)
    const content = contentOf(database)
    for (const registration of registrations) {
      const conversation = one(
        database,
        'select * from conversations where address = ?',
        registration.applicant.conversation,
      )
      everyAcknowledgedMessageIsStoredOnce(database, conversation.id as number, registration.applicant)
      everyTurnRanOnce(database, conversation, content)
      everyReplyIsStoredOnceInOrder(database, conversation)
      const draft = (JSON.parse(conversation.state as string) as State).dossiers
      expect(draft).toHaveLength(1)
      await theDossierIsThePapersSent(portal, draft[0]?.reference ?? '', registration)
    }
    const dossiers = portal.prepare('select reference_uid, dossier_no from dossier').all()
    expect(dossiers, 'one dossier for each confirmation').toHaveLength(registrations.length)
    expect(new Set(dossiers.map((dossier) => dossier.dossier_no)).size).toBe(registrations.length)
    const submissions = database.prepare('select reference, state, code from submissions').all()
    expect(byReference(submissions.map(({ reference, code }) => [reference, code]))).toEqual(
      byReference(dossiers.map((dossier) => [dossier.reference_uid, dossier.dossier_no])),
    )
    expect(submissions.every(({ state }) => state === 'received')).toBe(true)
  } finally {
    database.close()
    portal.close()
  }
}

function nothingIsLeftOpen(database: DatabaseSync): void {
  const count = (sql: string) => one(database, `select count(*) as n from ${sql}`).n
  expect(count('inbox where status <> 1'), 'inbox rows not done').toBe(0)
  expect(count('inbox where attempts > 0'), 'turns that failed').toBe(0)
  expect(count('outbox where status <> 2'), 'outbox rows not done').toBe(0)
  expect(count('escalations'), 'escalations').toBe(0)
}

function everyAcknowledgedMessageIsStoredOnce(
  database: DatabaseSync,
  id: number,
  applicant: Applicant,
): void {
  const mine = activitiesOf(database, id).filter(({ activity }) => activity.from.role === 'user')
  const stored = mine.map(({ activity }) => ({
    clientActivityID: activity.channelData?.clientActivityID,
    text: activity.text,
    files: activity.attachments?.length ?? 0,
  }))
  expect(stored).toEqual(applicant.acknowledged())
  const turns = one(
    database,
    `select count(*) as n from inbox where conversation_id = ? and event like '%"type":"message_received"%'`,
    id,
  )
  expect(turns.n).toBe(stored.length)
}

// The strongest check: the stored state and every order and reply are what the pure step makes of the inbox, replayed.
function everyTurnRanOnce(database: DatabaseSync, conversation: Row, content: Snapshot): void {
  const rows = database
    .prepare('select event_id, event, at from inbox where conversation_id = ? order by id')
    .all(conversation.id as number)
  let state: State | null = null
  const orders: OutboxDraft[] = []
  for (const row of rows) {
    const event = { ...JSON.parse(row.event as string), id: row.event_id, at: row.at } as Event
    const channel = conversation.channel as string
    const address = conversation.address as string
    const result = decideTurn({ conversationId: 0, channel, conversation: address, state, event }, content, {
      limits,
      address: 'http://127.0.0.1',
    })
    state = throughJson(result.state)
    orders.push(...result.outbox)
  }
  expect(JSON.parse(conversation.state as string)).toEqual(state)
  expect(conversation.turns).toBe(rows.length)
  const stored = database
    .prepare('select key, lane, payload from outbox where conversation_id = ? order by id')
    .all(conversation.id as number)
    .map(({ key, lane, payload }) => ({ key, lane, payload: JSON.parse(payload as string) }))
  expect(stored).toEqual(throughJson(orders))
}

function everyReplyIsStoredOnceInOrder(database: DatabaseSync, conversation: Row): void {
  const id = conversation.id as number
  const replies = database
    .prepare("select key, payload from outbox where conversation_id = ? and lane = 'reply' order by id")
    .all(id)
  const expected = replies.flatMap(({ key, payload }) =>
    toOutgoing(
      { conversation: conversation.address as string, reply: JSON.parse(payload as string) as Reply },
      key as string,
      0,
    ).map((part) => ({ key: part.key, text: part.activity.text })),
  )
  const activities = activitiesOf(database, id)
  const said = activities.filter(({ activity }) => activity.from.role !== 'user')
  expect(said.map(({ key, activity }) => ({ key, text: activity.text }))).toEqual(expected)
  expect(activities.map(({ sequence }) => sequence)).toEqual(activities.map((_, at) => at + 1))
}

async function theDossierIsThePapersSent(
  portal: DatabaseSync,
  reference: string,
  { mark, codes }: Registration,
): Promise<void> {
  const dossier = one(portal, 'select id, dossier_no from dossier where reference_uid = ?', reference)
  expect(codes).toEqual([dossier.dossier_no])
  const files = portal
    .prepare('select content from dossier_file where dossier_id = ? and removed = 0 and eform = 0')
    .all(dossier.id as number)
  expect(files, `papers of ${mark}`).toHaveLength(1)
  const paper = await PDFDocument.load(files[0]?.content as Uint8Array)
  expect(paper.getPageCount(), `pages of ${mark}`).toBe(birthPapers(mark).length)
}

// ── reading ─────────────────────────────────────────────────────────────────────────────────────

type Row = Record<string, unknown>

interface Kept {
  readonly from: { readonly id: string; readonly role: string }
  readonly text?: string
  readonly attachments?: readonly unknown[]
  readonly channelData?: { readonly clientActivityID?: string }
}

const { limits } = createWebChatChannel(baseConfig, createMemoryHost())

function one(database: DatabaseSync, sql: string, ...values: (string | number)[]): Row {
  const rows = database.prepare(sql).all(...values)
  expect(rows, sql).toHaveLength(1)
  return rows[0] as Row
}

function activitiesOf(database: DatabaseSync, id: number) {
  return database
    .prepare('select sequence, key, activity from activities where conversation_id = ? order by sequence')
    .all(id)
    .map(({ sequence, key, activity }) => ({
      sequence,
      key,
      activity: JSON.parse(activity as string) as Kept,
    }))
}

function contentOf(database: DatabaseSync): Snapshot {
  const revisions = database
    .prepare("select slug, revision, guide from guides where status = 'published' order by slug, revision")
    .all()
    .map(({ slug, revision, guide }) => ({
      slug: slug as string,
      revision: revision as number,
      guide: guideSchema.parse(JSON.parse(guide as string)),
    }))
  return buildSnapshot(readContent(defaultContentDirectory), revisions, { demo: true })
}

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const byReference = (pairs: unknown[][]) => pairs.map(([reference, code]) => `${reference} ${code}`).sort()
