// The journal of filing: the intent before anything is sent, each finished step, and how it ended.
import type { Kysely } from 'kysely'
import { ensureConversation } from './conversations.ts'
import type { Submission, SubmissionStore } from './store.ts'
import type { Tables } from './tables.ts'

export function submissionStore(database: Kysely<Tables>): SubmissionStore {
  async function find(reference: string): Promise<Submission | null> {
    const row = await database
      .selectFrom('submissions')
      .innerJoin('conversations', 'conversations.id', 'submissions.conversation_id')
      .selectAll('submissions')
      .select(['conversations.channel', 'conversations.address'])
      .where('submissions.reference', '=', reference)
      .executeTakeFirst()
    if (!row) return null
    const steps = await database
      .selectFrom('submission_steps')
      .select(['step', 'detail', 'at'])
      .where('reference', '=', reference)
      .orderBy('id')
      .execute()
    return {
      reference: row.reference,
      conversation: { channel: row.channel, conversation: row.address },
      draftId: row.draft_id,
      portal: row.portal,
      state: row.state as Submission['state'],
      portalId: row.portal_id,
      code: row.code,
      steps,
    }
  }

  return {
    find,
    async findByCode(code) {
      const row = await database
        .selectFrom('submissions')
        .select('reference')
        .where('code', 'in', [code, code.toUpperCase()])
        .executeTakeFirst()
      return row ? find(row.reference) : null
    },
    async open(submission) {
      const conversation = await ensureConversation(
        database,
        submission.channel,
        submission.conversation,
        submission.at,
      )
      await database
        .insertInto('submissions')
        .values({
          reference: submission.reference,
          draft_id: submission.draftId,
          conversation_id: conversation,
          portal: submission.portal,
          state: 'intended',
          created_at: submission.at,
          updated_at: submission.at,
        })
        .onConflict((on) => on.doNothing())
        .execute()
      const stored = await find(submission.reference)
      if (!stored)
        throw new Error('[store] another submission of this draft exists under a different reference')
      return stored
    },
    async record(reference, step, detail, at) {
      await database.insertInto('submission_steps').values({ reference, step, detail, at }).execute()
    },
    async close(reference, outcome) {
      await database
        .updateTable('submissions')
        .set({
          state: outcome.state,
          updated_at: outcome.at,
          ...(outcome.portalId === undefined ? {} : { portal_id: outcome.portalId }),
          ...(outcome.code === undefined ? {} : { code: outcome.code }),
        })
        .where('reference', '=', reference)
        .execute()
    },
    async count() {
      const row = await database
        .selectFrom('submissions')
        .select((on) => on.fn.countAll<number>().as('count'))
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },
  }
}
