// The imported catalogue: one row a procedure, replaced by a later import, never doubled.
import { type Kysely, sql } from 'kysely'
import type { CatalogueEntry } from '../content/catalogue.ts'
import type { CatalogueStore } from './store.ts'
import type { Tables } from './tables.ts'

const columns = ['key', 'code', 'name', 'field', 'level', 'agency', 'page', 'source'] as const

export function catalogueStore(database: Kysely<Tables>): CatalogueStore {
  return {
    async put(entries, at) {
      if (entries.length === 0) return { added: 0, updated: 0, unchanged: 0 }
      const keys = entries.map((entry) => entry.key)
      const before = new Map(
        (await database.selectFrom('catalogue').select(columns).where('key', 'in', keys).execute()).map(
          (row) => [row.key, row],
        ),
      )
      const added = entries.filter((entry) => !before.has(entry.key))
      const updated = entries.filter((entry) => {
        const row = before.get(entry.key)
        // What a table does not say takes nothing away.
        return (
          row !== undefined &&
          columns.some((column) => entry[column] !== null && row[column] !== entry[column])
        )
      })
      const changed = [...added, ...updated]
      if (changed.length > 0) {
        await database
          .insertInto('catalogue')
          .values(changed.map((entry) => ({ ...pick(entry), changed_at: at })))
          .onConflict((on) =>
            on.column('key').doUpdateSet({
              name: sql`excluded.name`,
              code: sql`coalesce(excluded.code, catalogue.code)`,
              field: sql`coalesce(excluded.field, catalogue.field)`,
              level: sql`coalesce(excluded.level, catalogue.level)`,
              agency: sql`coalesce(excluded.agency, catalogue.agency)`,
              page: sql`coalesce(excluded.page, catalogue.page)`,
              source: sql`coalesce(excluded.source, catalogue.source)`,
              changed_at: at,
            }),
          )
          .execute()
        await database
          .updateTable('content_version')
          .set({ version: sql`version + 1` })
          .where('id', '=', 1)
          .execute()
      }
      const unchanged = entries.length - changed.length
      return { added: added.length, updated: updated.length, unchanged }
    },
    async all() {
      return database.selectFrom('catalogue').select(columns).orderBy('key').execute()
    },
    async version() {
      const row = await database
        .selectFrom('content_version')
        .select('version')
        .where('id', '=', 1)
        .executeTakeFirstOrThrow()
      return row.version
    },
  }
}

function pick(entry: CatalogueEntry) {
  const { key, code, name, field, level, agency, page, source } = entry
  return { key, code, name, field, level, agency, page, source }
}
