import { outboxSql } from '../outbox';

/**
 * The bank's own record: what it was told was paid, every line it booked, the files that report them, and the state
 * from which the next run goes on. All of one run is written in one transaction, before its first byte leaves.
 */
export const SCHEMA_SQL = `${outboxSql('sandbox_bank')}
create table if not exists sandbox_bank.payment (
  number integer primary key, remit text not null unique, trn02 text not null, trn03 text not null,
  payer text not null, entity text not null, payee_npi text not null, amount bigint not null, method text not null,
  date text not null, remit_accident text not null, story text, run integer, unique (trn03, trn02));
create index if not exists payment_waiting on sandbox_bank.payment (number) where run is null;
create table if not exists sandbox_bank.line (
  number integer primary key, reference text not null unique, run integer not null, book_date text not null,
  account text not null, kind text not null, credit boolean not null, amount bigint not null, story text not null,
  expected text not null, payer text, trace text, text text not null, ach_trace text, value_date text not null,
  pays jsonb not null, items jsonb not null, card jsonb);
create table if not exists sandbox_bank.line_file (
  reference text not null, sequence integer not null, primary key (reference, sequence));
create table if not exists sandbox_bank.standing (name text primary key, value text not null);
`;
