// Ratings at the end of a dossier, and finding a submission by the portal's code.
import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrate.ts'

export async function up(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  await sql`create table ratings (
    reference text primary key, conversation_id ${integer} not null, stars ${integer} not null, comment text not null,
    at ${integer} not null)`.execute(database)
  await sql`create index submissions_code on submissions (code) where code is not null`.execute(database)
}
