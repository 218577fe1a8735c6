// Procedures known by name, and a counter that tells a running server that content changed.
import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrate.ts'

export async function up(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  const statements = [
    sql`create table catalogue (
      key text primary key, code text, name text not null, field text, level text, agency text, page text, source text,
      changed_at ${integer} not null)`,
    sql`create table content_version (id ${integer} primary key, version ${integer} not null)`,
    sql`insert into content_version (id, version) values (1, 1)`,
  ]
  for (const statement of statements) await statement.execute(database)
}
