/** What is bought, where it lies, and what is counted. Stock is by lot; an item that has none lies under the empty lot. */
const SUPPLY_SQL = `
create table if not exists sandbox_erp.supplier (
  code text primary key, name text not null, tax_id_token text, active boolean not null);
create table if not exists sandbox_erp.supplier_site (
  code text primary key, supplier text not null, line1 text not null, city text not null, state text not null,
  postal_code text not null, active boolean not null);
create table if not exists sandbox_erp.item (
  code text primary key, name text not null, unit text not null, lot_tracked boolean not null,
  unit_cost bigint not null, supplier text not null, active boolean not null);
create table if not exists sandbox_erp.location (
  code text primary key, name text not null, company text not null, facility text not null, kind text not null,
  active boolean not null);
create table if not exists sandbox_erp.stock (
  company text not null, location text not null, item text not null, lot text not null,
  on_hand bigint not null check (on_hand >= 0), primary key (company, location, item, lot));
create table if not exists sandbox_erp.reserved (
  document_id bigint not null, line integer not null, company text not null, location text not null,
  item text not null, lot text not null, quantity bigint not null, open bigint not null check (open >= 0),
  primary key (document_id, line));
create index if not exists reserved_open on sandbox_erp.reserved (company, location, item) where open > 0;
create table if not exists sandbox_erp.statistic (
  number text primary key, name text not null, unit text not null, active boolean not null);
create table if not exists sandbox_erp.statistic_part (
  document_id bigint not null, company text not null, period text not null, account text not null,
  cost_center text not null, facility text not null, quantity bigint not null);
create index if not exists statistic_part_by_period on sandbox_erp.statistic_part (company, period);
`;

/** Payments of supplier invoices, what became of them in order, and the papers that came with the invoices. */
const PAYABLES_SQL = `
create sequence if not exists sandbox_erp.check_number start 500001;
create table if not exists sandbox_erp.payment (
  id bigint primary key, number text not null unique, company text not null, invoice_id bigint not null,
  method text not null, check_number text, trace text, amount bigint not null, payee_name text not null,
  payee_hash text not null, status text not null, payment_date date not null, status_date date not null,
  reissue_of text, reissued_by text, created_at timestamptz not null);
create index if not exists payment_by_invoice on sandbox_erp.payment (invoice_id);
create index if not exists payment_outstanding on sandbox_erp.payment (created_at) where status = 'issued';
create table if not exists sandbox_erp.payment_event (
  seq bigserial primary key, company text not null, event text not null, invoice_id bigint not null,
  payment_id bigint, amount bigint not null, method text not null, check_number text, trace text,
  payee_name text not null, payee_hash text not null, event_date date not null, created_at timestamptz not null);
create index if not exists payment_event_by_company on sandbox_erp.payment_event (company, seq);
create table if not exists sandbox_erp.attachment (
  document_id bigint not null, name text not null, content_type text not null, sha256 text not null,
  bytes bytea not null, primary key (document_id, name));
`;

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
alter table sandbox_erp.document add column if not exists detail jsonb;
create index if not exists document_by_invoice_number on sandbox_erp.document
  (company, kind, invoice_number) where invoice_number is not null;
create index if not exists document_payable on sandbox_erp.document
  (id) where kind = 'ap-invoice' and status in ('validated', 'scheduled');
${SUPPLY_SQL}${PAYABLES_SQL}`;
