import { formatCents } from '../cents';
import type { Queryable } from './database';
import { type DocumentKind, holdsMoney, prefixOf } from './kinds';
import type { Line } from './validate';

/** A document as the ERP answers it: what all kinds have, and beside it whatever its own kind adds. */
export type Document = Readonly<Record<string, unknown>> & {
  readonly number: string;
  readonly externalId: string;
  readonly company: string;
  readonly period: string;
  readonly postingDate: string;
  readonly currency?: string;
  readonly description: string;
  readonly source: string;
  /** Decimal strings; documents that hold no money have none. */
  readonly debitTotal?: string;
  readonly creditTotal?: string;
  readonly lineCount: number;
  readonly status: string;
  readonly createdAt: string;
};

type DocumentLine = Omit<Line, 'debit' | 'credit'> & { readonly debit: string; readonly credit: string };

export type NewDocument = {
  readonly kind: DocumentKind;
  readonly company: string;
  readonly externalId: string;
  readonly period: string;
  readonly postingDate: string;
  readonly currency: string;
  readonly description: string;
  readonly source: string;
  readonly supplier: string | null;
  readonly invoiceNumber: string | null;
  readonly lines: readonly Line[];
  /** Where its life begins; `posted` unless told. */
  readonly status?: string;
  /** What only its kind has. Documents without money keep their lines here, under `lines`. */
  readonly detail?: Detail;
};

export type Detail = Readonly<Record<string, unknown>> & {
  readonly lines?: readonly Readonly<Record<string, unknown>>[];
};

const COLUMNS = `id, kind, company, external_id, number, period, posting_date::text as posting_date, currency,
  description, source, supplier, invoice_number, debit_total, credit_total, line_count, status,
  detail, created_at`;

/**
 * One statement, so one round trip and one commit for all of them: claims the keys, writes headers, lines and balance parts.
 * With `$2` (unique) true nothing at all is written of a document whose key is taken, and its header is not among the rows.
 * Numbers come from a sequence; a gap means a journal that was refused, not one that was lost.
 */
const INSERT_SQL = `
with asked as materialized (
  select nextval('sandbox_erp.document_id') as id, d.* from jsonb_to_recordset($1::jsonb) as d (
    at int, kind text, company text, external_id text, prefix text, period text, posting_date date, currency text,
    description text, source text, supplier text, invoice_number text, debit bigint, credit bigint, status text,
    line_count int, detail jsonb)),
keyed as (
  insert into sandbox_erp.document_key (company, kind, external_id, document_id)
  select company, kind, external_id, id from asked on conflict do nothing returning document_id),
header as (
  insert into sandbox_erp.document (id, kind, company, external_id, number, period, posting_date, currency, description,
    source, supplier, invoice_number, debit_total, credit_total, line_count, status, detail, created_at)
  select id, kind, company, external_id, prefix || '-' || period || '-' || lpad(id::text, greatest(6, length(id::text)), '0'),
    period, posting_date, currency, description, source, supplier, invoice_number, debit, credit,
    line_count + coalesce(jsonb_array_length(detail -> 'lines'), 0), status, detail, clock_timestamp()
  from asked where not $2::boolean or id in (select document_id from keyed)
  returning ${COLUMNS}),
given as materialized (
  select h.id, h.company, h.period, t.* from unnest($3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::bigint[], $11::bigint[], $12::text[])
  as t (at, line, account, cost_center, facility, payer_class, affiliate, debit, credit, reference)
  join asked a on a.at = t.at join header h on h.id = a.id),
written as (
  insert into sandbox_erp.line (document_id, line, account, cost_center, facility, payer_class, affiliate, debit,
    credit, reference)
  select id, line, account, cost_center, facility, payer_class, affiliate, debit, credit, reference from given),
summed as (
  insert into sandbox_erp.balance_part (company, period, account, facility, debit, credit, line_count)
  select company, period, account, coalesce(facility, ''), sum(debit), sum(credit), count(*)
  from given group by id, 1, 2, 3, 4)
select a.at, h.* from header h join asked a on a.id = h.id`;

/** Books a document and returns it once it is committed; null when its key is taken and keys are unique here. */
export async function insertDocument(db: Queryable, document: NewDocument, unique: boolean): Promise<Document | null> {
  return (await insertDocuments(db, [document], unique))[0] ?? null;
}

/** The same for several at once: a document or null for each, in their order. */
export async function insertDocuments(
  db: Queryable,
  documents: readonly NewDocument[],
  unique: boolean,
): Promise<(Document | null)[]> {
  const lines = documents.flatMap((document, at) => document.lines.map((line) => ({ at, ...line })));
  const result = await db.query<Row & { readonly at: number }>({
    name: 'insert-documents',
    text: INSERT_SQL,
    values: [
      JSON.stringify(documents.map(askedOf)),
      unique,
      lines.map((line) => line.at),
      lines.map((line) => line.line),
      lines.map((line) => line.account),
      lines.map((line) => line.costCenter),
      lines.map((line) => line.facility),
      lines.map((line) => line.payerClass),
      lines.map((line) => line.affiliate),
      lines.map((line) => line.debit),
      lines.map((line) => line.credit),
      lines.map((line) => line.reference),
    ],
  });
  const made = new Map(result.rows.map((row) => [row.at, fromRow(row)]));
  return documents.map((_, at) => made.get(at) ?? null);
}

const sum = (lines: readonly Line[], side: 'debit' | 'credit'): string =>
  lines.reduce((total, line) => total + line[side], 0n).toString();

const askedOf = (document: NewDocument, at: number): Record<string, unknown> => ({
  at,
  kind: document.kind,
  company: document.company,
  external_id: document.externalId,
  prefix: prefixOf(document.kind),
  period: document.period,
  posting_date: document.postingDate,
  currency: document.currency,
  description: document.description,
  source: document.source,
  supplier: document.supplier,
  invoice_number: document.invoiceNumber,
  debit: sum(document.lines, 'debit'),
  credit: sum(document.lines, 'credit'),
  status: document.status ?? 'posted',
  line_count: document.lines.length,
  detail: document.detail ?? null,
});

type FindQuery = {
  readonly company: string;
  readonly kind: DocumentKind;
  readonly externalIds: readonly string[];
  /** Which of its two keys a supplier's invoice is asked for by. */
  readonly by?: 'externalId' | 'invoiceNumber';
  /** Documents younger than this are not seen yet. */
  readonly readLagMs: number;
  readonly withLines: boolean;
};

export const FIND_KEYS_MAX = 500;
/** Documents one answer may hold; with duplicates allowed there may be more documents than keys. */
const FIND_DOCUMENTS_MAX = 2_000;

/** Every visible document that carries one of the keys, oldest first. */
export async function findByKey(pool: Queryable, query: FindQuery): Promise<Document[]> {
  const column = query.by === 'invoiceNumber' ? 'invoice_number' : 'external_id';
  const result = await pool.query<Row>(
    `select ${COLUMNS} from sandbox_erp.document
     where company = $1 and kind = $2 and ${column} = any($3::text[])
       and created_at <= clock_timestamp() - $4 * interval '1 millisecond'
     order by id limit ${FIND_DOCUMENTS_MAX}`,
    [query.company, query.kind, query.externalIds, query.readLagMs],
  );
  return withLines(pool, result.rows, query.withLines);
}

type ListQuery = {
  readonly company: string;
  readonly kind: DocumentKind;
  readonly period: string;
  readonly afterId: bigint;
  readonly limit: number;
  readonly readLagMs: number;
  readonly withLines: boolean;
};

/** Documents of one period in number order, after a given one. */
export async function listByPeriod(pool: Queryable, query: ListQuery): Promise<Document[]> {
  const result = await pool.query<Row>(
    `select ${COLUMNS} from sandbox_erp.document
     where company = $1 and kind = $2 and period = $3 and id > $4
       and created_at <= clock_timestamp() - $6 * interval '1 millisecond'
     order by id limit $5`,
    [query.company, query.kind, query.period, query.afterId, query.limit, query.readLagMs],
  );
  return withLines(pool, result.rows, query.withLines);
}

/** The document of a number, with its lines; null when this company has none of that kind. */
export async function findByNumber(
  db: Queryable,
  company: string,
  kind: DocumentKind,
  number: string,
): Promise<Document | null> {
  const result = await db.query<Row>(
    `select ${COLUMNS} from sandbox_erp.document where id = $1 and company = $2 and kind = $3 and number = $4`,
    [idOfNumber(number) ?? 0n, company, kind, number],
  );
  return (await withLines(db, result.rows, true))[0] ?? null;
}

/** The counter at the end of a document number: `JRN-2026-11-000123` gives 123; null when it is no number of ours. */
export function idOfNumber(number: string): bigint | null {
  const match = /^[A-Z]{3}-\d{4}-\d{2}-(\d{6,18})$/.exec(number);
  return match?.[1] ? BigInt(match[1]) : null;
}

type Row = {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly company: string;
  readonly external_id: string;
  readonly number: string;
  readonly period: string;
  readonly posting_date: string;
  readonly currency: string;
  readonly description: string;
  readonly source: string;
  readonly supplier: string | null;
  readonly invoice_number: string | null;
  readonly debit_total: string;
  readonly credit_total: string;
  readonly line_count: number;
  readonly status: string;
  readonly detail: Detail | null;
  readonly created_at: Date;
};

function fromRow(row: Row): Document {
  const { lines: _apart, ...detail } = row.detail ?? {};
  const totals = {
    debitTotal: formatCents(BigInt(row.debit_total)),
    creditTotal: formatCents(BigInt(row.credit_total)),
  };
  return {
    number: row.number,
    externalId: row.external_id,
    company: row.company,
    period: row.period,
    postingDate: row.posting_date,
    ...(row.currency === '' ? {} : { currency: row.currency }),
    description: row.description,
    source: row.source,
    ...(row.supplier === null ? {} : { supplier: row.supplier }),
    ...(row.invoice_number === null ? {} : { invoiceNumber: row.invoice_number }),
    ...(holdsMoney(row.kind) ? totals : {}),
    ...detail,
    lineCount: row.line_count,
    status: row.status,
    createdAt: row.created_at.toISOString(),
  };
}

type LineRow = {
  readonly document_id: string;
  readonly line: number;
  readonly account: string;
  readonly cost_center: string | null;
  readonly facility: string | null;
  readonly payer_class: string | null;
  readonly affiliate: string | null;
  readonly debit: string;
  readonly credit: string;
  readonly reference: string;
};

async function withLines(pool: Queryable, rows: readonly Row[], wanted: boolean): Promise<Document[]> {
  if (!wanted || rows.length === 0) return rows.map(fromRow);
  const found = await pool.query<LineRow>(
    `select document_id, line, account, cost_center, facility, payer_class, affiliate, debit, credit, reference
     from sandbox_erp.line where document_id = any($1::bigint[]) order by document_id, line`,
    [rows.map((row) => row.id)],
  );
  const byDocument = new Map<string, DocumentLine[]>();
  for (const row of found.rows) {
    const lines = byDocument.get(row.document_id) ?? [];
    lines.push({
      line: row.line,
      account: row.account,
      costCenter: row.cost_center,
      facility: row.facility,
      payerClass: row.payer_class,
      affiliate: row.affiliate,
      debit: formatCents(BigInt(row.debit)),
      credit: formatCents(BigInt(row.credit)),
      reference: row.reference,
    });
    byDocument.set(row.document_id, lines);
  }
  return rows.map((row) => ({ ...fromRow(row), lines: row.detail?.lines ?? byDocument.get(row.id) ?? [] }));
}
