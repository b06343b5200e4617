/**
 * The clearinghouse's own record of what it sent: the oracle a receiver is judged by. A delivery is written here before
 * its first byte leaves, with the spec that rebuilds its bytes, so a crash can delay a delivery but never change it.
 */
export const SCHEMA_SQL = `
create schema if not exists sandbox_ch;
create table if not exists sandbox_ch.delivery (
  sequence integer primary key, seed text not null, plan_index integer, base_sequence integer, spec jsonb not null,
  file_name text not null, control_number integer not null, sha256 text not null, size_bytes integer not null,
  step text not null, state text not null, attempts integer not null default 0, artifact_id text, last_error text,
  created_at timestamptz not null default now(), finished_at timestamptz, unique (seed, plan_index));
create index if not exists delivery_pending on sandbox_ch.delivery (sequence) where state = 'pending';
create index if not exists delivery_by_base on sandbox_ch.delivery (base_sequence);
create table if not exists sandbox_ch.remit (
  sequence integer not null, st02 text not null, trn02 text not null, trn03 text not null, payer text not null,
  payee_npi text not null, payee_tin text not null, entity text not null, bpr01 text not null, bpr02 bigint not null,
  bpr04 text not null, bpr16 text not null, claims integer not null, claim_total bigint not null,
  provider_total bigint not null, accident text not null, expected_place text not null, expected_reason text,
  paid_by_facility jsonb not null, content_hash text not null, primary key (sequence, st02));
create index if not exists remit_by_content on sandbox_ch.remit (content_hash);
`;
