/**
 * The ERP's own tables, in their own schema so that it may share a server with others. A document's key lives in a
 * table apart from the document: that is what lets one class of ERP refuse a repeated key and another accept it.
 * Balances are kept as one small row per document, account and facility, because updating running totals in place
 * would make every journal of a period wait for the one before it.
 */
export const SCHEMA_SQL = `
create schema if not exists sandbox_erp;
create table if not exists sandbox_erp.company (code text primary key, name text not null, currency text not null);
create table if not exists sandbox_erp.account (
  number text primary key, name text not null, type text not null, active boolean not null);
create table if not exists sandbox_erp.cost_center (
  code text primary key, name text not null, company text not null, active boolean not null);
create table if not exists sandbox_erp.facility (
  code text primary key, name text not null, company text not null, active boolean not null);
create table if not exists sandbox_erp.payer_class (code text primary key, name text not null, active boolean not null);
create table if not exists sandbox_erp.period (
  company text not null, period text not null, starts_on date not null, ends_on date not null, status text not null,
  primary key (company, period));
create table if not exists sandbox_erp.setting (name text primary key, value jsonb not null);
create sequence if not exists sandbox_erp.document_id;
create table if not exists sandbox_erp.document (
  id bigint primary key, kind text not null, company text not null, external_id text not null, number text not null,
  period text not null, posting_date date not null, currency text not null, description text not null,
  source text not null, supplier text, invoice_number text, debit_total bigint not null, credit_total bigint not null,
  line_count integer not null, status text not null, created_at timestamptz not null);
create index if not exists document_by_key on sandbox_erp.document
  (company, kind, external_id text_pattern_ops);
create index if not exists document_by_period on sandbox_erp.document (company, kind, period, id);
create table if not exists sandbox_erp.document_key (
  company text not null, kind text not null, external_id text not null, document_id bigint not null,
  primary key (company, kind, external_id));
create table if not exists sandbox_erp.line (
  document_id bigint not null, line integer not null, account text not null, cost_center text, facility text,
  payer_class text, affiliate text, debit bigint not null, credit bigint not null, reference text not null,
  primary key (document_id, line));
create table if not exists sandbox_erp.balance_part (
  company text not null, period text not null, account text not null, facility text not null,
  debit bigint not null, credit bigint not null, line_count integer not null);
create index if not exists balance_part_by_period on sandbox_erp.balance_part (company, period);
`;
