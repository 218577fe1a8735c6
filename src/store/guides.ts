// Guides by revision.
import type { Kysely } from 'kysely'
import type { GuideStore } from './store.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

export function guideStore(database: Database): GuideStore {
  return {
    async all() {
      const rows = await database
        .selectFrom('guides')
        .selectAll()
        .orderBy('slug')
        .orderBy('revision')
        .execute()
      return rows.map((row) => ({
        slug: row.slug,
        revision: row.revision,
        guide: JSON.parse(row.guide),
        sourceHash: row.source_hash,
        status: row.status as 'published' | 'draft',
      }))
    },
    async add(guide) {
      await database
        .insertInto('guides')
        .values({
          slug: guide.slug,
          revision: guide.revision,
          guide: JSON.stringify(guide.guide),
          source_hash: guide.sourceHash,
          status: guide.status,
          created_at: guide.at,
        })
        .execute()
    },
  }
}
