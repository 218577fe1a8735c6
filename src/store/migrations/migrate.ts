// Brings a database to the present schema; each step runs once, in order, in a transaction of its own.
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as first from './0001-first.ts'
import * as catalogue from './0002-catalogue.ts'
import * as followUp from './0003-follow-up.ts'

export type Dialect = 'sqlite' | 'postgres'

const steps: Readonly<Record<string, (database: Kysely<unknown>, dialect: Dialect) => Promise<void>>> = {
  '0001-first': first.up,
  '0002-catalogue': catalogue.up,
  '0003-follow-up': followUp.up,
}

export async function migrate(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const migrations: Record<string, Migration> = Object.fromEntries(
    Object.entries(steps).map(([name, up]) => [name, { up: (on: Kysely<unknown>) => up(on, dialect) }]),
  )
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw new Error('[store] không đưa được cơ sở dữ liệu lên phiên bản mới', { cause: error })
}
