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
 * One statement, so one round trip and one commit: claims the key, writes the header, the lines and the balance parts.
 * With `$2` (unique) true nothing at all is written when the key is taken, and the header comes back empty. Numbers
 * come from a sequence; a gap means a journal that was refused, not one that was lost.
 */
const INSERT_SQL = `
with ids as materialized (select nextval('sandbox_erp.document_id') as id),
keyed as (
  insert into sandbox_erp.document_key (company, kind, external_id, document_id)
  select $3, $1, $4, id from ids on conflict do nothing returning 1),
header as (
  insert into sandbox_erp.document (id, kind, company, external_id, number, period, posting_date, currency, description,
    source, supplier, invoice_number, debit_total, credit_total, line_count, status, detail, created_at)
  select id, $1, $3, $4, $5 || '-' || $6 || '-' || lpad(id::text, greatest(6, length(id::text)), '0'), $6, $7::date, $8,
    $9, $10, $11, $12, $13::bigint, $14::bigint,
    cardinality($15::int[]) + coalesce(jsonb_array_length($25::jsonb -> 'lines'), 0), $24, $25::jsonb, clock_timestamp()
  from ids where not $2::boolean or exists (select 1 from keyed)
  returning ${COLUMNS}),
given as materialized (
  select * from unnest($15::int[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::bigint[],
    $22::bigint[], $23::text[])
  as t (line, account, cost_center, facility, payer_class, affiliate, debit, credit, reference)),
written as (
  insert into sandbox_erp.line (document_id, line, account, cost_center, facility, payer_class, affiliate, debit,
    credit, reference)
  select header.id, given.* from header, given),
summed as (
  insert into sandbox_erp.balance_part (company, period, account, facility, debit, credit, line_count)
  select header.company, header.period, account, coalesce(facility, ''), sum(debit), sum(credit), count(*)
  from header, given group by 1, 2, 3, 4)
select * from header`;

/** Books a document and returns it once it is committed; null when its key is taken and keys are unique here. */
export async function insertDocument(db: Queryable, document: NewDocument, unique: boolean): Promise<Document | null> {
  const { lines } = document;
  const debit = lines.reduce((total, line) => total + line.debit, 0n);
  const credit = lines.reduce((total, line) => total + line.credit, 0n);
  const result = await db.query<Row>({
    name: 'insert-document',
    text: INSERT_SQL,
    values: [
      document.kind,
      unique,
      document.company,
      document.externalId,
      prefixOf(document.kind),
      document.period,
      document.postingDate,
      document.currency,
      document.description,
      document.source,
      document.supplier,
      document.invoiceNumber,
      debit,
      credit,
      lines.map((line) => line.line),
      lines.map((line) => line.account),
      lines.map((line) => line.costCenter),
      lines.map((line) => line.facility),
      lines.map((line) => line.payerClass),
      lines.map((line) => line.affiliate),
      lines.map((line) => line.debit),
      lines.map((line) => line.credit),
      lines.map((line) => line.reference),
      document.status ?? 'posted',
      document.detail === undefined ? null : JSON.stringify(document.detail),
    ],
  });
  const row = result.rows[0];
  return row ? fromRow(row) : null;
}

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
