// What every part of the sandbox shares: its data, its settings, and the two ways it says no.
import type { Catalogue } from './catalogue.ts'
import type { Database } from './database.ts'
import type { Dialect } from './dialect.ts'
import type { Faults } from './faults.ts'
import type { Process } from './process.ts'

export interface Account {
  readonly name: string
  readonly password: string
  /** An account with an Applicant profile writes its own name over every dossier it creates. */
  readonly profile?: { readonly applicantName: string; readonly applicantIdNo: string }
}

export interface Log {
  info(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

export interface Portal {
  readonly database: Database
  readonly catalogue: Catalogue
  readonly process: Process
  readonly faults: Faults
  readonly dialect: Dialect
  readonly group: string
  readonly accounts: readonly Account[]
  /** Builds exist where a create may hand back the account's own unfiled draft instead of making one. */
  readonly reusesDrafts: boolean
  readonly log: Log
  now(): number
}

/** The portal's 403, which means "anything else". A null description is a null pointer on the Java side. */
export class Refusal extends Error {
  readonly description: string | null
  constructor(description: string | null) {
    super(description ?? 'refused')
    this.name = 'Refusal'
    this.description = description
  }
}

/** An answer of the container in front of the code: a status and an empty body. */
export class ContainerError extends Error {
  readonly status: 400 | 404 | 405 | 406 | 413 | 415
  constructor(status: 400 | 404 | 405 | 406 | 413 | 415) {
    super(`container error ${status}`)
    this.name = 'ContainerError'
    this.status = status
  }
}
