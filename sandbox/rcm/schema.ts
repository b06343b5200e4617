import { outboxSql } from '../outbox';

/**
 * The revenue cycle system's own record: every request and what should come of it, every message about it, the state
 * from which the next turn goes on, and the statuses it was told. Messages are written before their first byte leaves.
 */
export const SCHEMA_SQL = `${outboxSql('sandbox_rcm')}
create table if not exists sandbox_rcm.request (
  number serial primary key, request_id text not null unique, story text not null, expected text not null,
  kind text not null, account text not null, facility text not null, entity text not null,
  requested_by text not null, amount bigint not null, credit_balance bigint not null, version integer not null,
  action text not null, body jsonb not null);
create table if not exists sandbox_rcm.message (
  sequence integer not null, place integer not null, request_id text not null, version integer not null,
  action text not null, amount bigint not null, story text not null, primary key (sequence, place));
create index if not exists message_by_request on sandbox_rcm.message (request_id);
create table if not exists sandbox_rcm.status (
  receipt serial primary key, idempotency_key text not null unique, body_sha256 text not null,
  request_id text not null, status_version integer not null, status text not null, body jsonb not null,
  applied boolean not null, repeats integer not null default 0, received_at timestamptz not null default now());
create index if not exists status_by_request on sandbox_rcm.status (request_id, status_version);
create table if not exists sandbox_rcm.standing (name text primary key, value text not null);
`;
