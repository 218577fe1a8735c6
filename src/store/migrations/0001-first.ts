// The first schema. The few words in which the databases differ are at the top.
import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrate.ts'

export async function up(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const identity = sql.raw(
    dialect === 'sqlite'
      ? 'integer primary key autoincrement'
      : 'bigint generated always as identity primary key',
  )
  const integer = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  const bytes = sql.raw(dialect === 'sqlite' ? 'blob' : 'bytea')

  const statements = [
    sql`create table conversations (
      id ${identity}, channel text not null, address text not null, state text, turns ${integer} not null default 0,
      activity_count ${integer} not null default 0, created_at ${integer} not null, updated_at ${integer} not null,
      unique (channel, address))`,
    sql`create table inbox (
      id ${identity}, channel text not null, update_id text not null, conversation_id ${integer} not null,
      event_id text not null, event text not null, at ${integer} not null, status ${integer} not null default 0,
      attempts ${integer} not null default 0, ready_at ${integer} not null default 0, error text,
      unique (channel, update_id))`,
    sql`create index inbox_waiting on inbox (conversation_id, id) where status = 0`,
    sql`create table outbox (
      id ${identity}, conversation_id ${integer} not null, lane text not null, key text not null unique,
      payload text not null, status ${integer} not null, attempts ${integer} not null default 0,
      next_at ${integer} not null default 0, lease_until ${integer} not null default 0, owner text, message_id text,
      error text, created_at ${integer} not null, done_at ${integer})`,
    sql`create index outbox_open on outbox (conversation_id, id) where status < 2`,
    sql`create index outbox_waiting on outbox (next_at) where status = 0`,
    sql`create index outbox_leased on outbox (lease_until) where status = 1`,
    sql`create index outbox_parked on outbox (id) where status = 3`,
    sql`create table activities (
      conversation_id ${integer} not null, sequence ${integer} not null, key text not null, activity text not null,
      at ${integer} not null, primary key (conversation_id, sequence), unique (conversation_id, key))`,
    sql`create table jobs (
      key text primary key, kind text not null, conversation_id ${integer} not null, payload text not null,
      wake_at ${integer} not null, lease_until ${integer} not null default 0, owner text,
      attempts ${integer} not null default 0)`,
    sql`create index jobs_wake on jobs (wake_at)`,
    sql`create table submissions (
      reference text primary key, draft_id text not null unique, conversation_id ${integer} not null,
      portal text not null, state text not null, portal_id text, code text, created_at ${integer} not null,
      updated_at ${integer} not null)`,
    sql`create table submission_steps (
      id ${identity}, reference text not null, step text not null, detail text not null, at ${integer} not null)`,
    sql`create index submission_steps_of on submission_steps (reference, id)`,
    sql`create table files (
      id text primary key, conversation_id ${integer} not null, name text not null, size_bytes ${integer} not null,
      received_bytes ${integer} not null default 0, wrapped_key ${bytes}, state text not null,
      attachment_id text unique, media_type text not null default '', digest text not null default '',
      created_at ${integer} not null)`,
    sql`create index files_pending on files (created_at) where state in ('receiving', 'complete')`,
    sql`create index files_of on files (conversation_id)`,
    sql`create table guides (
      slug text not null, revision ${integer} not null, guide text not null, source_hash text, status text not null,
      created_at ${integer} not null, primary key (slug, revision))`,
    sql`create table channel_values (
      channel text not null, key text not null, value text not null, expires_at ${integer},
      primary key (channel, key))`,
    sql`create index channel_values_expiry on channel_values (expires_at) where expires_at is not null`,
    sql`create table consents (
      id text primary key, conversation_id ${integer} not null, purpose text not null, version text not null,
      granted ${integer} not null, channel text not null, at ${integer} not null)`,
    sql`create table escalations (
      id text primary key, conversation_id ${integer} not null, reason text not null, state text not null,
      opened_at ${integer} not null)`,
    sql`create index escalations_open on escalations (opened_at) where state <> 'closed'`,
    sql`create table server_lock (
      id ${integer} primary key, owner text not null, pid ${integer} not null, host text not null,
      beat_at ${integer} not null)`,
  ]
  for (const statement of statements) await statement.execute(database)
}
